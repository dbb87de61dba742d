"""Texts made ready for comparing: sentences, stems and, with an embedder, one vector per sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer.adapters.assess.asking import questions_of, single_questions
from interviewer.adapters.assess.sentences import Span, split_sentences, stems_of
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder

WHOLE = 0.75
"""Share of a sentence's characters from which its only question is the sentence itself."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A text with everything the features need, computed once."""

    text: str
    sentences: tuple[Span, ...]
    stems: tuple[tuple[str, ...], ...]
    """Stems of each sentence, in order, function words included."""
    vectors: np.ndarray | None
    """(sentences, dimensions), rows normalised; None without an embedder."""
    questions: tuple[Span, ...] = ()
    """The single questions of sentences that ask several, or that ask after a preamble."""
    question_vectors: np.ndarray | None = None
    """(questions, dimensions), rows normalised; None without an embedder."""

    @cached_property
    def all_stems(self) -> tuple[str, ...]:
        """Stems of the whole text, in order."""
        return tuple(stem for sentence in self.stems for stem in sentence)

    @cached_property
    def content(self) -> frozenset[str]:
        """Distinct stems that carry a topic."""
        return frozenset(content_of(self.all_stems))

    @cached_property
    def contents(self) -> tuple[frozenset[str], ...]:
        """Distinct stems that carry a topic, per sentence."""
        return tuple(frozenset(content_of(stems)) for stems in self.stems)

    @cached_property
    def weights(self) -> np.ndarray:
        """Length of each sentence in words, at least 1."""
        return np.array([max(1, len(stems)) for stems in self.stems], dtype=np.float32)

    @cached_property
    def mean(self) -> np.ndarray | None:
        """Length-weighted mean of the sentence vectors, normalised; None without an embedder."""
        return None if self.vectors is None else self.window(0, len(self.sentences))

    def window(self, first: int, last: int) -> np.ndarray:
        """Return the normalised vector of sentences `first` to `last` (exclusive)."""
        if self.vectors is None:
            raise ValueError("a text prepared without an embedder has no vectors")
        return normalised(self.weights[first:last] @ self.vectors[first:last])


def prepare(texts: Sequence[str], embedder: Embedder | None, with_questions: bool = True) -> list[Prepared]:
    """Cut texts into sentences and embed all sentences of all texts in one batch.

    Args:
        texts: what candidates say, or what the knowledge base holds.
        embedder: embeds the sentences; None leaves the vectors out.
        with_questions: find the single questions too, which nobody needs of the knowledge base's own texts.
    """
    cut = [tuple(split_sentences(text)) for text in texts]
    asked = [questions_within(spans) if with_questions else () for spans in cut]
    distinct = list(dict.fromkeys(span.text for spans in (*cut, *asked) for span in spans))
    vectors: dict[str, np.ndarray] = {}
    if embedder is not None and distinct:
        vectors = dict(zip(distinct, embedder.embed(distinct), strict=True))
    return [
        Prepared(
            text, spans, tuple(tuple(stems_of(s.text)) for s in spans), _stack(spans, vectors, embedder),
            questions, _stack(questions, vectors, embedder),
        )
        for text, spans, questions in zip(texts, cut, asked, strict=True)
    ]  # fmt: skip


def questions_within(sentences: Sequence[Span]) -> tuple[Span, ...]:
    """Return the single questions in sentences, word for word, where one is not the whole sentence."""
    return tuple(part for span in questions_of(sentences) for part in _parts(span) if part.text != span.text)


def _parts(sentence: Span) -> list[Span]:
    found: list[Span] = []
    at = 0
    for question in single_questions(sentence.text):
        words = re.compile(r"\W+".join(map(re.escape, re.findall(r"\w+", question))) + r"\??")
        match = words.search(sentence.text, at)
        if match:
            at = match.end()
            found.append(Span(sentence.start + match.start(), sentence.start + at, match.group()))
    whole = len(found) == 1 and len(found[0].text) >= WHOLE * len(sentence.text)
    return [] if whole else found


def normalised(vector: np.ndarray) -> np.ndarray:
    """Scale a vector to length one; a zero vector stays zero."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def _stack(spans: Sequence[Span], vectors: dict[str, np.ndarray], embedder: Embedder | None) -> np.ndarray | None:
    if embedder is None or not spans:
        return None
    return np.stack([vectors[span.text] for span in spans])
