"""Which of the account's tokens Twilio believes: while they are rotated it may be either."""

from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
import structlog

logger = structlog.get_logger()


class TwilioTokens:
    """Signs every request with the token that was believed last, and tries the others when it no longer is.

    Who is not believed has done nothing: a request that was answered with 401 may be made again.
    """

    def __init__(self, sid: str, tokens: Sequence[str]) -> None:
        self._signatures = [aiohttp.encode_basic_auth(sid, token) for token in tokens]
        self._believed = 0

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        tried = self._believed
        response = await self._signed(request, handler, tried)
        for number in range(len(self._signatures)):
            if response.status != HTTPStatus.UNAUTHORIZED:
                break
            if number != tried:
                response.release()
                response = await self._signed(request, handler, number)
        return response

    async def _signed(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType, number: int
    ) -> aiohttp.ClientResponse:
        request.headers["Authorization"] = self._signatures[number]
        response = await handler(request)
        if response.status != HTTPStatus.UNAUTHORIZED and number != self._believed:
            self._believed = number
            logger.warning("twilio_believes_another_token", position=number + 1)
        return response
