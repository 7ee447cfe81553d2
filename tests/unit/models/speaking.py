"""The voice's half of the delivery: from a speech on the bus to the evidence that it was said, once.

One speech, two notifiers, at most four posts. Notifiers die and freeze at every step; the bus delivers again whatever
is not acknowledged, and the clock says again whatever nobody finished; Twilio creates a message or does not, soon or
late, answers or does not, once refuses for now; leases run out whenever they like. Evidence may vanish: then neither
Twilio's list nor a report ever shows what was created.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.unit.models.exploring import Step, World

POSTS = 4
MOST_DOUBTFUL = 2

JOURNAL = "the journal"
DEADLINE = "no post after half of the lease"
SETTLING = "waiting until Twilio has settled"
EVIDENCE = "looking for evidence"
COMPARING = "the token in the journal"
LATE_ACK = "acknowledging last"
GUARDS = (JOURNAL, DEADLINE, SETTLING, EVIDENCE, COMPARING, LATE_ACK)

FREEZING = "nobody freezes between the last check and the post"
"""Not a guard, and nothing could be: what is assumed."""

ONCE = "It is said once, and twice only where evidence has vanished."


class Journal(NamedTuple):
    """What Redis knows of the speech."""

    state: str = "new"
    token: int = 0
    ran_out: bool = False
    doubts: int = 0


class Voice(NamedTuple):
    """A notifier: what it has before it, and under which token."""

    has: str = ""
    """Nothing, `message`, `speech`, `line` (open to Twilio), `sid`, `refusal`, `silence`, `list` (without it), `end` or
    `report` (made)."""
    token: int = 0


IDLE = Voice()


class State(NamedTuple):
    """The bus, the journal, two notifiers, Twilio."""

    is_on_the_bus: bool = True
    journal: Journal = Journal()
    voices: tuple[Voice, Voice] = (IDLE, IDLE)
    posts: tuple[str, ...] = ()
    """What became of each: `open`, `created` or `dropped`. A token is the number of its post."""
    was_throttled: bool = False
    has_vanished: bool = False
    is_reported: bool = False

    @property
    def copies(self) -> int:
        return self.posts.count("created")


def world(without: str = "", *, vanishing: bool = True) -> World[State]:
    """Return the protocol, or what is left of it without one of its guards or assumptions."""
    return World(State(), _Rules(without, vanishing=vanishing).steps, _broken, _ended)


def _broken(state: State) -> str:
    return ONCE if state.copies > 1 + state.has_vanished else ""


def _ended(state: State) -> bool:
    known = state.journal.state == "sent" and state.copies > 0
    parked = state.journal.state == "parked"
    return state.is_reported and (known or parked)


class _Rules:
    def __init__(self, without: str, *, vanishing: bool) -> None:
        self._without = without
        self._vanishing = vanishing

    def steps(self, state: State) -> Iterator[Step[State]]:
        for number, voice in enumerate(state.voices):
            yield from self._act(state, number, voice)
        yield from self._twilio(state)
        journal = state.journal
        if journal.state == "sending" and not journal.ran_out:
            yield Step("the lease runs out", state._replace(journal=journal._replace(ran_out=True)))
        if not state.is_on_the_bus and not state.is_reported and self._without != LATE_ACK:
            yield Step("the clock says it again", state._replace(is_on_the_bus=True))
        if self._vanishing and not state.has_vanished:
            yield Step("evidence vanishes", state._replace(has_vanished=True), is_fault=True)

    def _act(self, state: State, number: int, voice: Voice) -> Iterator[Step[State]]:
        who = f"notifier {number + 1}"
        if voice != IDLE:
            yield Step(f"{who} dies", _with(state, number, IDLE))
        match voice.has:
            case "" if state.is_on_the_bus:
                taken = _with(state, number, Voice("message"))
                yield Step(f"{who} gets it", taken._replace(is_on_the_bus=self._without != LATE_ACK))
            case "message":
                yield from self._begin(state, number, who)
            case "speech" | "speech checked":
                yield from self._post(state, number, voice, who)
            case "line":
                yield from _listen(state, number, voice, who)
            case "sid":
                sent = state.journal._replace(state="sent")
                yield Step(f"{who} writes down the sid", _with(state, number, Voice("end"), journal=sent))
            case "refusal" | "silence" | "list":
                yield from self._settle(state, number, voice, who)
            case "end":
                yield Step(f"{who} reports", _with(state, number, Voice("report"), is_reported=True))
            case "report":
                yield Step(f"{who} acknowledges", _with(state, number, IDLE, is_on_the_bus=False))

    def _begin(self, state: State, number: int, who: str) -> Iterator[Step[State]]:
        journal = state.journal
        if self._without == JOURNAL:
            journal = Journal()
        if journal.state == "sending" and journal.ran_out:
            journal = journal._replace(state="doubtful", doubts=journal.doubts + 1)
        match journal.state:
            case "new" if len(state.posts) < POSTS:
                token = len(state.posts) + 1
                begun = Journal("sending", token, doubts=journal.doubts)
                posts = (*state.posts, "not yet")
                then = _with(state, number, Voice("speech", token), journal=begun, posts=posts)
                yield Step(f"{who} begins", then)
            case "sending":
                yield Step(f"{who} finds it busy", _with(state, number, IDLE))
            case "doubtful":
                yield from self._look(state._replace(journal=journal), number, who)
            case "sent" | "parked":
                yield Step(f"{who} finds that it has an end", _with(state, number, Voice("end")))

    def _look(self, state: State, number: int, who: str) -> Iterator[Step[State]]:
        post = state.posts[state.journal.token - 1]
        found = post == "created" and not state.has_vanished
        if post == "open" and self._without not in {SETTLING, EVIDENCE}:
            yield Step(f"{who} waits", _with(state, number, IDLE))
        elif found and self._without != EVIDENCE:
            yield Step(f"{who} finds it in Twilio's list", _with(state, number, Voice("sid", state.journal.token)))
        else:
            then = _with(state, number, Voice("list", state.journal.token))
            yield Step(f"{who} finds nothing in Twilio's list", then)

    def _post(self, state: State, number: int, voice: Voice, who: str) -> Iterator[Step[State]]:
        journal = state.journal
        is_late = journal.token != voice.token or journal.ran_out
        if is_late and self._without != DEADLINE and voice.has == "speech":
            yield Step(f"{who} is too late", _with(state, number, IDLE))
            return
        if self._without == FREEZING and voice.has == "speech":
            yield Step(f"{who} looks at the clock", _with(state, number, Voice("speech checked", voice.token)))
            return
        posts = _put(state.posts, voice.token, "open")
        yield Step(f"{who} posts", _with(state, number, Voice("line", voice.token), posts=posts))

    def _settle(self, state: State, number: int, voice: Voice, who: str) -> Iterator[Step[State]]:
        journal = state.journal
        is_holder = journal.token == voice.token and journal.state in {"sending", "doubtful"}
        if journal.state in {"sent", "parked"} or not (is_holder or self._without == COMPARING):
            yield Step(f"{who} writes nothing", _with(state, number, IDLE))
            return
        match voice.has:
            case "silence":
                word, then = "that nobody knows", journal._replace(state="doubtful", doubts=journal.doubts + 1)
            case "list" if journal.doubts >= MOST_DOUBTFUL:
                word, then = "that it is parked", journal._replace(state="parked")
            case _:
                word, then = "that it was not sent", journal._replace(state="new")
        rest = Voice("end") if then.state == "parked" else IDLE
        yield Step(f"{who} writes {word}", _with(state, number, rest, journal=then))

    def _twilio(self, state: State) -> Iterator[Step[State]]:
        for token, post in enumerate(state.posts, start=1):
            if post == "open":
                yield Step("Twilio creates the message", state._replace(posts=_put(state.posts, token, "created")))
                yield Step("Twilio drops the message", state._replace(posts=_put(state.posts, token, "dropped")))
            if post == "created" and not state.has_vanished and state.journal.state != "sent":
                sent = state._replace(journal=state.journal._replace(state="sent"), is_reported=True)
                yield Step("a report tells that it was sent", sent, is_fault=True)  # nobody may count on it


def _listen(state: State, number: int, voice: Voice, who: str) -> Iterator[Step[State]]:
    post = state.posts[voice.token - 1]
    if post == "created":
        yield Step(f"{who} hears the sid", _with(state, number, Voice("sid", voice.token)))
    if post == "dropped" and not state.was_throttled:
        refused = _with(state, number, Voice("refusal", voice.token), was_throttled=True)
        yield Step(f"{who} hears that it was not sent", refused)
    yield Step(f"{who} hears nothing", _with(state, number, Voice("silence", voice.token)))


def _with(state: State, number: int, voice: Voice, **changes: object) -> State:
    voices = (voice, state.voices[1]) if number == 0 else (state.voices[0], voice)
    return state._replace(voices=voices, **changes)  # type: ignore[arg-type]


def _put(posts: tuple[str, ...], token: int, what: str) -> tuple[str, ...]:
    return (*posts[: token - 1], what, *posts[token:])
