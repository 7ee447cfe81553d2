"""How does the bot read this? Explains a message, or answers cases for the accuracy score."""

import argparse
import json
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shared.language.explain import explained, in_words
from shared.language.jsonl import answers


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m shared.language", description=__doc__)
    parser.add_argument("text", nargs="*", help="the message; standard input when there is none")
    parser.add_argument("--zone", default="UTC", help="the sender's time zone (an IANA key)")
    parser.add_argument("--now", help="the sender's local time, ISO 8601; the machine's clock when not given")
    parser.add_argument("--json", action="store_true", help="explain as JSON")
    parser.add_argument("--jsonl", action="store_true", help="read cases, one a line, and write answers")
    parser.add_argument("--languages", default="en,ru", help="the languages to read; de is experimental")
    return parser.parse_args()


def main() -> None:
    """Read the command line and answer."""
    options = arguments()
    if options.jsonl:
        for line in answers(sys.stdin):
            sys.stdout.write(f"{line}\n")
        return
    zone = ZoneInfo(options.zone)
    now = datetime.fromisoformat(options.now) if options.now else datetime.now(UTC).astimezone(zone)
    now = now if now.tzinfo else now.replace(tzinfo=zone)
    text = " ".join(options.text) or sys.stdin.read().strip()
    languages = tuple(options.languages.split(","))
    if options.json:
        sys.stdout.write(json.dumps(explained(text, zone, now, languages), ensure_ascii=False, indent=2) + "\n")
        return
    sys.stdout.write("\n".join(in_words(text, zone, now, languages)) + "\n")


if __name__ == "__main__":
    main()
