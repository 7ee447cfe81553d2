"""What a browser shows behind a link: a few words and a button a file. It loads nothing and runs nothing.

`python -m services.ingress.domain.pages` prints the words, for somebody to read through.
"""

import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from html import escape

from shared.contract import Language

STYLE = (
    ":root{color-scheme:light dark;font:1.05rem/1.5 system-ui,sans-serif}"
    "main{max-width:26rem;margin:12vh auto;padding:0 1.2rem}"
    "h1{font-size:1.3rem}"
    "button{display:block;width:100%;margin:.8rem 0;padding:.9rem;border:0;border-radius:.8rem;"
    "background:#0b7a5b;color:#fff;font:inherit;cursor:pointer}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the pages in one language."""

    title: str
    offer: str
    calendar: str
    everything: str
    gone_title: str
    gone: str
    busy_title: str
    busy: str

    def sentences(self) -> Sequence[tuple[str, str]]:
        """Return every sentence with its name, for a reader."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


ENGLISH = Words(
    title="Your reminders",
    offer="Each file can be taken once, within ten minutes of your asking. Nobody else should have this link.",
    calendar="📅 Calendar (.ics)",
    everything="🗂 All data (.json)",
    gone_title="Nothing is left behind this link",
    gone="It has been used, or its ten minutes are over. Write /export to Nudge and you get a new one.",
    busy_title="One moment",
    busy="The files cannot be fetched right now. Try again in a minute, or write /export to Nudge.",
)
RUSSIAN = Words(
    title="Ваши напоминания",
    offer="Каждый файл можно забрать один раз в течение десяти минут. Никому не показывайте эту ссылку.",
    calendar="📅 Календарь (.ics)",
    everything="🗂 Все данные (.json)",
    gone_title="По этой ссылке больше ничего нет",
    gone="Ею уже воспользовались, или прошли её десять минут. Напишите Nudge /экспорт, и придёт новая.",
    busy_title="Минутку",
    busy="Сейчас файлы не достать. Попробуйте через минуту или напишите Nudge /экспорт.",
)
PAGES: Mapping[str, Words] = {"en": ENGLISH, "ru": RUSSIAN}


def spoken(accepted: str) -> Language:
    """Return the first language of ours that a browser accepts, by its header."""
    for part in accepted.lower().split(","):
        code = part.strip()[:2]
        if code in PAGES:
            return Language(code)
    return Language("en")


def offer(left: Sequence[str], language: str) -> str:
    """Return the page with a button for each file that is left."""
    words = _words(language)
    named = {"calendar": words.calendar, "everything": words.everything}
    buttons = "".join(
        f'<button name="file" value="{file}">{escape(label)}</button>' for file, label in named.items() if file in left
    )
    # A link preview only reads the page: what takes a file is a button.
    return _page(language, words.title, words.offer, f'<form method="post">{buttons}</form>')


def gone(language: str) -> str:
    words = _words(language)
    return _page(language, words.gone_title, words.gone)


def busy(language: str) -> str:
    words = _words(language)
    return _page(language, words.busy_title, words.busy)


def _words(language: str) -> Words:
    return PAGES.get(language, ENGLISH)


def _page(language: str, title: str, sentence: str, form: str = "") -> str:
    code = language if language in PAGES else "en"
    return (
        f'<!doctype html><html lang="{code}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>Nudge</title><style>{STYLE}</style>'
        f"<main><h1>{escape(title)}</h1><p>{escape(sentence)}</p>{form}</main></html>\n"
    )


HEADING = """
## Behind the link of /export

| | English | Русский |
| --- | --- | --- |"""


def wording() -> str:
    """Return every sentence in both languages."""
    both = zip(ENGLISH.sentences(), RUSSIAN.sentences(), strict=True)
    rows = [f"| {name} | {english} | {russian} |" for (name, english), (_, russian) in both]
    return "\n".join([HEADING, *rows]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(wording())
