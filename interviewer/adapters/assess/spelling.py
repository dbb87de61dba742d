"""Mends misspelt words of a question, so that a typo does not cost an answer; for comparing only, never for quoting."""

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import stem, words_of

SHORTEST = 4
"""Letters from which a word is compared with the words of the problem; shorter ones are like too many others."""
TWO_SLIPS = 8
"""Letters from which two slips are forgiven instead of one."""
_OFTEN = {
    "adn": "and", "ar": "are", "cld": "could", "dat": "that", "dis": "this", "dya": "day", "fo": "of", "fro": "for",
    "hav": "have", "hve": "have", "howmany": "how many", "hw": "how", "hwo": "how", "iz": "is", "kinda": "kind of",
    "gotta": "have to", "meny": "many", "mnay": "many", "mny": "many", "muhc": "much", "nad": "and", "nto": "not",
    "od": "do", "ot": "to", "r": "are", "sth": "something", "taht": "that", "teh": "the", "ther": "there",
    "thier": "their", "tiem": "time", "u": "you", "ur": "your", "waht": "what", "wanna": "want to", "wat": "what",
    "wats": "what is", "wha": "what", "whats": "what is", "whcih": "which", "whihc": "which", "wht": "what",
    "wich": "which", "wth": "with", "ya": "you", "yuo": "you",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


class Spelling:
    """Knows the words of one problem.

    Args:
        texts: what the problem says; the words people misspell are mostly words of it.
        rarity: every word in its table counts as rightly spelt.
    """

    def __init__(self, texts: Iterable[str], rarity: Rarity) -> None:
        counts = Counter(word for text in texts for word in words_of(text) if word.isalpha())
        self._words = [word for word, _ in counts.most_common() if len(word) >= SHORTEST]
        self._known = frozenset(counts) | frozenset(map(stem, counts))
        self._rarity = rarity

    def mend(self, text: str) -> str:
        """Return the text with its misspelt words replaced by what was probably meant."""
        return _WORD.sub(lambda match: self._mended(match.group()), text)

    def _mended(self, word: str) -> str:
        plain = word.lower()
        if plain in _OFTEN:
            return _OFTEN[plain]
        if len(plain) < SHORTEST or not plain.isalpha() or self._is_known(plain):
            return word
        slips = 2 if len(plain) >= TWO_SLIPS else 1
        alike = [known for known in self._words if known[0] == plain[0]]
        found = process.extractOne(plain, alike, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word

    def _is_known(self, word: str) -> bool:
        return word in self._known or stem(word) in self._known or stem(word) in self._rarity.table
