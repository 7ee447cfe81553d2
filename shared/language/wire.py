"""Values to JSON and back, losslessly: every dataclass of the language says its own name."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

JSON: TypeAlias = bool | int | str | list["JSON"] | dict[str, "JSON"] | None

NAME = "is"


def pack(value: object) -> JSON:
    """Write `value` as JSON; fields that hold their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return pack_fields(value)
    if isinstance(value, tuple):
        return [pack(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"cannot be written: {type(value).__name__}")


def pack_fields(value: "DataclassInstance") -> dict[str, JSON]:
    held = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
    said = {name: pack(now) for name, (now, default) in held.items() if now != default}
    return {NAME: type(value).__name__, **said}


def unpack(value: JSON, kinds: Mapping[str, type]) -> Any:
    """Read back what `pack` wrote. Raises ValueError for anything else."""
    if isinstance(value, list):
        return tuple(unpack(item, kinds) for item in value)
    if not isinstance(value, dict):
        return value
    kind = kinds.get(str(value.get(NAME)))
    if kind is None:
        raise ValueError(f"unknown kind: {value.get(NAME)!r}")
    try:
        return kind(**{name: unpack(item, kinds) for name, item in value.items() if name != NAME})
    except TypeError as error:
        raise ValueError(str(error)) from error
