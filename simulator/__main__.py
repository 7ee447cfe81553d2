"""Run the simulator: `python -m simulator`."""

import asyncio
import signal
import sys

from simulator.app import create_app
from simulator.broadcast import Broadcast
from simulator.server import Server, listen
from simulator.settings import Settings, SettingsError, read_settings

WRONG_SETTING = 2


def main() -> int:
    """Run until Ctrl-C or SIGTERM."""
    try:
        settings = read_settings()
        asyncio.run(run(settings))
    except SettingsError as problem:
        sys.stderr.write(f"{problem}\n")
        return WRONG_SETTING
    return 0


async def run(settings: Settings) -> None:
    broadcast = Broadcast()
    server = Server(create_app(settings, broadcast=broadcast), broadcast)
    try:
        held = listen(settings.host, settings.port)
    except OSError as error:
        raise SettingsError(
            f"The simulator cannot listen on {settings.host}:{settings.port} ({error.strerror}): "
            "free the port or set SIMULATOR_PORT."
        ) from error
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    sys.stdout.write(f"The phone is at {address(held.getsockname())}\n")
    sys.stdout.flush()
    await server.serve(sockets=[held])


def address(bound: tuple[str, int]) -> str:
    host = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    return f"http://{host}:{bound[1]}"


if __name__ == "__main__":
    sys.exit(main())
