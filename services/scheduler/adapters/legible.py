"""What lies in the store is read, or cannot be read: one error for whatever is wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

Kind = TypeVar("Kind")


@contextmanager
def one_error(what: str) -> Iterator[None]:
    """Make a ValueError of it: one person's record must keep nobody else's waiting."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError) as error:
        raise ValueError(f"{what} cannot be read: {type(error).__name__}") from error


def expect(kind: type[Kind], value: Any) -> Kind:
    """Return `value`, which has to be of this kind."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was expected")
    return value


def wall_of(text: str) -> datetime:
    """Return what a clock on the wall showed."""
    wall = datetime.fromisoformat(text)
    if wall.tzinfo:
        raise ValueError("what a clock on the wall shows has no zone")
    return wall
