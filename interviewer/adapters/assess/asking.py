"""The questions in a message: where they stand, and each of them apart from its neighbours."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import content_of

LONGEST_BARE = 16
"""Words up to which a sentence that begins like a question is one without a question mark."""
_VERB = r"(?:is|are|was|do|does|did|can|could|may|must|should|would|will|have|has)"
_BEGINS = re.compile(
    rf"(?:what(?:'?s)?|which|who(?:'?s)?|whom|whose|how|when|where|why|any|{_VERB})\b", re.IGNORECASE
)  # fmt: skip
_BARE = re.compile(
    rf"^\W*(?:(?:and|so|also|ok(?:ay)?|but)\W+)?(?:what(?:'s|\s+{_VERB}|\s+(?:about|kind|type)s?)\b|"
    rf"how\s+(?:\w+\s+)?(?:{_VERB}|many|much|about|\w+\s+\w+\s+(?:is|are|do|does|must|should))\b|"
    rf"(?:which|whose)\s+\w+\s+(?:\w+\s+)?{_VERB}\b|who\s+{_VERB}\b|any\s+\w+|"
    rf"{_VERB}\s+(?:we|you|there|it|they|i|the|this|these|any)\b)",
    re.IGNORECASE,
)
_WISH = r"i(?:'d|\s+would)?\s+(?:(?:also|really|just)\s+)?(?:like|love|want|need|have)"
_ASKS_FOR = re.compile(
    rf"\b{_WISH}\s+to\s+(?:know|ask|hear|see|understand|clarify|find\s+out|get)\b|\btell\s+me\b(?!\s+if)|\blet\s+me\s+ask\b|"
    r"\b(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:share|tell|give|explain|describe|say)\b|"
    r"\b(?:give|show)\s+me\b|\bplease\W*$|\bplease\s*:",
    re.IGNORECASE,
)
_WANTS = re.compile(rf"\b{_WISH}\s+(?!to\b)", re.IGNORECASE)
"""A wish for something, which is a question as long as requirements are clarified: "I need the traffic"."""
LONGEST_WISH = 24
"""Words up to which such a sentence is one."""
_LEAD_IN = re.compile(
    r"^\W*(?:(?:and|but|so|also|well|okay|ok|then)\W+)*"
    r"(?:(?:(?:i(?:'d|'m)?|my|we)\s+(?:would\s+|also\s+|just\s+)?(?:assum\w+|guess\w*|suppose|reckon|imagine|presume|think|"
    r"take\s+it|bet|say|understand|hope)\b(?:\s+(?:would\s+be|is))?|presumably|probably|i\s+wonder)\W*"
    r"(?:that\s+|if\s+|whether\s+)?)?",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:[\s,;-]+(?:right|correct|please|i\s+(?:hope|suppose|assume|guess|think|imagine|presume|take\s+it|reckon|'d\s+say)|"
    r"is(?:n't)?\s+(?:that|it)(?:\s+(?:right|correct))?|are(?:n't)?\s+they|do(?:n't)?\s+(?:we|they)|would(?:n't)?\s+(?:we|they|it)))+"
    r"\W*$",
    re.IGNORECASE,
)
_CONSULTS = re.compile(
    r"^\W*(?:(?:should|shall|can|may|could|must)\s+i\b|do\s+you\s+(?:want|prefer|expect|mean)\b|would\s+you\s+(?:like|prefer|go|rather|want|use)\b|"
    r"(?:is|would)\s+it\s+(?:be\s+)?(?:ok(?:ay)?|fine|all\s*right|alright|enough|possible)\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|they|them|that|those|these|this|one|ones)\b", re.IGNORECASE)
THIN = 2
"""Words of topic up to which a question is understood with the sentence before it."""
_FILLER = re.compile(
    r"\b(?:does\s+(?:that|this|it)\s+(?:make\s+sense|sound|work|answer)|is\s+(?:that|this)\s+(?:ok(?:ay)?|fine|alright|enough|clear|what)|"
    r"sounds\s+good|(?:make|makes)\s+sense)\b|,\s*you\s+know\W*$|^\W*(?:right|ok(?:ay)?|no|yes|correct|why)\W*$",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"(?:how\s+(?:many|much|often|large|big|long)|who|what|where|which)\s+"
    r"(?:of\s+them\s+)?(?:are|is|do|does)\s+(?:there|they|it|we\s+have|that)\W*$",
    re.IGNORECASE,
)
"""A question about what the one before it named: "who are the users, and how many are there?"."""
_BORDER = re.compile(r"[?,;:]\s+|\s[-–]\s|\s+(?=(?:and|or)\s)", re.IGNORECASE)
_JOINT = re.compile(r"^(?:(?:and|or|also|so|but|then|plus)\s+)+", re.IGNORECASE)
_LIST = re.compile(r",\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\bor\b", re.IGNORECASE)


class Question(NamedTuple):
    """One question, and the same with what it leans on."""

    text: str
    in_context: str
    """The sentence before and the question, where the question alone says little; else the question."""


def questions_of(sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that ask something, with or without a question mark."""
    return [s for s in sentences if _asks(s.text) and not _FILLER.search(s.text)]


def asked_in(sentences: Sequence[Span], clarifying: bool = False) -> list[tuple[Span, list[Question]]]:
    """Return the sentences that ask something, each with its single questions.

    Args:
        sentences: a message.
        clarifying: requirements are being clarified, so a wish for something asks for it.
    """
    asking = {*questions_of(sentences)}
    found: list[tuple[Span, list[Question]]] = []
    for place, span in enumerate(sentences):
        if span in asking or (clarifying and _wishes(span.text)):
            pieces = single_questions(span.text)
            befores = [sentences[place - 1].text if place else "", *pieces]
            found.append((span, [Question(p, _in_context(p, b)) for p, b in zip(pieces, befores, strict=False)]))
    return found


def bare(question: str) -> str:
    """Take "I assume ..., right?" off what is asked."""
    kept = _TAG.sub("", _LEAD_IN.sub("", question)).strip()
    return kept or question


def single_questions(sentence: str) -> list[str]:
    """Cut "I wonder: how many users, and what latency?" into its questions, without what stands before them."""
    pieces: list[str] = []
    for piece in _BORDER.split(sentence.strip().rstrip("?!. \"')")):
        bare = _JOINT.sub("", piece)
        if _BEGINS.match(bare) and not (pieces and _LEANS.match(bare)):
            pieces.append(bare)
        elif pieces and piece.strip():
            pieces[-1] += f"{' ' if _JOINT.match(piece) else ', '}{piece.strip()}"
    return [p for p in pieces if content_of(stems_of(p))] or [sentence]


def consults(question: str) -> bool:
    """Tell whether a question asks how to go about the design, not how things are: "Should I use one model?"."""
    return bool(_CONSULTS.search(bare(question)))


def listed_subjects(question: str) -> list[str]:
    """Return the things that one question lists ("logs and labels"); none where it asks for one of several."""
    parts = [part.strip() for part in _LIST.split(question) if content_of(stems_of(part))]
    return parts if len(parts) > 1 and not _ALTERNATIVE.search(question) else []


def _in_context(question: str, before: str) -> str:
    thin = len(content_of(stems_of(question))) <= THIN or _POINTS_BACK.search(question)
    return f"{before} {question}" if thin and before else question


def _wishes(sentence: str) -> bool:
    return bool(_WANTS.search(sentence)) and len(words_of(sentence)) <= LONGEST_WISH


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"')").endswith("?") or _ASKS_FOR.search(sentence):
        return True
    return bool(_BARE.match(sentence)) and len(words_of(sentence)) <= LONGEST_BARE
