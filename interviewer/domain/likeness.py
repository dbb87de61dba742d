"""Whether two questions mean the same, as far as their words tell; and the stems that this is told from. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

SAME = 0.65
"""Share of the words of topic of two questions, taken together, that both have from which one repeats the other.

No two different questions of one problem come near it: of 132,000 pairs all but two lie below 0.45.
"""
FEWEST = 3
"""Words of topic that two questions must share to be called alike; fewer prove nothing."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_COMMON = (
    "a an the and or but nor so then than that this these those there here it its he she they them their we us "
    "our you your i me my of in on at to for from by with without into onto over under out up down off about as "
    "if while when where which who whom whose what why how is are was were be been being am do does did done "
    "doing has have had having can could will would shall should may might must not no yes one ones some any each "
    "every all both few more most much many other another such only own same just also too very really quite even "
    "still again now well like get gets got go goes going make makes made take takes say says said tell tells let "
    "lets want wants need needs thing things something anything nothing everything someone somebody anybody "
    "because however maybe perhaps probably i'd i'm i'll we'd we'll you'd it's that's don't doesn't didn't can't "
    "won't isn't aren't what's there's let's "
)
STOP_WORDS = frozenset(_COMMON.split())
"""Words that any sentence has, whatever it is about."""
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s")


def alike(one: str, other: str) -> bool:
    """Tell whether two questions ask the same, by the words of topic that they share."""
    first, second = stems(one), stems(other)
    shared = len(first & second)
    return shared >= min(FEWEST, len(first), len(second)) > 0 and shared >= SAME * len(first | second)


def repeats(question: str, asked: Iterable[str]) -> bool:
    """Tell whether a question asks the same as one of those asked before."""
    return any(alike(question, earlier) for earlier in asked)


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of topic of a short text, such as a question; they are remembered."""
    return of_topic(text)


def of_topic(text: str) -> frozenset[str]:
    """Return the stems of the words of a text, without those that any sentence has."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, numbers too."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """Cut a word's ending off, so that its forms compare equal; crude, as both sides are cut alike."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    doubled = len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls"
    return (word[:-1] if doubled else word).removesuffix("e")
