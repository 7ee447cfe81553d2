"""The notifier, and on each of its posts when it left: `python -m bench.stamping_notifier`.

Where its posts arrive is another process on the same cores: what that one sleeps through seems to come all at once.
"""

import runpy
import time
from typing import Any
from unittest.mock import patch

import aiohttp

LEFT_AT = "X-Left-At"

_post = aiohttp.ClientSession.post


def _stamped(session: aiohttp.ClientSession, url: str, **options: Any) -> Any:
    headers = {**options.pop("headers", {}), LEFT_AT: repr(time.time())}
    return _post(session, url, headers=headers, **options)


if __name__ == "__main__":
    with patch.object(aiohttp.ClientSession, "post", _stamped):
        runpy.run_module("services.notifier", run_name="__main__")
