"""The rules of the clock: pure, and time is an argument."""
