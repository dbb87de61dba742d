"""The questions in a message: where they stand, and each of them apart from its neighbours."""

import re
from collections.abc import Sequence

from interviewer.adapters.assess.confirming import CONFIRM, SUPPOSITION
from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import content_of

LONGEST_BARE = 16
"""Words up to which a sentence that begins like a question is one without a question mark."""
VERB = r"(?:is|are|was|do|does|did|can|could|may|must|should|would|will|have|has)"
BEGINS = re.compile(
    rf"(?:what(?:'?s)?|which|who(?:'?s)?|whom|whose|how|when|where|why|any|{VERB})\b", re.IGNORECASE
)  # fmt: skip
_BARE = re.compile(
    rf"^\W*(?:(?:and|so|also|ok(?:ay)?|but)\W+)?(?:what(?:'s|\s+{VERB}|\s+(?:about|kind|type)s?)\b|"
    rf"how\s+(?:\w+\s+)?(?:{VERB}|many|much|about|\w+\s+\w+\s+(?:is|are|do|does|must|should))\b|"
    rf"(?:which|whose)\s+\w+\s+(?:\w+\s+)?{VERB}\b|who\s+{VERB}\b|any\s+\w+|"
    rf"{VERB}\s+(?:we|you|there|it|they|i|the|this|these|any)\b)",
    re.IGNORECASE,
)
WISH = r"i(?:'d|\s+would)?\s+(?:(?:also|really|just)\s+)?(?:like|love|want|need|have)"
_ASKS_FOR = re.compile(
    rf"\b{WISH}\s+to\s+(?:know|ask|hear|see|understand|clarify|find\s+out|get)\b|\btell\s+me\b(?!\s+if)|\blet\s+me\s+ask\b|"
    r"\b(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:share|tell|give|explain|describe|say)\b|"
    r"\b(?:give|show)\s+me\b|\bgimme\b|\bplease\W*$|\bplease\s*:",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^\W*(?:(?:and|but|so|also|well|okay|ok|then)\W+)*"
    rf"(?:(?:{SUPPOSITION}|(?:i(?:'d|'m)?|we)\s+(?:would\s+|also\s+|just\s+)?(?:think|say|hope)\b|probably|i\s+wonder)\W*"
    r"(?:that\s+|if\s+|whether\s+)?)?",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:[\s,;-]+(?:right|correct|please|i\s+(?:hope|suppose|assume|guess|think|imagine|presume|take\s+it|reckon|'d\s+say)|"
    r"is(?:n't)?\s+(?:that|it)(?:\s+(?:right|correct))?|are(?:n't)?\s+they|do(?:n't)?\s+(?:we|they)|would(?:n't)?\s+(?:we|they|it))|"
    rf"{CONFIRM})+\W*$",
    re.IGNORECASE,
)
_CONSULTS = re.compile(
    r"^\W*(?:(?:should|shall|can|may|could|must)\s+i\b|do\s+you\s+(?:want|prefer|expect|mean)\b|would\s+you\s+(?:like|prefer|go|rather|want|use)\b|"
    r"(?:is|would)\s+it\s+(?:be\s+)?(?:ok(?:ay)?|fine|all\s*right|alright|enough|possible)\b)|"
    r"\b(?:what|which)\s+(?:\w+\s+)?(?:would|do)\s+you\s+(?:prefer|recommend|suggest|favou?r)\b",
    re.IGNORECASE,
)
FILLER = re.compile(
    r"\b(?:does\s+(?:that|this|it)\s+(?:make\s+sense|sound|work|answer)|is\s+(?:that|this)\s+(?:ok(?:ay)?|fine|alright|enough|clear|what)|"
    r"sounds\s+good|(?:make|makes)\s+sense)\b|,\s*you\s+know\W*$|^\W*(?:right|ok(?:ay)?|no|yes|correct|why)\W*$",
    re.IGNORECASE,
)
LEANS = re.compile(
    r"(?:how\s+(?:many|much|often|large|big|long)|who|what|where|which)\s+"
    r"(?:of\s+them\s+)?(?:are|is|do|does)\s+(?:there|they|it|we\s+have|that)\W*$",
    re.IGNORECASE,
)
"""A question about what the one before it named: "who are the users, and how many are there?"."""
_BORDER = re.compile(r"[?,;:]\s+|\s[-–]\s|\s+(?=(?:and|or)\s)", re.IGNORECASE)
JOINT = re.compile(r"^(?:(?:and|or|also|so|but|then|plus)\s+)+", re.IGNORECASE)


def questions_of(sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that ask something, with or without a question mark."""
    return [s for s in sentences if _asks(s.text) and not FILLER.search(s.text)]


def bare(question: str) -> str:
    """Take "I assume ..., right?" off what is asked."""
    kept = _TAG.sub("", _LEAD_IN.sub("", question)).strip()
    return kept or question


def single_questions(sentence: str) -> list[str]:
    """Cut "I wonder: how many users, and what latency?" into its questions, without what stands before them."""
    pieces: list[str] = []
    for piece in _BORDER.split(sentence.strip().rstrip("?!. \"')")):
        bare = JOINT.sub("", piece)
        if BEGINS.match(bare) and not (pieces and LEANS.match(bare)):
            pieces.append(bare)
        elif pieces and piece.strip():
            pieces[-1] += f"{' ' if JOINT.match(piece) else ', '}{piece.strip()}"
    return [p for p in pieces if content_of(stems_of(p))] or [sentence]


def consults(question: str) -> bool:
    """Tell whether a question asks how to go about the design, not how things are: "Should I use one model?"."""
    return bool(_CONSULTS.search(bare(question)))


def _asks(sentence: str) -> bool:
    if sentence.rstrip("\"')").endswith("?") or _ASKS_FOR.search(sentence):
        return True
    return bool(_BARE.match(sentence)) and len(words_of(sentence)) <= LONGEST_BARE
