"""Suites of goals with checks on the device's state, run on fresh virtual phones. Judges; decides nothing."""
