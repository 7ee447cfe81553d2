"""When a command was said, and when it is decided: several clocks tell, and one of them may be wrong."""

from datetime import datetime

from shared.contract import AnyCommand


def dated(command: AnyCommand, stored_at: datetime, now: datetime) -> tuple[AnyCommand, datetime]:
    """Return the command with the moment at which it was said, and the present.

    The door dated the command, the bus has it since `stored_at`, and our clocks show `now`. Nothing is decided before
    it was said, nor was it said after the others have it: a clock that says so alone is wrong.
    """
    present = max(now, min(command.said_at, stored_at))
    said_at = min(command.said_at, max(stored_at, present))
    return command if said_at == command.said_at else command.model_copy(update={"said_at": said_at}), present
