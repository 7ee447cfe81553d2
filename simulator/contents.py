"""Twilio's Content API: contents with buttons and lists, their approval, and what a message makes of them."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from simulator.ledger import Option, Shape
from simulator.resources import Code, TwilioError

SESSION_BUTTONS = 3
"""Quick replies of a content that WhatsApp has not approved."""

APPROVED_BUTTONS = 10
ROWS = 10
"""Of a list."""

LONGEST: Mapping[Shape, Mapping[str, int]] = {
    "text": {"body": 1600},
    "buttons": {"body": 1024, "title": 20, "id": 200},
    "list": {"body": 1024, "label": 20, "title": 24, "id": 200, "description": 72},
}
"""Characters that WhatsApp takes of each part, once the variables are filled in."""

RICHEST_FIRST = ("twilio/list-picker", "twilio/quick-reply", "twilio/text")
"""The form that WhatsApp shows is the richest of those that the content has."""

SHAPES: Mapping[str, Shape] = {"twilio/quick-reply": "buttons", "twilio/list-picker": "list"}

Types = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Rendered:
    """What the phone shows."""

    body: str
    options: tuple[Option, ...] = ()
    kind: Shape = "text"
    label: str = ""
    """What opens the list."""


@dataclass
class Content:
    """One content, and how its approval stands."""

    sid: str
    friendly_name: str
    language: str
    variables: Mapping[str, str]
    types: Types
    created_at: datetime
    name: str = ""
    category: str = ""
    status: str = "unsubmitted"
    rejection_reason: str = ""


@dataclass
class Contents:
    """All contents of the account, remembered in `file` across restarts: Twilio does not forget them either."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    kept: dict[str, Content] = field(default_factory=dict)
    verdict: str = "approved"
    """What WhatsApp says to the next template: approved, pending or rejected."""
    file: Path | None = None

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            self.kept = {content.sid: content for content in map(_remembered, json.loads(self.file.read_text("utf-8")))}

    def create(self, asked: Mapping[str, Any]) -> Content:
        """Keep a new content, or refuse one that Twilio would refuse."""
        types = asked.get("types")
        known = isinstance(types, dict) and types and all(isinstance(shape, dict) for shape in types.values())
        if not known or not isinstance(asked.get("language"), str):
            raise TwilioError(Code.BAD_CONTENT, "types and language are required")
        content = Content(
            sid=f"HX{uuid4().hex}",
            friendly_name=str(asked.get("friendly_name", "")),
            language=asked["language"],
            variables=dict(asked.get("variables") or {}),
            types=dict(types or {}),
            created_at=self.now(),
        )
        self.kept[content.sid] = content
        self._remember()
        return content

    def delete(self, sid: str) -> None:
        del self.kept[self.find(sid).sid]
        self._remember()

    def find(self, sid: str) -> Content:
        if sid not in self.kept:
            raise TwilioError(Code.NOT_FOUND, f"/v1/Content/{sid}")
        return self.kept[sid]

    def submit(self, sid: str, name: str, category: str) -> Content:
        """Ask for an approval; a name is used once."""
        content = self.find(sid)
        taken = any(other.name == name for other in self.kept.values() if other is not content)
        if "twilio/list-picker" in content.types:
            raise TwilioError(Code.BAD_CONTENT, "a list cannot be approved: it answers within the window only")
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name) or taken:
            raise TwilioError(Code.BAD_CONTENT, "name must be new, and of a-z, 0-9 and _")
        content.name, content.category, content.status = name, category, self.verdict
        content.rejection_reason = "TAG_CONTENT_MISMATCH" if self.verdict == "rejected" else ""
        self._remember()
        return content

    def say(self, sid: str, encoded: str) -> tuple[Content, Rendered]:
        """Return the content with its variables filled in, or refuse as Twilio does."""
        if sid not in self.kept:
            raise TwilioError(Code.NO_SUCH_CONTENT, sid)
        content = self.kept[sid]
        given = _variables(encoded)
        values = {**content.variables, **given}
        kind = next(kind for kind in (*RICHEST_FIRST, *content.types) if kind in content.types)
        shape = content.types[kind]
        rendered = Rendered(
            body=_filled(str(shape.get("body", "")), values),
            options=tuple(_options(shape, values)),
            kind=SHAPES.get(kind, "text"),
            label=_filled(str(shape.get("button", "")), values),
        )
        if not _fits(rendered, is_approved=content.status == "approved"):
            raise TwilioError(Code.BAD_CONTENT_IN_MESSAGE)
        return content, rendered

    def _remember(self) -> None:
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(self.file.name + ".new")
        fresh.write_text(json.dumps([asdict(content) for content in self.kept.values()], default=str), "utf-8")
        fresh.replace(self.file)


def _remembered(kept: Mapping[str, Any]) -> Content:
    return Content(**{**kept, "created_at": datetime.fromisoformat(kept["created_at"])})


def _fits(rendered: Rendered, *, is_approved: bool) -> bool:
    """Tell whether WhatsApp takes it: neither too much nor too long, and with something on every button."""
    most = {"text": 0, "buttons": APPROVED_BUTTONS if is_approved else SESSION_BUTTONS, "list": ROWS}[rendered.kind]
    longest = LONGEST[rendered.kind]
    parts = [("body", rendered.body), ("label", rendered.label)]
    for option in rendered.options:
        parts += [("id", option.id), ("title", option.title), ("description", option.description)]
    is_short = all(len(text) <= longest.get(name, len(text)) for name, text in parts)
    return is_short and len(rendered.options) <= most and all(option.title for option in rendered.options)


def _variables(encoded: str) -> Mapping[str, str]:
    try:
        values = json.loads(encoded or "{}")
    except ValueError:
        raise TwilioError(Code.BAD_VARIABLES) from None
    if not isinstance(values, dict) or any(not isinstance(value, str) or not value for value in values.values()):
        raise TwilioError(Code.BAD_VARIABLES)
    return values


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values.get(found[1], found[0]), text)


def _options(shape: Mapping[str, Any], values: Mapping[str, str]) -> Sequence[Option]:
    rows = shape.get("actions") or shape.get("items") or ()
    return [
        Option(
            id=_filled(str(row.get("id", "")), values),
            title=_filled(str(row.get("title") or row.get("item") or ""), values),
            description=_filled(str(row.get("description", "")), values),
        )
        for row in rows
    ]
