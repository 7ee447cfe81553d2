"""What to run."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Command:
    """A program with its arguments, and what it needs in its environment besides ours."""

    argv: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
