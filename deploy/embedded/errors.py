"""The one way in which the house refuses to start."""


class CannotStartError(Exception):
    """Something that a person must change first; the message is the sentence that says what."""
