"""A local time as a moment that exists once and lies ahead, or the question why it does not."""

from datetime import datetime, timedelta

from shared.language.case import Case, options
from shared.language.moments import Fold, Gap, place
from shared.language.offers import offer
from shared.language.values import Ask, At, Outcome, Reason
from shared.language.zones import key_of

A_DAY = timedelta(days=1)


def settle(case: Case, local: datetime, assumed: tuple[str, ...]) -> Outcome:
    """The local time as a moment that exists once and lies ahead."""
    key = key_of(case.zone)
    found = place(local, case.zone)
    if isinstance(found, Gap):
        return Ask(Reason.GAP, (offer(case.reading, found.before, key), offer(case.reading, found.after, key)))
    if isinstance(found, Fold):
        if found.second < case.now:
            return past(case, local)
        return Ask(Reason.FOLD, tuple(offer(case.reading, at, key, fixed=True) for at in found))
    if found < case.now.replace(second=0, microsecond=0):
        return past(case, local)
    return At(found, key, tuple(dict.fromkeys(assumed)))


def past(case: Case, local: datetime) -> Ask:
    """It is behind: offer the same hour today or tomorrow, and the same date when it comes again."""
    soon = datetime.combine(case.now.date(), local.time())
    choices = [soon if soon > case.wall else soon + A_DAY]
    again = next_year(local, case.wall)
    return Ask(Reason.PAST, options(case, [*choices, *([again] if again else [])]))


def next_year(local: datetime, wall: datetime) -> datetime | None:
    for year in (wall.year, wall.year + 1):
        try:
            again = local.replace(year=year)
        except ValueError:
            continue
        if again > wall:
            return again
    return None
