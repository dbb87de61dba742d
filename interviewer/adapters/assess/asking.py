"""The questions in a message: where they stand, and each of them apart from its neighbours."""

import re
from collections.abc import Sequence

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
_ASKS_FOR = re.compile(
    r"\b(?:(?:i(?:'d|\s+would)?\s+(?:like|want|need)\s+to\s+(?:know|ask|understand|clarify))|(?:please\s+)?tell\s+me|let\s+me\s+ask)\b",
    re.IGNORECASE,
)
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


def questions_of(sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that ask something, with or without a question mark."""
    return [s for s in sentences if _asks(s.text) and not _FILLER.search(s.text)]


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


def listed_subjects(question: str) -> list[str]:
    """Return the things that one question lists ("logs and labels"); none where it asks for one of several."""
    parts = [part.strip() for part in _LIST.split(question) if content_of(stems_of(part))]
    return parts if len(parts) > 1 and not _ALTERNATIVE.search(question) else []


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"')").endswith("?") or _ASKS_FOR.search(sentence):
        return True
    return bool(_BARE.match(sentence)) and len(words_of(sentence)) <= LONGEST_BARE
