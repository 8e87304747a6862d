"""The loop that turns a goal into verified effects, and the code that stands between a model and the phone."""
