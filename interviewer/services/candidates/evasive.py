"""Candidates who answer nothing: stuck, silent, off the topic, all words and no reasons, or only echoing."""

import random
from dataclasses import dataclass

from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case
from interviewer.services.candidates.candidate import Said
from interviewer.services.candidates.knowing import ASKED_ABOUT
from interviewer.services.candidates.wording import Manner, spoken

_STUCK = (
    "I don't know.",
    "I am not sure.",
    "No idea, to be honest.",
    "I am stuck here.",
    "Sorry, nothing comes to mind.",
    "I have never done this, I'd have to pass.",
    "Hm, I really don't know how to start.",
    "I'm drawing a blank.",
    "dunno",
)
_SILENT = ("", "...", "ok", "hm", "", "yes", ".", "no", "   ", "fine", "-", "idk", "maybe", "?")
_OFF_TOPIC = (
    "By the way, did you see the match on Saturday? I thought the goalkeeper was unbelievable.",
    "The weather is terrible here today, it has been raining since the morning.",
    "I love to cook on weekends, mostly Italian, and lately I have tried to bake my own bread.",
    "How is the food in your canteen? A friend of mine works in your building and is very happy there.",
    "I was thinking about my salary expectations, could we talk about the relocation package first?",
    "Last summer we drove along the coast for three weeks, I can recommend it to anybody.",
    "My cat has just jumped on the keyboard, sorry. She does that whenever I am in a call.",
    "I have a good story about how I got into this field: my uncle ran a radio repair shop.",
    "Politics these days, honestly, I stopped reading the news altogether.",
    "Do you know a good dentist around here? Mine has just retired.",
)
_BLUFFS = (
    "Obviously {terms}, that is the industry standard and it always works well.",
    "Here you want {terms}. Every serious company does it like that.",
    "We do {terms}, end to end, state of the art, fully scalable.",
    "It is all about {terms} these days, I have done this many times.",
    "I'd leverage {terms} to get a robust and production-ready solution.",
    "Classic case of {terms}. Nothing special, just best practice.",
)
_ECHOES = (
    "{question}",
    'So the question is: "{question}"',
    "You are asking me this: {question} That is what I would look into.",
    "{question} Yes, exactly that is the thing to think about.",
    "I would think about it like this. {question}",
)


@dataclass(frozen=True)
class Stuck:
    """Says in many ways that it does not know."""

    dice: random.Random

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Give up on the question."""
        return Said(self.dice.choice(_STUCK))


@dataclass(frozen=True)
class Silent:
    """Sends nothing, or next to nothing."""

    dice: random.Random

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Say one word at most; some messages are empty."""
        return Said(self.dice.choice(_SILENT))


@dataclass(frozen=True)
class OffTopic:
    """Talks of anything but the design."""

    dice: random.Random

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Chat."""
        return Said(" ".join(self.dice.sample(_OFF_TOPIC, k=self.dice.choice((1, 1, 2)))))


@dataclass(frozen=True)
class Bluffer:
    """Knows every word of the trade and gives no reason for any."""

    dice: random.Random

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Name what the question is about, and more; nothing is explained, so nothing is shown."""
        asked = interview.last_question()
        if asked is None:
            return None
        aimed = asked.criterion and asked.move in ASKED_ABOUT
        criteria = [case.criterion(asked.criterion)] if aimed and asked.criterion else case.phase(asked.phase).criteria
        chosen = self.dice.sample(criteria, k=min(4, len(criteria)))
        return Said(spoken(" ".join(self._bluff(c.vocabulary) for c in chosen), Manner(fillers=0.05), self.dice))

    def _bluff(self, vocabulary: tuple[str, ...]) -> str:
        words = self.dice.sample(vocabulary, k=min(3, len(vocabulary)))
        terms = " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
        return self.dice.choice(_BLUFFS).format(terms=terms)


@dataclass(frozen=True)
class Copycat:
    """Gives the question back as an answer."""

    dice: random.Random

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Repeat the interviewer's last words."""
        asked = interview.last_question()
        return Said(self.dice.choice(_ECHOES).format(question=asked.text)) if asked else None
