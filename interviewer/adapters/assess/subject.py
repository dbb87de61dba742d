"""Tells whether a message is about the problem at all."""

from dataclasses import dataclass

import numpy as np

from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.spelling import Spelling
from interviewer.adapters.assess.usual_questions import load_usual_questions
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case

FEW_WORDS = 5
"""Messages with fewer words of topic are about it unless they are small talk: "Yes, per user."."""
FAR = 0.22
"""Cosine to the nearest text of the case below which a message is about something else."""
STRICTER = 0.2
"""What is added to `FAR` for a message in foreign words."""
FOREIGN = 0.25
"""Share of the words of topic, by rarity, that must be words of the case, if there are no vectors."""
CHATTING = 0.05
"""How much nearer to small talk than to the case a sentence must be to count as such."""
SURELY_CHAT = 0.7
"""Cosine to small talk from which a message without any word of topic is small talk."""
SMALL_TALK = (
    "What is the weather like today?", "It is raining and cold outside.", "Who won the football match last night?",
    "What is your favourite film, book or song?", "Tell me a joke.", "Write me a poem or a story.",
    "What is the capital of France?", "Who is the president of the country?", "How are you today?",
    "Can you recommend a good restaurant or a recipe?", "How do I cook pasta?", "I like pizza and beer.",
    "Who are you, are you a real person or a robot?", "How old are you and where do you live?",
    "What did you do at the weekend?", "I went on holiday to the beach.", "My dog and my cat are funny.",
    "What is two plus two?", "What time is it now?", "Do you play the guitar or sing?",
    "Let us talk about something else, politics or religion.", "What should I wear to the party?",
    "Can you help me with my homework?", "How much money do you earn?", "What is the meaning of life?",
    "My car broke down this morning.", "Where are you from?", "Do you play chess or football?",
    "Do you think our team will win the race this year?", "What are your plans for the holidays?", "Do you like music?",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Subject:
    case: Case
    vectors: np.ndarray | None
    stems: frozenset[str]
    spelling: Spelling


class Subjects:
    """Keeps for each case what its questions, facts and criteria are about."""

    def __init__(self, examples_embedder: Embedder | None, rarity: Rarity) -> None:
        self._embedder = examples_embedder
        self._rarity = rarity
        self._subjects: dict[str, _Subject] = {}
        self._small_talk: np.ndarray | None = None

    def on_topic(self, said: Prepared, case: Case, asking: bool = False) -> bool:
        """Tell whether any sentence comes near any text of the case, in meaning or in words.

        Args:
            said: the message.
            case: the problem.
            asking: it asks something; a short question that shares nothing with the case is not about it.
        """
        subject = self._subject(case)
        shared = self._rarity.share(said.content, subject.stems)
        if said.vectors is None or subject.vectors is None:
            few = len(said.content) < (2 if asking else FEW_WORDS)
            return few or shared >= (1e-6 if asking else FOREIGN)
        near = (said.vectors @ subject.vectors.T).max(axis=1)
        if len(said.content) < FEW_WORDS:
            chat = self._chat(said.vectors)
            return bool((chat < SURELY_CHAT).any() if not said.content else (near - chat > -CHATTING).any())
        if asking and bool((near - self._chat(said.vectors) <= -CHATTING).all()):
            return False
        return float(near.max()) >= FAR + STRICTER * (shared < FOREIGN)

    def spelling(self, case: Case) -> Spelling:
        """Return who knows how the words of a case are spelt."""
        return self._subject(case).spelling

    def _chat(self, vectors: np.ndarray) -> np.ndarray:
        """Return how near each sentence comes to small talk."""
        if self._small_talk is None:
            assert self._embedder is not None
            self._small_talk = self._embedder.embed(list(SMALL_TALK))
        return (vectors @ self._small_talk.T).max(axis=1)

    def _subject(self, case: Case) -> _Subject:
        known = self._subjects.get(case.id)
        if known is not None and known.case is case:
            return known
        texts = [case.summary, case.opening, *(f.about for f in case.facts), *(p.question for p in case.phases)]
        texts += [
            text for phase in case.phases for c in phase.criteria for text in (c.expects, *c.shown_by, *c.not_shown_by)
        ]
        prepared = prepare(list(dict.fromkeys(texts)), self._embedder, with_questions=False)
        vectors = [text.vectors for text in prepared if text.vectors is not None]
        usual = [question for _, question in load_usual_questions().facts]
        asked = [text for fact in case.facts for text in (fact.answer, *fact.asked_as)]
        subject = _Subject(
            case,
            np.vstack(vectors) if vectors else None,
            frozenset().union(*(text.content for text in prepared)),
            Spelling([*texts, *asked, *usual], self._rarity),
        )
        self._subjects[case.id] = subject
        return subject
