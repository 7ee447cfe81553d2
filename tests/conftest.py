"""What holds for all tests."""

from hypothesis import settings

# Unit tests stay quick; `--hypothesis-profile=thorough` looks longer.
settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile("quick")
