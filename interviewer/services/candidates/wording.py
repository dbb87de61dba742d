"""Say a sentence in other words and another order, and as people talk: fillers, restarts, typing mistakes, notes.

Meaning is kept by construction: only words of the same meaning are exchanged, and no number is ever touched.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from interviewer.services.candidates.synonyms import ALIKE, ONE_WAY, VERBS

_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?![\s\"')]|$)[^.!?]*)*[.!?]*[\"')]*\s*")
_LEANS = re.compile(
    r"^(?:it|its|that|that's|this|they|their|them|then|so|and|but|or|otherwise|these|those|here|there|both|each|"
    r"neither|such|with that|the reason|also|plus|instead|with|from|after|by|whatever|only)\b",
    re.IGNORECASE,
)
"""Sentences that lean on the one before them and cannot change places."""
_REASON = re.compile(r"^(?P<claim>[^,;:]{20,}?),? (?P<word>because|since) (?P<reason>[^,;:]{12,}?)(?P<end>[.!])$")
_CONDITION = re.compile(r"^If (?P<when>[^,;:]{8,}?), (?:then )?(?P<then>[^;:]{12,}?)(?P<end>[.!])$")
_NAME = re.compile(r"^(?:I\b|I'|[A-Z][A-Za-z]*[A-Z0-9]|[B-HJ-Z]\b)")
EXCHANGED = 0.6
"""Chance that a word which has others of its meaning is exchanged."""
_FILLERS = ("Well, ", "So, ", "Um, ", "OK, so ", "Right, ", "I mean, ", "Hm, ", "Let me think. ")
_ASIDES = (", you know,", ", like,", ", sort of,", ", I guess,")
_DROPPED = re.compile(r"\b(?:I would|I'd|we could|we would|the|a|an|that|really|just)\b ?", re.IGNORECASE)
_BEFORE_VERB = (
    r"(?P<before>\b(?:to|I'd|I|we|could|would|should|can|will|must)(?: (?:also|then|first|rather|only|just))? )"
)
_CHANGED = "\x00"
"""Stands before a word that was exchanged already, so that it is not exchanged again."""
_EXCHANGES = [
    *((re.compile(rf"{_BEFORE_VERB}(?P<word>{re.escape(row[0])})\b"), row[1:]) for row in VERBS),
    *((re.compile(rf"(?P<before>)\b(?P<word>{re.escape(one)})\b"), row) for row in ALIKE for one in row),
    *((re.compile(rf"(?P<before>)\b(?P<word>{re.escape(row[0])})\b"), row[1:]) for row in ONE_WAY),
]


@dataclass(frozen=True)
class Manner:
    """How somebody talks; chances from 0 to 1 for each sentence or, for typing mistakes, each word."""

    fillers: float = 0.1
    restarts: float = 0.05
    typos: float = 0.0
    notes: float = 0.0
    """Chance that a message is written as notes."""


def sentences_of(text: str) -> list[str]:
    """Cut a text into sentences; full stops inside numbers do not end one."""
    return [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]


def paraphrase(text: str, dice: random.Random) -> str:
    """Say a text in other words, with clauses and sentences in another order where they allow it."""
    sentences = [_reordered(one, dice) for one in sentences_of(text)]
    return _exchanged(" ".join(_joined(_swapped(sentences, dice), dice)), dice)


def spoken(text: str, manner: Manner, dice: random.Random) -> str:
    """Say a text as a person would: with fillers, restarts, typing mistakes, or as notes."""
    sentences = sentences_of(text)
    if dice.random() < manner.notes:
        sentences = [_note(one) for one in sentences]
        text = "\n".join(f"- {one}" for one in sentences) if len(sentences) > 1 else sentences[0]
    else:
        text = " ".join(_hesitant(one, manner, dice) for one in sentences)
    return re.sub(r"\b[a-z]{5,}\b", lambda word: _mistyped(word.group(), manner.typos, dice), text)


def lowered(sentence: str) -> str:
    """Begin a sentence in lower case, unless it begins with a name."""
    return sentence if _NAME.match(sentence) else sentence[:1].lower() + sentence[1:]


def raised(sentence: str) -> str:
    """Begin a sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def _reordered(sentence: str, dice: random.Random) -> str:
    """Put a reason or a condition before or after what it belongs to."""
    reason, condition = _REASON.match(sentence), _CONDITION.match(sentence)
    if reason and dice.random() < 0.7:
        word = dice.choice(("Because", "Since", "As"))
        return f"{word} {reason['reason']}, {lowered(reason['claim'])}{reason['end']}"
    if condition and dice.random() < 0.7:
        return f"{raised(condition['then'])} if {condition['when']}{condition['end']}"
    return sentence


def _swapped(sentences: list[str], dice: random.Random) -> list[str]:
    """Exchange two neighbours, if neither leans on the other."""
    places = [
        i
        for i in range(len(sentences) - 1)
        if not _LEANS.match(sentences[i + 1]) and (i + 2 == len(sentences) or not _LEANS.match(sentences[i + 2]))
    ]
    if places and dice.random() < 0.6:
        at = dice.choice(places)
        sentences[at], sentences[at + 1] = sentences[at + 1], sentences[at]
    return sentences


def _joined(sentences: list[str], dice: random.Random) -> list[str]:
    """Merge some neighbours into one sentence, and cut some long ones in two."""
    out: list[str] = []
    for sentence in sentences:
        if out and out[-1].endswith(".") and len(out[-1].split()) + len(sentence.split()) < 40 and dice.random() < 0.25:
            glue = dice.choice((", and ", "; ", ", and also "))
            glue = "; " if _LEANS.match(sentence) else glue
            out[-1] = out[-1][:-1] + glue + lowered(sentence)
        elif "; " in sentence and dice.random() < 0.5:
            first, rest = sentence.split("; ", 1)
            out += [f"{first}.", raised(rest)]
        else:
            out.append(sentence)
    return out


def _exchanged(text: str, dice: random.Random) -> str:
    """Exchange words for others of the same meaning; each place is changed once at most."""
    for pattern, others in _EXCHANGES:
        text = pattern.sub(_exchange(others, dice), text)
    return text.replace(_CHANGED, "")


def _exchange(others: tuple[str, ...], dice: random.Random) -> Callable[[re.Match[str]], str]:
    def replaced(match: re.Match[str]) -> str:
        word = match["word"]
        if dice.random() > EXCHANGED or match.string[: match.start("word")].endswith(_CHANGED):
            return match.group()
        return f"{match['before']}{_CHANGED}{dice.choice([one for one in others if one != word])}"

    return replaced


def _note(sentence: str) -> str:
    bare = _DROPPED.sub("", sentence).strip().rstrip(".")
    return lowered(bare) if len(bare.split()) > 2 else sentence


def _hesitant(sentence: str, manner: Manner, dice: random.Random) -> str:
    if dice.random() < manner.restarts:
        begun = " ".join(sentence.split()[: dice.choice((2, 3))]).rstrip(".,;:")
        sentence = f"{begun}, {dice.choice(('no, ', 'sorry, ', ''))}{lowered(sentence)}"
    if ", " in sentence and dice.random() < manner.fillers / 2:
        sentence = sentence.replace(",", dice.choice(_ASIDES), 1)
    if dice.random() < manner.fillers:
        sentence = (
            dice.choice(_FILLERS) + sentence if dice.random() < 0.3 else dice.choice(_FILLERS) + lowered(sentence)
        )
    return sentence


def _mistyped(word: str, rate: float, dice: random.Random) -> str:
    if dice.random() >= rate:
        return word
    at = dice.randrange(1, len(word) - 2)
    if dice.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]
