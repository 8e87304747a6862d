"""From a goal to sub-goals, and from a sub-goal to the next tool call. Knows models and tools, acts on nothing."""
