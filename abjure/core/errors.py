"""What can go wrong, as a code and facts: sentences are made where they are read, in the reader's language."""


class Fault(ValueError):  # noqa: N818  # its two kinds are adjectives, as one says them
    """A code such as `checkpoint.not-canonical`, and the facts that a sentence about it may name."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Invalid(Fault):
    """The bytes are not what they claim to be."""


class Refused(Fault):
    """A rule said no."""
