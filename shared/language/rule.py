"""A repeat as RFC 5545 says it, on local wall time in a zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What comes back, when, and until when."""
