"""A tapped button is its words: what it carries does what its label says, in any language and however old it is."""

from collections.abc import Mapping

from shared.contract import read_payload

_CARRIERS = ("ButtonPayload", "ListId")


def untapped(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields as if the person had typed what a button of ours carries; others as they are.

    A person may make a payload up: it can say no more than they could type.
    """
    for carrier in _CARRIERS:
        if found := read_payload(fields.get(carrier, "")):
            words, _ = found
            return {name: value for name, value in fields.items() if name not in _CARRIERS} | {"Body": words}
    return fields
