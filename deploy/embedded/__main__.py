"""`./task up`: the whole house on this machine."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from deploy.embedded.child import ROOT, WRONG_SETTINGS
from deploy.embedded.errors import CannotStartError
from deploy.embedded.house import EVERYONE, House
from deploy.embedded.lifeline import Lifeline
from deploy.embedded.logs import HOUSE, Logs, wants_colour
from deploy.embedded.ports import complaints
from deploy.embedded.settings import for_tools, furnish, read_ports
from deploy.embedded.state import State
from deploy.embedded.supervisor import EXIT_KILLED, Supervisor

NOT_PROVISIONED = (
    "The streams could not be prepared; the reasons are above. "
    "If they belong to an older Nudge: ./task up -- --fresh begins anew, without its reminders."
)


def main() -> int:
    """Open the house and keep it until it is told to stop; return the exit code."""
    arguments = _arguments()
    state = State(arguments.state)
    logs = Logs((HOUSE, *EVERYONE), out=sys.stdout, coloured=wants_colour(sys.stdout))
    try:
        with state.locked():
            given = _given()
            house = _plan(state, given, simulator=arguments.simulator)
            if arguments.fresh:
                _forget(state, logs)
            with state.told(for_tools(house.environment, given)):
                return asyncio.run(_live(house, logs))
    except KeyboardInterrupt:  # before anything was started
        return EXIT_KILLED
    except CannotStartError as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return WRONG_SETTINGS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./task up --", description="Runs Nudge on this machine: real NATS, real Redis, and a phone to try it."
    )
    parser.add_argument("--fresh", action="store_true", help="forget all reminders and begin anew")
    parser.add_argument(
        "--no-simulator", dest="simulator", action="store_false", help="talk to Twilio itself; needs an account"
    )
    parser.add_argument(
        "--state", type=Path, default=ROOT / ".nudge", help="where reminders are kept (default: .nudge)"
    )
    return parser.parse_args()


def _plan(state: State, given: Mapping[str, str], *, simulator: bool) -> House:
    ports = read_ports(given)
    environment = furnish(given, ports, simulator=simulator, development_credentials=state.development_credentials)
    house = House(state, ports, environment, simulator)
    if problems := complaints(house.doors()):
        raise CannotStartError("\n".join(problems))
    return house


def _given() -> Mapping[str, str]:
    """What the environment says, and what `.env` says where it is silent; an empty value says nothing."""
    told = {**dotenv_values(ROOT / ".env"), **os.environ}
    return {name: value for name, value in told.items() if value}


def _forget(state: State, logs: Logs) -> None:
    for path in state.forget():
        logs.say(HOUSE, f"deleted {path}")


async def _live(house: House, logs: Logs) -> int:
    async def opening(supervisor: Supervisor) -> None:
        logs.say(HOUSE, "starting NATS and Redis")
        await supervisor.open(house.stores())
        await supervisor.once(house.provision(), otherwise=NOT_PROVISIONED)
        logs.say(HOUSE, "starting the services")
        await asyncio.gather(supervisor.open(house.workers()), supervisor.open(house.entrances()))
        logs.say(HOUSE, f"Nudge is up: {house.address()}  (Ctrl-C stops it)", loud=True)

    with Lifeline() as lifeline:
        code = await Supervisor(lifeline=lifeline, logs=logs).run(opening)
    logs.say(HOUSE, f"stopped; reminders are kept in {house.state.folder}")
    return code


if __name__ == "__main__":
    sys.exit(main())
