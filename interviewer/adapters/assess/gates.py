"""Which windows may carry a criterion at all: statements that come near it, not lists, scraps or questions back."""

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.nearness import highest, nearest, recall
from interviewer.adapters.assess.sentences import words_of
from interviewer.adapters.assess.windows import MANNER, Windows
from interviewer.adapters.assess.wording import HEDGES, UNITS

FLOOR = 0.36
"""Cosine below which a sentence is about something else; left out of their own contrast, 3 to 5 % of the good examples
stay below (6 % with the rule that a single sentence must be above), and 96 % of sentences of filler."""
WORDS_FLOOR = 0.1
"""The same without vectors: share of the expected words or of the vocabulary that must be said."""
REELED, STRUNG, STRUNG_CONTENT = 0.75, 0.2, 0.75
"""Share of a window's words that are vocabulary of the phase, its commas a word, and its share of content, from which
it only reels off words."""
REPEATS, AHEAD = 0.9, 0.05
"""Cosine from which a window repeats a poor example, and by how much that must be nearer than any good one."""
CLAIM_WORDS, CLAIM_CONTENT = 5, 3
"""Words a sentence needs on average, and words of topic a window needs, to claim something."""
NOTE_OWN = 2
"""Words a line of notes needs beside terms of the phase, generic talk, figures and their units, on average."""
LEAST_BESIDE_FIGURES = 1
"""The same for any sentence: terms with figures claim nothing. 2 of 8,353 good examples have no window with so many."""
FARTHER = 0.06
"""By how much examples of other phases may be nearer to words said in another phase; see `early`, which decides."""
LEAST_SAID, LEAST_OWN = 4, 2
"""Words with content that a statement without a number needs, and how many of them must be more than terms of the
phase and generic talk: a bare "then an A/B test", or three terms and "the industry standard", claims nothing."""

LEAST_SUBJECT = 4.0
"""Weight a sentence without a number needs, on average, in words that good answers to the phase use beside its terms.

Terms in a boast ("we do A, B and C, end to end, fully scalable") and talk about other things have little of it. Chosen
on eight problems; of the other eight 2 % of the good examples, judged without words that only they use, have no window
above it, and 88 % of such boasts.
"""


def states(said: Windows, bank: PhaseBank, words: np.ndarray, prose: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): whether a window is a statement, or a question where that is asked for.

    Args:
        words: (windows, columns of the bank) 0 or 1: which stems each window has.
        prose: (windows,) whether the window is language rather than a list or a salad of words.
    """
    answers = (said.asks[:, None] < 0.5) | (bank.asking[None, :] > 0)
    statement = prose & ~_reels_off(said, words @ bank.terms) & ~_scraps(said)
    return statement[:, None] & answers & ~_repeats_poor(said, bank)


def carries(said: Windows, bank: PhaseBank, words: np.ndarray, stated: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): whether a window may carry a criterion: it says something, and comes near it.

    Args:
        words: as for `states`.
        stated: what that returned.
    """
    return stated & ~_names_only(said, bank, words)[:, None] & _relevant(said, bank, words)


def belongs(said: Windows, bank: PhaseBank) -> np.ndarray:
    """Return (windows, criteria): whether words from another phase may be about the criterion.

    They may if no good example of the case's other phases is clearly nearer to them than the criterion's own.
    """
    elsewhere = [part.vectors for part in bank.elsewhere if part.vectors is not None]
    if said.vectors is None or bank.shown.vectors is None or not elsewhere:
        return np.ones((len(said.spans), len(bank.criteria)), dtype=bool)
    own = nearest(said.vectors @ bank.shown.vectors.T, bank.shown, len(bank.criteria))
    others = np.maximum(0.0, highest([said.vectors @ vectors.T for vectors in elsewhere], len(said.spans)))
    return own >= others - FARTHER


def _repeats_poor(said: Windows, bank: PhaseBank) -> np.ndarray:
    """Return (windows, criteria): whether a window holds words that repeat a poor example of a criterion."""
    if said.vectors is None or bank.shown.vectors is None or bank.not_shown.vectors is None:
        return np.zeros((len(said.spans), len(bank.criteria)), dtype=bool)
    count = len(bank.criteria)
    good = nearest(said.vectors @ bank.shown.vectors.T, bank.shown, count)
    poor = nearest(said.vectors @ bank.not_shown.vectors.T, bank.not_shown, count)
    if bank.poor.vectors is not None:
        single = said.vectors @ bank.poor.vectors.T * (said.sizes == 1)[:, None]
        poor = np.maximum(poor, nearest(single, bank.poor, count))
    return said.holding((poor >= REPEATS) & (poor >= good + AHEAD))


def _relevant(said: Windows, bank: PhaseBank, words: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): whether a window comes near the expectation or a good example at all.

    One of its sentences must by itself: the mean of several comes near more things than any of them is about.
    """
    if said.vectors is None or bank.expects is None or bank.shown.vectors is None:
        said_of = np.maximum(*(recall(words, wanted, bank.rarity) for wanted in (bank.expected_words, bank.vocabulary)))
        return said_of >= WORDS_FLOOR
    closest = nearest(said.vectors @ bank.shown.vectors.T, bank.shown, len(bank.criteria))
    near = np.maximum(closest, said.vectors @ bank.expects.T) >= FLOOR
    return near & said.holding(near & (said.sizes == 1)[:, None])


def _reels_off(said: Windows, terms: np.ndarray) -> np.ndarray:
    """Tell which windows are little but vocabulary of the phase, strung together; `terms` counts it per window."""
    share = terms / np.array([max(1, len(content)) for content in said.contents])
    strung = said.manner[:, MANNER.index("enumeration")] > STRUNG
    bare = (said.manner[:, MANNER.index("content_share")] > STRUNG_CONTENT) & ~said.notes
    return (share >= REELED) & (strung | bare)


def _scraps(said: Windows) -> np.ndarray:
    """Tell which windows are scraps of lines too short to claim anything; short questions are not."""
    lengths = np.array([len(words_of(span.text)) for span in said.spans]) / said.sizes
    few = np.array([len(content) < CLAIM_CONTENT for content in said.contents])
    return ((lengths < CLAIM_WORDS) | few) & (said.asks == 0)


def _names_only(said: Windows, bank: PhaseBank, words: np.ndarray) -> np.ndarray:
    """Tell which windows name terms and say nothing of them; questions and figures are something said."""
    terms = words @ bank.terms
    talk = np.array([len(content & HEDGES) for content in said.contents])
    sizes = np.array([len(content) for content in said.contents])
    little = (sizes - talk < LEAST_SAID) | (sizes - talk - terms < LEAST_OWN)
    aside = words @ bank.subject < LEAST_SUBJECT * said.sizes
    bare = (little | aside) & (said.asks == 0) & (said.manner[:, MANNER.index("numbers")] == 0)
    own = np.array([sum(_says(s, bank.term_stems) for s in content) for content in said.contents])
    dressed = own < np.where(said.notes, NOTE_OWN, LEAST_BESIDE_FIGURES) * said.sizes
    return bare | (dressed & ((said.asks == 0) | said.notes))


def _says(stem: str, known: frozenset[str]) -> bool:
    return stem not in known and stem not in HEDGES and stem not in UNITS and not stem[0].isdigit()
