"""Numbers with units, as they stand in a text and as they compare."""

from typing import NamedTuple


class Amount(NamedTuple):
    """A number in base units."""

    value: float
    kind: str
    """Its dimension; amounts of one kind can be compared."""
    per: str = ""
    """The unit of time below it, as in `Stated`."""


class Stated(NamedTuple):
    """A quantity as it stands in a text."""

    sentence: str
    words: str
    """The quantity as written."""
    number: float
    """Without its unit."""
    low: float
    high: float
    """In base units; the same unless a range was stated."""
    kind: str
    per: str
    """The unit of time below it, such as `second`; empty if there is none."""
    counted: str
    """The words between the number and its unit or rate, such as `feed requests`."""
    before: str
    """The sentence up to the number."""
    operand: bool
    """It stands beside a multiplication sign."""
