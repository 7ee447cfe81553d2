"""python -m shared.language: score cases, or explain how a message is read."""

import argparse
import sys

from shared.language.jsonl import answers


def main() -> None:
    """Read the command line and answer."""
    parser = argparse.ArgumentParser(prog="python -m shared.language", description=__doc__)
    parser.add_argument("--jsonl", action="store_true", help="read cases, one a line, and write answers")
    options = parser.parse_args()
    if options.jsonl:
        for line in answers(sys.stdin):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
