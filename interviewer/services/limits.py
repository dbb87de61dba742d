"""How long an answer may be, wherever it comes from."""

from typing import NamedTuple

MAX_CHARACTERS = 20_000
"""Length up to which an answer is accepted."""


class Accepted(NamedTuple):
    """What is taken of a text, and one sentence for its author if that is not all of it."""

    text: str
    notice: str | None


def accept(text: str, whose: str) -> Accepted:
    """Take a text up to `MAX_CHARACTERS`.

    Args:
        text: the words.
        whose: for the sentence: "yours", or "that of turn 3".
    """
    over = len(text) - MAX_CHARACTERS
    if over <= 0:
        return Accepted(text, None)
    limit = f"An answer may have {MAX_CHARACTERS:,} characters and {whose} has {len(text):,}"
    return Accepted(text[:MAX_CHARACTERS], f"{limit}: the last {over:,} were not taken.")
