"""Run the simulator: `python -m simulator`."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Sequence
from ipaddress import ip_address

from uvicorn.loops.auto import auto_loop_factory

from simulator.app import create_app
from simulator.broadcast import Broadcast
from simulator.server import Server, listen
from simulator.settings import Settings, SettingsError, read_settings

WRONG_SETTING = 2


def main(arguments: Sequence[str] = ()) -> int:
    """Run until Ctrl-C or SIGTERM."""
    given = parsed(arguments)
    try:
        settings = read_settings(**given)
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(run(settings))
    except SettingsError as problem:
        sys.stderr.write(f"{problem}\n")
        return WRONG_SETTING
    return 0


def parsed(arguments: Sequence[str]) -> dict[str, str]:
    """Read the command line: what stands there goes before the environment."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A Twilio that runs on a laptop.")
    parser.add_argument("--moods", help="the moods to begin in, such as drop=0.1,error=0.05,seed=7")
    moods = parser.parse_args(arguments).moods
    return {} if moods is None else {"simulator_moods": moods}


async def run(settings: Settings) -> None:
    broadcast = Broadcast()
    held = take_port(settings)
    where = address(held.getsockname())
    app = create_app(settings, broadcast=broadcast)
    server = Server(app, broadcast, on_ready=lambda: print(f"The phone is at {where}", flush=True))  # noqa: T201
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve(sockets=[held])


def take_port(settings: Settings) -> socket.socket:
    try:
        return listen(settings.simulator_host, settings.simulator_port)
    except OSError as error:
        raise SettingsError(
            f"The simulator cannot listen on {settings.simulator_host}:{settings.simulator_port} ({error.strerror}): "
            "free the port or set SIMULATOR_PORT."
        ) from error


def address(bound: tuple[str, int]) -> str:
    """Where a browser on this machine finds the page."""
    host = ip_address(bound[0])
    if host.is_unspecified:
        return f"http://localhost:{bound[1]}"
    return f"http://{f'[{host}]' if host.version == 6 else host}:{bound[1]}"  # noqa: PLR2004


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
