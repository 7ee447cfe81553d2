"""Importing a library without what it would take along only because it is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*modules: str) -> Iterator[None]:
    """Let imports inside find none of these, as on a machine without them; what is imported already stays."""
    absent = [name for name in modules if name not in sys.modules]
    for name in absent:
        # Python's own way to say that it cannot be imported.
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
