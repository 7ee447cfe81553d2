"""The other ways: well-known job engines, each in an environment of its own, behind one tiny protocol (`wire.py`)."""
