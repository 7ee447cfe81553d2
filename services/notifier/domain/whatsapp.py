"""How text looks in WhatsApp: what people typed shows as they typed it, and a message fits."""

MOST_CHARACTERS = 1500
"""Twilio takes 1,600; what counts as a character there is not said for every emoji."""

MOST_CHARACTERS_WITH_BUTTONS = 1024

_MARKS = "*_~`"
_UNSEEN = "\u200b"


def plain(text: str) -> str:
    """Return a person's own text so that no mark in it formats anything: unseen spaces, as there is no escape."""
    for mark in _MARKS:
        text = text.replace(mark, f"{_UNSEEN}{mark}{_UNSEEN}")
    return text


def bold(text: str) -> str:
    """Return a person's own text in bold; over several lines WhatsApp has none."""
    if "\n" in text or not text.strip():
        return plain(text)
    return f"*{plain(text.strip())}*"


def shortened(text: str, most: int) -> str:
    """Return the text on one line, cut with an ellipsis where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
