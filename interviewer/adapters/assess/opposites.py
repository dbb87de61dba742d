"""Pairs of words that cannot both describe one side of a claim."""

from collections.abc import Iterable

import numpy as np

from interviewer.adapters.assess.sentences import stem

_OPPOSITES = (
    ("increase", "decrease"), ("increases", "decreases"), ("higher", "lower"), ("high", "low"), ("more", "less"),
    ("more", "fewer"), ("positive", "negative"), ("before", "after"), ("first", "last"), ("online", "offline"),
    ("large", "small"), ("larger", "smaller"), ("bigger", "smaller"), ("greater", "smaller"), ("greater", "less"),
    ("faster", "slower"), ("fast", "slow"), ("open", "closed"), ("raise", "drop"), ("up", "down"),
    ("above", "below"), ("same", "different"), ("always", "never"), ("with", "without"), ("past", "future"),
    ("early", "late"), ("earlier", "later"), ("keep", "drop"), ("include", "exclude"), ("add", "remove"),
    ("same", "separate"), ("random", "chronological"), ("randomly", "time"), ("precision", "recall"),
    ("train", "test"), ("input", "output"), ("global", "local"), ("linear", "nonlinear"),
    ("supervised", "unsupervised"), ("gain", "lose"), ("hot", "cold"), ("strong", "weak"), ("long", "short"),
    ("longer", "shorter"), ("overestimate", "underestimate"), ("good", "bad"), ("sensitive", "robust"),
    ("dense", "sparse"), ("multiply", "divide"), ("undersample", "oversample"), ("true", "false"),
    ("connected", "disconnected"), ("complete", "incomplete"), ("on", "off"), ("lit", "out"), ("worse", "better"),
    ("over", "under"), ("all", "none"), ("minimum", "maximum"), ("best", "worst"), ("left", "right"),
    ("client", "server"),
)  # fmt: skip
OPPOSITES: tuple[tuple[str, str], ...] = tuple((stem(one), stem(other)) for one, other in _OPPOSITES)
"""The same as stems."""


def conflicts(claim: Iterable[str], against: Iterable[str]) -> int:
    """Count opposites: one side only in `claim`, the other side only in `against`."""
    here, there = set(claim), set(against)
    count = 0
    for one, other in OPPOSITES:
        mine, theirs = {one, other} & here, {one, other} & there
        count += len(mine) == 1 and len(theirs) == 1 and mine != theirs
    return count


def side_of_opposites(stems: Iterable[str]) -> np.ndarray:
    """Return (pairs,) 1 where only the first of a pair of opposites is said, -1 where only the second, else 0."""
    said = frozenset(stems)
    return np.array([(one in said) - (other in said) for one, other in OPPOSITES], dtype=np.float32)
