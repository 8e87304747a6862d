"""From a goal to sub-goals, and from a sub-goal to the next tool call. Knows models and tools, acts on nothing.

Start with `plan.py` (what a plan is) and `planner.py` (from words to a plan). By concern:

- sentences: `split`, `clauses`, `phrases`, `referents`, `loops`; Chinese through `chinese`
- conditions: `conditions`, `condition_words`; values that flow: `references`, `frames`, `lookups`, `told_apart`, and
  `pointing` for what is refused without one
- post-conditions: `expect`, `expect_zh`; what a call leaves undone: `coverage`, `unread`, `beyond`
- one step: `react` (what a model sees), `arguments`, `reflect`, `screen_questions`
- screens without a model: `walker` → `walk`, `walk_*`, `page_words`
"""
