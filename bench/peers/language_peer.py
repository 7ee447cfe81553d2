"""Who reads times in words: one case a line in, one answer a line out, with the microseconds that it took.

The library is the program's argument. What a case and an answer are stands in `shared/language/jsonl.py`.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

Case = dict[str, Any]
Found = dict[str, Any]
NOTHING: Found = {"outcome": "none"}


def at(moment: datetime) -> Found:
    return {"outcome": "at", "at": moment.replace(tzinfo=None).isoformat()}


def reference(case: Case) -> datetime:
    return datetime.fromisoformat(case["ref"])


def ours() -> Callable[[Case], Found]:
    from shared.language.jsonl import answer  # noqa: PLC0415 - whose turn it is

    return answer


def dateparser() -> Callable[[Case], Found]:
    from dateparser.search import search_dates  # noqa: PLC0415 - whose turn it is

    def answer(case: Case) -> Found:
        settings = {"RELATIVE_BASE": reference(case), "PREFER_DATES_FROM": "future"}
        found = search_dates(case["text"], languages=[case["lang"]], settings=settings)
        return at(found[0][1]) if found else NOTHING

    return answer


def parsedatetime() -> Callable[[Case], Found]:
    from parsedatetime import Calendar  # noqa: PLC0415 - whose turn it is

    calendar = Calendar()

    def answer(case: Case) -> Found:
        found, status = calendar.parseDT(case["text"], sourceTime=reference(case))
        return at(found) if status else NOTHING

    return answer


def timesense() -> Callable[[Case], Found]:
    from timesense import TimeSenseParser  # noqa: PLC0415 - whose turn it is

    parser = TimeSenseParser()

    def answer(case: Case) -> Found:
        result = parser.analyze(case["text"], reference(case), language=case["lang"]).result
        if result is None:
            return NOTHING
        if getattr(result, "recurrence", None):
            return {"outcome": "rule", "rule": result.recurrence.to_rrule()}
        moment = getattr(result, "datetime_at", None)
        return at(moment) if moment else NOTHING

    return answer


def main(library: str) -> None:
    answer = {each.__name__: each for each in (ours, dateparser, parsedatetime, timesense)}[library]()
    for line in sys.stdin:
        case = json.loads(line)
        began = time.perf_counter()
        try:
            found = answer(case)
        except Exception:  # noqa: BLE001 - a library that raises did not answer
            found = NOTHING
        took = (time.perf_counter() - began) * 1e6
        print(json.dumps({**found, "us": took}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
