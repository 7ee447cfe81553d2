"""The REST API says no the way Twilio does."""

from typing import Any

import aiohttp
import pytest

from tests.integration.simulator.stand_ins import ACCOUNT, ANNA, NUDGE, TOKEN, Simulator

RIGHT = {"To": f"whatsapp:{ANNA}", "From": NUDGE, "Body": "call mom"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "whatsapp:+0"}, 21211),
        ({"To": ANNA}, 21211),
        ({"From": ""}, 21603),
        ({"From": "whatsapp:+12025550199"}, 63007),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "ingress/status"}, 21609),
        ({"StatusCallback": "http://my_ingress/status"}, 21609),
    ],
)
async def test_a_wrong_request_is_refused_by_twilio_s_code(
    wrong: dict[str, str], code: int, simulator: Simulator
) -> None:
    status, body = await simulator.post(RIGHT | wrong)

    assert status == 400
    assert body["code"] == code
    assert body["status"] == 400
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert await simulator.transcript() == []


async def test_the_longest_body_is_1600_characters(simulator: Simulator) -> None:
    status, body = await simulator.post(RIGHT | {"Body": "й" * 1600})

    assert (status, body["status"]) == (201, "queued")


@pytest.mark.parametrize(("user", "token"), [(ACCOUNT, "wrong"), ("AC" + "1" * 32, TOKEN), ("SK123", TOKEN), ("", "")])
async def test_a_stranger_is_not_let_in(user: str, token: str, simulator: Simulator) -> None:
    status, body = await simulator.post(RIGHT, user=user, token=token)

    assert (status, body["code"]) == (401, 20003)


@pytest.mark.parametrize(("user", "token"), [(ACCOUNT, "stale"), ("SK" + "a" * 32, TOKEN)])
async def test_an_older_token_and_an_api_key_are_let_in(user: str, token: str, simulator: Simulator) -> None:
    status, _ = await simulator.post(RIGHT, user=user, token=token)

    assert status == 201


async def test_without_any_credentials_nothing_is_told(simulator: Simulator) -> None:
    async with simulator.http.get(simulator.messages_url) as answer:
        assert answer.status == 401
        assert (await answer.json())["code"] == 20003


@pytest.mark.parametrize("path", [f"/Accounts/{'AC' + '1' * 32}/Messages.json", f"/Accounts/{ACCOUNT}/Calls.json"])
async def test_what_does_not_exist_is_not_found(path: str, simulator: Simulator) -> None:
    assert await ask(simulator, "GET", path) == (404, 20404)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_an_unknown_message_is_not_found(method: str, simulator: Simulator) -> None:
    path = f"/Accounts/{ACCOUNT}/Messages/SM{'0' * 32}.json"

    assert await ask(simulator, method, path) == (404, 20404)


async def ask(simulator: Simulator, method: str, path: str) -> tuple[int, Any]:
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
    url = f"{simulator.url}/2010-04-01{path}"
    async with simulator.http.request(method, url, headers=headers) as answer:
        return answer.status, (await answer.json())["code"]
