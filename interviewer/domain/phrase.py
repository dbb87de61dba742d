"""The phrase of an answer that a question can be tied to: the candidate's own words, short, with a sense. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from interviewer.domain.interview import Interview, normalise
from interviewer.domain.likeness import STOP_WORDS, stem, stems, words
from interviewer.domain.problem import Criterion

LONGEST, SHORTEST = 9, 3
"""Words of a phrase."""
FEWEST_OF_TOPIC = 2
"""Words of topic in a phrase; with fewer it is a fragment."""
FEWEST_HITS = 2
"""Words of the criterion's terms that a phrase without a whole term needs: one alone ("fraud") is in every answer."""
_CLAUSE_END = re.compile(r"[.!?;:,()–—]+(?:\s+|$)|\n+|\s+(?:but|because|which|while|since|whereas)\s+")
_UNFIT = re.compile(r"[?\"“”<>{}\[\]|`*_#=\\/@]|https?:")
"""Characters that belong to code, markup or another quotation."""
_OPENERS = frozenset(("and", "also", "but", "then", "so", "or", "well", "plus", "now", "okay"))
_ASKS = frozenset(
    (
        "what",
        "which",
        "how",
        "why",
        "who",
        "whose",
        "where",
        "can",
        "could",
        "do",
        "does",
        "is",
        "are",
        "should",
        "would",
    )
)
"""First words of questions: asking something back is nothing to tie a question to."""
_EDGE = " \t.,;:!'-"


def phrase_for(criterion: Criterion, interview: Interview) -> str | None:
    """Find a phrase of the last answer that has to do with a criterion.

    Returns:
        The candidate's words as they stand in the answer, white space folded; None if no clause of it fits, if the
        answer tried to give orders, or if the words are the interviewer's own, said back.
    """
    if interview.heard is None or interview.heard.orders:
        return None
    answer = interview.turns[-1].text
    finding = interview.coverage.get(criterion.id)
    quote = finding.quote if finding and finding.outcome == "partial" and finding.quote else None
    topic, half_shown = topic_of(criterion), bool(quote and quote in answer)
    if quote and half_shown:
        topic |= stems(quote)
        answer = quote
    said = [normalise(t.text) for t in interview.turns if t.role == "interviewer"]
    best: tuple[int, str] | None = None
    for phrase in _phrases(answer, topic):
        hits = len(stems(phrase) & topic)
        if not half_shown and hits < FEWEST_HITS and not touches(criterion, phrase):
            continue
        if (best is None or hits > best[0]) and not any(normalise(phrase) in text for text in said):
            best = (hits, phrase)
    return best[1] if best else None


def touches(criterion: Criterion, answer: str) -> bool:
    """Tell whether an answer uses a term of the criterion's vocabulary, in whatever form of the word."""
    spoken = _stemmed(answer)
    return any(_stemmed(term) in spoken for term in criterion.vocabulary)


def topic_of(criterion: Criterion) -> frozenset[str]:
    """Return the stems of the terms that signal a criterion."""
    return frozenset().union(*(stems(term) for term in criterion.vocabulary))


@lru_cache(maxsize=512)
def _stemmed(text: str) -> str:
    return f" {' '.join(stem(word) for word in words(text))} "


def _phrases(text: str, topic: frozenset[str]) -> Iterator[str]:
    """Yield the clauses that touch the topic, cut to length, in the order of the text."""
    for clause in _CLAUSE_END.split(text):
        spoken = clause.split()
        while spoken and not _has_sense(spoken[-1]):
            spoken.pop()
        while spoken and spoken[0].strip(_EDGE).casefold() in {"", *_OPENERS}:
            spoken = spoken[1:]
        if not spoken or spoken[0].casefold() in _ASKS:
            continue
        if len(spoken) > LONGEST:
            spoken = _cut(spoken, topic)
        phrase = " ".join(spoken).strip(_EDGE)
        of_topic = stems(phrase)
        fits = SHORTEST <= len(phrase.split()) <= LONGEST and len(of_topic) >= FEWEST_OF_TOPIC
        if fits and of_topic & topic and not _UNFIT.search(phrase):
            yield phrase


def _cut(spoken: list[str], topic: frozenset[str]) -> list[str]:
    """Cut a long clause to the words around those of the topic, from and to a word that has a sense of its own."""
    places = [i for i, word in enumerate(spoken) if stems(word) & topic]
    if not places:
        return []
    start = 0 if places[0] < LONGEST - 1 else places[0] - 2
    kept = spoken[start : start + LONGEST]
    while kept and start and not _has_sense(kept[0]):
        kept = kept[1:]
    while kept and not _has_sense(kept[-1]):
        kept = kept[:-1]
    return kept


def _has_sense(word: str) -> bool:
    return any(w not in STOP_WORDS for w in words(word))
