"""The garbage collector of a process that lives long: it looks seldom, and never at what was there from the start."""

import gc

NEW_OBJECTS = 50_000
"""More containers than a chunk of firings makes: those are gone by themselves before anybody looks for cycles."""


def collect_seldom() -> None:
    """Call once when a process has started: with Python's own settings a burst spent a quarter of its time here."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
