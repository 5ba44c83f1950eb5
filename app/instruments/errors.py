"""What can be wrong with a definition or with a set of responses."""

from collections.abc import Sequence


class InstrumentError(Exception):
    """Anything this package refuses."""


class UnknownInstrument(InstrumentError):
    """No measure has this key."""


class UnknownItem(InstrumentError):
    """An answer names an item that the measure does not have."""


class InvalidDefinition(InstrumentError):
    """A definition or wording file that cannot be trusted; `faults` says why."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(faults))
        self.name = name
        self.faults = tuple(faults)


class InvalidResponses(InstrumentError):
    """Responses that must not be scored. `code` is the short name of the reason."""

    code = "invalid"


class WrongLength(InvalidResponses):
    """Not one response per item."""

    code = "wrong_length"


class OutOfRange(InvalidResponses):
    """A response, or a score, that the printed form does not offer."""

    code = "out_of_range"
