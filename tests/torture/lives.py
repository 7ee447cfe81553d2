"""The stories: what somebody wants, says, is told, and may expect from then on."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from tests.torture.people import Person, Sign, UnansweredError, at
from tests.torture.promises import Need, Promise
from tests.torture.witness import Letter

Life = Callable[[Person], Awaitable[None]]

WHICH = "Which reminder?"


async def keeps_one(person: Person) -> None:
    """Adds a reminder and hears it."""
    task, due = await _added(person)
    await person.ring_of(task, due)


async def is_in_a_hurry(person: Person) -> None:
    """Writes several at once, without waiting for an answer."""
    due = person.soon()
    tasks = [person.street.promises.new_task(person.number) for _ in range(person.dice.randint(4, 8))]
    written = [(task, await _asked_for(person, task, due)) for task in tasks]
    heard = [await _or_silence(_saved(person, task, asked)) for task, asked in written]
    for promise in heard:
        if promise is not None:
            await person.ring_of(promise.task, promise.due)


async def changes_the_time(person: Person) -> None:
    """Moves a reminder before it comes, sometimes in the last moment."""
    task, due = await _added(person)
    await _until(person, due, chance=0.5)
    id_ = person.street.promises.last(task).id
    letter, later = await _moved(person, task, f"/edit {id_} {{at}}", f"✏️ *{task}* ({id_}) moved.")
    _expect(person, f"Now: {later:%H:%M}", letter.says, rf"Now: [^\n]*{later:%H:%M}")
    await person.ring_of(task, later)


async def changes_the_words(person: Person) -> None:
    """Calls a reminder by another name."""
    task, due = await _added(person)
    promises = person.street.promises
    name, id_ = promises.new_task(person.number), promises.last(task).id
    promises.promise(name, id_, due, need=Need.MAY)
    letter, _ = await _doubting(person, task, f"/edit {id_} text {name}", f"✏️ Changed ({id_}).")
    _expect(person, "both names", letter.says, rf"Was: .*{task}[\s\S]*Now: .*{name}")
    promises.take_back(promises.last(task), letter.created_at)
    if letter.created_at < due:
        promises.confirm(promises.last(name), id_, letter.created_at)
        await person.ring_of(name, due)


async def takes_back(person: Person) -> None:
    """Deletes a reminder, at any moment of its life; now and then undoes it."""
    task, due = await _added(person)
    await _until(person, due, chance=0.7)
    promises = person.street.promises
    id_ = promises.last(task).id
    letter, sign = await _doubting(
        person, task, f"/delete {id_}", f"🗑 Deleted *{task}* ({id_})", f"*{task}* has gone out already"
    )
    if sign == 1:
        await person.ring_of(task, due)
        return
    promises.last(task).need = Need.NEVER
    if person.dice.random() < 0.2 and due > datetime.now(UTC):
        # From the moment of writing it may come.
        promises.last(task).need = Need.MAY
        letter, _ = await person.ask("/undo", re.compile(rf"↩️ Taken back[\s\S]*\*{task}\* \({id_}\)"))
        if letter.created_at < due:
            promises.confirm(promises.last(task), id_, letter.created_at)
            await person.ring_of(task, due)


async def puts_off(person: Person) -> None:
    """Hears a reminder and wants it again, by its id or by answering the message."""
    task, due = await _added(person)
    rung = await person.ring_of(task, due)
    id_ = person.street.promises.last(task).id
    sign = f"💤 *{task}* ({id_}) comes again"
    plainly = f"/snooze {id_} {{at}}"
    if person.dice.random() < 0.5 or len(rung.rings) > 1:
        letter, later = await _moved(person, task, plainly, sign, rang=True)
    else:
        swiped = {"otherwise": plainly, "reply_to": rung.sid}
        letter, later = await _moved(person, task, "snooze {at}", sign, rang=True, **swiped)
    _expect(person, f"{later:%H:%M}", letter.says, f"{later:%H:%M}")
    await person.ring_of(task, later)


async def is_done(person: Person) -> None:
    """Marks a reminder done: by a button where there is one, or by a word; sometimes before it comes."""
    task, due = await _added(person)
    promises = person.street.promises
    id_ = promises.last(task).id
    if person.dice.random() < 0.3:
        letter, _ = await _doubting(person, task, f"/done {id_}", f"✅ Done: *{task}* ({id_})")
        promises.take_back(promises.last(task), letter.created_at)
        return
    rung = await person.ring_of(task, due)
    button = next((option for option, title in rung.options if title == "Done"), None)
    tap = {"tapped": button} if button and len(rung.rings) == 1 else {}
    await person.ask("Done" if tap else f"/done {id_}", f"✅ Done: *{task}* ({id_})", reply_to=rung.sid, **tap)


async def is_asked(person: Person) -> None:
    """Names no time, is asked for it, and answers."""
    task = person.street.promises.new_task(person.number)
    await person.ask(f"remind me to {task}", re.compile(rf"When should I remind you of \*{task}\*"))
    promise = await _saved(person, task, await _asked_for(person, task, person.soon(), "{at}"))
    await person.ring_of(task, promise.due)


async def keeps_a_series(person: Person) -> None:
    """Wants something every day, hears it once, and ends it."""
    # A series comes at whole minutes.
    due = person.soon().replace(second=0) + timedelta(minutes=1)
    task = person.street.promises.new_task(person.number)
    words = f"remind me to {task} every day at {due:%H:%M} in UTC"
    promise = person.street.promises.promise(task, "", due, need=Need.MAY)
    letter, _ = await person.ask(words, re.compile(rf"🔁 Saved \*{task}\* \((\w+)\)"))
    promise.id = id_ = _id(letter.says, task)
    # Confirmed later, it may have come too late for today.
    if letter.created_at < due:
        person.street.promises.confirm(promise, id_, letter.created_at)
        await person.ring_of(task, due)
    ending, sign = person.dice.choice(
        [
            (f"/delete {id_}", f"🗑 Deleted *{task}* ({id_})"),
            (f"/pause {id_}", f"⏸ *{task}* ({id_}) is silent"),
            (f"/skip {id_}", f"⏭ *{task}* ({id_}) skips"),
        ]
    )
    await person.ask(ending, sign)


LIVES: Mapping[Life, int] = {
    keeps_one: 30,
    is_in_a_hurry: 12,
    changes_the_time: 10,
    changes_the_words: 6,
    takes_back: 12,
    puts_off: 12,
    is_done: 8,
    is_asked: 5,
    keeps_a_series: 5,
}
"""How many of a hundred live so."""


async def live(person: Person, pause: float) -> None:
    """Live one story after the other until the street closes."""
    while not person.street.closing.is_set():
        await asyncio.sleep(person.dice.uniform(0, 2 * pause))
        [life] = person.dice.choices([*LIVES], [*LIVES.values()])
        try:
            await life(person)
        except UnansweredError:
            continue


Asked = tuple[Promise, datetime]
"""A moment that may come, and when it was asked for."""


async def _added(person: Person) -> tuple[str, datetime]:
    """Add a reminder; return its name, and the moment that was confirmed."""
    task = person.street.promises.new_task(person.number)
    promise = await _saved(person, task, await _asked_for(person, task, person.soon()))
    return task, promise.due


async def _asked_for(person: Person, task: str, due: datetime, words: str = "/add remind me to {task} {at}") -> Asked:
    promise = person.street.promises.promise(task, "", due, need=Need.MAY)
    return promise, await person.write(words.format(task=task, at=at(due)))


async def _saved(person: Person, task: str, asked: Asked) -> Promise:
    """Hear that it is saved, or that the moment or the question passed meanwhile: then say all of it anew."""
    # Asked by a clock that was hours behind, a question has closed once that clock is right: then all is asked anew.
    again = re.compile(rf"passed[\s\S]*\*{task}\*|What should I remind you of\?")
    signs = (re.compile(rf"⏰ Saved \*{task}\* \((\w+)\)"), again)
    while True:
        promise, written_at = asked
        letter, sign = await person.hear(task, written_at, signs)
        if sign == 0:
            person.street.promises.confirm(promise, _id(letter.says, task), letter.created_at)
            _expect(person, f"{promise.due:%H:%M}", letter.says, f"{promise.due:%H:%M}")
            return promise
        promise.need = Need.NEVER
        asked = await _asked_for(person, task, person.soon())


async def _or_silence(hearing: Awaitable[Promise]) -> Promise | None:
    try:
        return await hearing
    except UnansweredError:
        return None


async def _moved(
    person: Person, task: str, words: str, sign: str, *, rang: bool = False, otherwise: str = "", **more: str
) -> tuple[Letter, datetime]:
    """Ask for another moment; from the asking on it may come, and once it is confirmed it must. Return it as well.

    Who waited for so long that it has passed is told so, and names another one.
    Who answers a message of which the clock has not heard yet is asked which one it was, and says it `otherwise`.
    """
    promises = person.street.promises
    before, signs = promises.last(task), (sign, re.compile(rf"moment has passed[\s\S]*\*{task}\*"))
    while True:
        later = person.soon()
        after = promises.promise(task, before.id, later, need=Need.MAY)
        asked = words.format(at=at(later))
        letter, heard = await _doubting(person, task, asked, *signs, *([WHICH] if otherwise else []), **more)
        if heard == len(signs):
            letter, heard = await _doubting(person, task, otherwise.format(at=at(later)), *signs)
        if not heard:
            break
        after.need = Need.NEVER
    if not rang:
        promises.take_back(before, letter.created_at)
    promises.confirm(after, after.id, letter.created_at)
    return letter, later


async def _doubting(person: Person, task: str, words: str, *signs: Sign, **more: str) -> tuple[Letter, int]:
    """Ask for a change; when nobody answers, what was promised may come or not."""
    try:
        return await person.ask(words, *signs, **more)
    except UnansweredError:
        person.street.promises.doubt(task)
        raise


async def _until(person: Person, due: datetime, *, chance: float) -> None:
    """Wait for some moment before `due`, or, so often, for the last one before it."""
    left = (due - datetime.now(UTC)).total_seconds()
    last_moment = person.dice.random() < chance
    wait = left - person.dice.uniform(-0.5, 1.5) if last_moment else person.dice.uniform(0, max(left - 2, 0))
    await asyncio.sleep(max(wait, 0))


def _id(text: str, task: str) -> str:
    found = re.search(rf"\*{task}\* \((\w+)\)", text)
    assert found, text
    return found[1]


def _expect(person: Person, what: str, text: str, pattern: str) -> None:
    if not re.search(pattern, text):
        person.street.promises.oddities.append((person.number, f"expected {what}: {text!r}", datetime.now(UTC)))
