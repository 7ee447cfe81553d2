import asyncio
import io
import re

from deploy.embedded.logs import CHUNK_BYTES, Logs, wants_colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def followed(*chunks: bytes, quiet: str | None = None) -> list[str]:
    out, output = io.StringIO(), asyncio.StreamReader()
    for chunk in chunks:
        output.feed_data(chunk)
    output.feed_eof()
    await Logs(["nudge", "scheduler"], out=out).follow("nudge", output, quiet=re.compile(quiet) if quiet else None)
    return out.getvalue().splitlines()


def test_names_stand_in_a_column_however_long_they_are() -> None:
    out = io.StringIO()
    logs = Logs(["nats", "scheduler"], out=out)
    logs.say("nats", "a")
    logs.say("scheduler", "b")

    assert out.getvalue() == "nats      │ a\nscheduler │ b\n"


def test_each_name_has_a_colour_of_its_own_and_the_text_has_none() -> None:
    out = io.StringIO()
    logs = Logs(["nats", "redis"], out=out, coloured=True)
    logs.say("nats", "a")
    logs.say("redis", "b")

    first, second = out.getvalue().splitlines()
    assert first.endswith("\x1b[0m a")
    assert first[:5] != second[:5]


async def test_lines_are_put_together_again_wherever_the_pipe_has_cut_them() -> None:
    assert await followed(b"one\ntw", b"o\nthree") == ["nudge     │ one", "nudge     │ two", "nudge     │ three"]


async def test_a_very_long_line_stays_one_line() -> None:
    assert [len(line) for line in await followed(b"x" * CHUNK_BYTES * 3 + b"\n")] == [CHUNK_BYTES * 3 + 12]


async def test_what_is_not_text_is_shown_as_well_as_it_can_be() -> None:
    assert await followed(b"\xff\xfe broken\n") == ["nudge     │ \ufffd\ufffd broken"]


async def test_chatter_is_left_out() -> None:
    assert await followed(b"[1] [INF] banner\n[1] [ERR] trouble\n", quiet=r"\[INF\]") == [
        "nudge     │ [1] [ERR] trouble"
    ]


def test_a_screen_that_has_gone_does_not_stop_the_house() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    Logs(["nudge"], out=Gone()).say("nudge", "is anyone there?")


def test_colour_is_for_a_terminal_whose_owner_wants_it() -> None:
    assert wants_colour(Terminal(), {})
    assert not wants_colour(Terminal(), {"NO_COLOR": "1"})
    assert not wants_colour(io.StringIO(), {})
