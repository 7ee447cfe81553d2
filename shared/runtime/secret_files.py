"""Secrets from files, as Docker and Kubernetes hand them over: `NAME_FILE` names the file that holds `NAME`."""

import os
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class SecretFiles(PydanticBaseSettingsSource):
    """Reads what the environment or `.env` do not hold themselves."""

    def __init__(self, model: type[BaseSettings]) -> None:
        super().__init__(model)
        env_file = self.config.get("env_file")
        told = dotenv_values(env_file) if isinstance(env_file, str) else {}
        self._told = {name.upper(): value for name, value in {**told, **os.environ}.items() if value}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self._told.get(f"{field_name.upper()}_FILE")
        if path is None or SecretStr not in _kinds(field):
            return None, field_name, False
        return _content(path, f"{field_name.upper()}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def _kinds(field: FieldInfo) -> tuple[Any, ...]:
    return (field.annotation, *getattr(field.annotation, "__args__", ()))


def _content(path: str, setting: str) -> str | None:
    try:
        return Path(path).read_text("utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileError(f"{setting} is not right: it names a file that cannot be read.") from error


class SecretFileError(ValueError):
    """A setting names a file that cannot be read. Says nothing of what is in it."""
