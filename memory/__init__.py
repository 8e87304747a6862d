"""What was seen and done, kept with its label and source, and recalled as data. Knows no planner and no policy."""
