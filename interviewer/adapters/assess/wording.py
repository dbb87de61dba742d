"""Small closed word lists, as stems: function words, reasons, hedges, negation."""

import re
from collections.abc import Iterable, Sequence

from interviewer.adapters.assess.sentences import stem, words_of


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


FUNCTION_WORDS = _stems(
    "a about above after again against all also although am an and any are aren't as at be because been before "
    "being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down "
    "during each either else even ever every few for from further get gets getting go goes going got had has "
    "hasn't have haven't having he her here hers herself him himself his how however i i'd i'll i'm i've if in "
    "into is isn't it it's its itself just let lets like may me might mine more most much must my myself neither "
    "no nor not now of off on once one only onto or other our ours ourselves out over own per quite rather really "
    "same say says shall she should so some such than that that's the their theirs them themselves then there "
    "there's these they they're this those though through thus to too under until up upon us very via was wasn't "
    "we we'd we'll we're we've well were weren't what what's when where whether which while who whom whose why "
    "will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself "
    "thing things something anything everything way lot bit"
)
"""Carry no topic; never counted as covered content."""

REASONS = _stems(
    "because since so therefore hence otherwise thus means implies leads causes avoids prevents ensures unless "
    "whereas instead rather tradeoff cost costs cheaper reason depends assuming"
)
"""Words that join a claim to a ground, a consequence or a rejected alternative."""

HEDGES = _stems(
    "important importantly careful carefully appropriate appropriately proper properly various several best good "
    "great nice robust holistic crucial essential key critical always definitely obviously generally typically "
    "standard modern powerful advanced sophisticated relevant suitable right correctly consider considering "
    "considerations aware mindful handle handled handling address addressed leverage ensure etc stuff somehow "
    "whatever basically matters matter challenge challenges challenging issue issues problem problems concept "
    "concepts aspect aspects everything practice practices industry well-known scalable efficient optimal "
    "seamless depends care attention account"
)
"""Words that generic talk is made of."""

UNITS = _stems(
    "ms sec second seconds min minute minutes hour hours day days week weeks month months year years gb mb tb kb px "
    "percent user users request requests dim dims"
)
"""Stand behind figures; a figure with its unit says nothing by itself."""

PLANS = _stems(
    "i i'd i'll we we'd we'll my our keep take use train build compute store log split sample drop count measure "
    "compare join weight cap set start send write run fit predict score rank retrain alert roll replace assume "
    "ask"
)
"""A speaker who commits to doing something."""

ABSOLUTES = frozenset(
    {"only", "any", "all", "always", "never", "every", "everything", "nobody", "everyone", "irrelevant", "no", "need",
     "needs", "needed", "whatever", "anything", "nothing", "completely", "entirely", "simply", "just", "guarantees"}
)  # fmt: skip
"""Words of sweeping claims, not stemmed; wrong statements are full of them."""

NEGATIONS = frozenset(
    {"not", "no", "never", "none", "nothing", "neither", "nor", "without", "cannot", "can't", "don't", "doesn't",
     "didn't", "won't", "wouldn't", "shouldn't", "isn't", "aren't", "wasn't", "weren't", "couldn't", "hasn't",
     "haven't", "hardly", "instead", "avoid", "avoids", "skip", "ignore", "unnecessary", "useless", "needless"}
)  # fmt: skip
"""Words that turn a claim round, not stemmed."""

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|thousand|million|billion|half|"
    r"percent|double|twice|third|quarter)\b",
    re.IGNORECASE,
)


def count_numbers(text: str) -> int:
    """Count digits groups and number words."""
    return len(_NUMBER.findall(re.sub(r"\d[\d.,]*", "7", text)))


def count_negations(text: str) -> int:
    """Count the words that turn a claim round."""
    return sum(word in NEGATIONS or word.endswith("n't") for word in words_of(text))


def content_of(stems: Iterable[str]) -> list[str]:
    """Leave out function words and single letters."""
    return [stem_ for stem_ in stems if stem_ not in FUNCTION_WORDS and (len(stem_) > 1 or stem_.isdigit())]


def share_of(stems: Sequence[str], words: frozenset[str]) -> float:
    """Return which share of the stems is in a list; 0 for an empty text."""
    return sum(stem_ in words for stem_ in stems) / len(stems) if stems else 0.0
