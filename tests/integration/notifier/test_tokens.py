"""Twilio's answer to each of several tokens: one that is believed is found, a post is made once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from deploy.embedded.ports import free_port
from services.notifier.adapters.twilio_phone import TwilioPhone, signed_in
from services.notifier.domain.account import Account
from services.notifier.domain.utterances import Utterance
from services.notifier.domain.verdicts import NotSent, Sent, Verdict
from shared.contract import ChatId, SpeechId
from tests.harness.account import ACCOUNT, NUDGE

SID = "SM" + "1" * 32


@dataclass
class Strict:
    """A Twilio that believes one token."""

    url: str
    believed: str
    tried: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    async def create(self, request: web.Request) -> web.Response:
        auth = aiohttp.BasicAuth.decode(request.headers["Authorization"])
        self.tried.append(auth.password)
        if auth.password != self.believed:
            return web.json_response({"code": 20003, "status": 401}, status=401)
        self.taken.append(str((await request.post())["Body"]))
        return web.json_response({"sid": SID}, status=201)


@asynccontextmanager
async def strict(believed: str) -> AsyncIterator[Strict]:
    port = free_port()
    twilio = Strict(f"http://127.0.0.1:{port}", believed)
    app = web.Application()
    app.router.add_post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", twilio.create)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield twilio
    finally:
        await runner.cleanup()


async def say(phone: TwilioPhone, text: str) -> Verdict:
    chat = ChatId("whatsapp:+4915100000001")
    return await phone.send(chat, NUDGE, Utterance(text), speech=SpeechId("s"), reminder=None)


@asynccontextmanager
async def calling(twilio: Strict, *tokens: str) -> AsyncIterator[TwilioPhone]:
    account = Account(twilio.url, ACCOUNT, tokens, "http://127.0.0.1:1/status")
    async with signed_in(account) as session:
        yield TwilioPhone(session, account)


async def test_the_token_that_is_believed_is_found_and_stayed_with() -> None:
    async with strict("old") as twilio, calling(twilio, "new", "old") as phone:
        assert [await say(phone, text) for text in ("one", "two")] == [Sent(SID), Sent(SID)]
        assert twilio.tried == ["new", "old", "old"]

        twilio.believed = "new"
        assert await say(phone, "three") == Sent(SID)
        assert await say(phone, "four") == Sent(SID)

    assert twilio.tried == ["new", "old", "old", "old", "new", "new"]
    assert twilio.taken == ["one", "two", "three", "four"]


async def test_where_none_is_believed_each_is_tried_once_and_nothing_was_sent() -> None:
    async with strict("another") as twilio, calling(twilio, "new", "old") as phone:
        verdict = await say(phone, "one")

    assert isinstance(verdict, NotSent)
    assert twilio.tried == ["new", "old"]
    assert twilio.taken == []


async def test_what_is_not_about_the_token_is_not_tried_with_another() -> None:
    async with strict("new") as twilio, calling(twilio, "new", "old") as phone:
        assert await say(phone, "one") == Sent(SID)

    assert twilio.tried == ["new"]
