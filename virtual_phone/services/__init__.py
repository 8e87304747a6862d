"""The services of the phone's system: each owns one kind of state, and tells observers when it changes."""
