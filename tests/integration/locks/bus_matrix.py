"""All that there is to say and to hear on NATS, and by hand: which user may."""

from collections.abc import Mapping

from deploy.locks.bus import BUS_USERS
from shared.contract import STREAMS

THE_END = "the.end"
DURABLES = {
    "COMMANDS": "thief",
    "SPEECH": "notifier-due",
    "RECEIPTS": "notifier-receipt",
    "OUTCOMES": "scheduler-outcome-3",
    "PARKED": "thief",
}
MESSAGES = {
    "command.3",
    "speech.reply.3",
    "speech.due.3",
    "receipt.3",
    "outcome.3",
    "parked.scheduler-command-3",
    "parked.scheduler-outcome-3",
    "parked.notifier-due",
    "parked.settled",
    "scheduler.roster",
    "scheduler.said",
    "scheduler.export",
    "house.pulse",
    "made.up",
    "$SYS.REQ.SERVER.PING",
    "$JS.API.INFO",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.NAMES",
    "$JS.API.ACCOUNT.PURGE.x",
    *(f"_INBOX_{user}.x" for user in BUS_USERS),
}
OVER_STREAMS = ("CREATE", "UPDATE", "DELETE", "PURGE", "INFO", "MSG.GET", "MSG.DELETE", "SNAPSHOT", "RESTORE")
OVER_CONSUMERS = ("CREATE", "DURABLE.CREATE", "DELETE", "INFO", "MSG.NEXT", "PAUSE", "RESET", "LEADER.STEPDOWN")


def on(stream: str, *verbs: str) -> set[str]:
    """Return what somebody says to JetStream about a stream or its consumer."""
    durable = DURABLES[stream]
    spoken = {
        **{f"STREAM.{verb}": f"$JS.API.STREAM.{verb}.{stream}" for verb in OVER_STREAMS},
        **{f"CONSUMER.{verb}": f"$JS.API.CONSUMER.{verb}.{stream}.{durable}" for verb in OVER_CONSUMERS},
        "CONSUMER.LIST": f"$JS.API.CONSUMER.LIST.{stream}",
        "CONSUMER.MAKE": f"$JS.API.CONSUMER.CREATE.{stream}",
        "DIRECT.GET": f"$JS.API.DIRECT.GET.{stream}",
        "ACK": f"$JS.ACK.{stream}.{durable}.1.1.1.1.0",
    }
    return {subject for verb, subject in spoken.items() if not verbs or verb in verbs}


TAKING = ("CONSUMER.INFO", "CONSUMER.MSG.NEXT", "STREAM.MSG.GET", "ACK")
ALL_STREAMS = tuple(stream.name for stream in STREAMS)
EVERYTHING = MESSAGES.union(*(on(stream) for stream in ALL_STREAMS))

LOOKING = ("CONSUMER.MAKE", "CONSUMER.INFO", "CONSUMER.MSG.NEXT")
"""A message is followed; what is kept of whoever asked to be forgotten is looked for."""

MAY_SAY: Mapping[str, set[str]] = {
    "ingress": {"command.3", "receipt.3", "scheduler.export", "house.pulse"},
    "scheduler": {
        "speech.reply.3",
        "speech.due.3",
        "parked.scheduler-command-3",
        "parked.scheduler-outcome-3",
        "scheduler.roster",
        "scheduler.said",
        "scheduler.export",
        *on("OUTCOMES", *TAKING),
        *on("COMMANDS", "STREAM.INFO", "STREAM.MSG.GET", "CONSUMER.MAKE", "CONSUMER.MSG.NEXT", "CONSUMER.DELETE"),
        *(subject for stream in ALL_STREAMS for subject in on(stream, "CONSUMER.LIST", *LOOKING, "STREAM.MSG.DELETE")),
        "house.pulse",
    },
    "notifier": {
        "house.pulse",
        "outcome.3",
        "speech.reply.3",
        "speech.due.3",
        "receipt.3",
        "parked.notifier-due",
        "parked.settled",
        *on("SPEECH", *TAKING),
        *on("RECEIPTS", *TAKING),
        *on("PARKED", "STREAM.INFO", "STREAM.MSG.GET"),
    },
    "provision": {
        *(subject for stream in ALL_STREAMS for subject in on(stream, "STREAM.INFO", "STREAM.CREATE")),
        *(
            subject
            for stream in ("SPEECH", "RECEIPTS", "OUTCOMES")
            for subject in on(stream, "CONSUMER.INFO", "CONSUMER.DURABLE.CREATE")
        ),
    },
    "operator": {
        "command.3",
        "speech.reply.3",
        "speech.due.3",
        "receipt.3",
        "outcome.3",
        "parked.settled",
        *on("PARKED", "STREAM.INFO", "STREAM.MSG.GET"),
        *(subject for stream in ALL_STREAMS for subject in on(stream, "STREAM.INFO", *LOOKING)),
    },
    "monitor": {
        "$JS.API.INFO",
        "$JS.API.STREAM.NAMES",
        *(subject for stream in ALL_STREAMS for subject in on(stream, "STREAM.INFO", "CONSUMER.INFO")),
    },
}

LISTENING = {
    ">",
    "command.*",
    "speech.>",
    "receipt.*",
    "outcome.*",
    "parked.>",
    "scheduler.*",
    "scheduler.export",
    "house.*",
    "house.pulse",
    "_INBOX.>",
    "*.>",
    "*.*",
    "$JS.>",
    "$JS.ACK.>",
    "$JS.EVENT.>",
    "$SYS.>",
    *(f"_INBOX_{user}.>" for user in BUS_USERS),
}
MAY_HEAR: Mapping[str, set[str]] = {"scheduler": {"scheduler.*", "scheduler.export"}, "ingress": {"house.pulse"}}
