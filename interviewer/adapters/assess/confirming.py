"""Statements that ask while requirements are being clarified: assumptions to be confirmed, and wishes to know."""

import re

from interviewer.adapters.assess.sentences import words_of

LONGEST_ASSUMPTION = 32
"""Words up to which an assumption is put forward to be confirmed; a longer one is worked out."""
LONGEST_WISH_TO_KNOW = 40
"""Words up to which a sentence that says what its author does not know asks for it."""
_SO = r"^\W*(?:(?:and|but|so|also|then|well|okay|ok|right|now|for\s+now|first|here)\W+)*"
_SUPPOSES = (
    r"(?:assum\w+|guess\w*|suppos\w+|presum\w+|imagin\w+|reckon\w*|gather\w*|infer\w*|bet|understand|"
    r"(?:take|took|taking)\s+it)"
)
_NOUN = r"(?:assumption|guess|bet|hunch|understanding|expectation|impression|hypothesis|hope)"
SUPPOSITION = (
    r"(?:(?:from|given|judging|based\s+on|going\s+by)\b[^.?!]{3,40}?\s)?"
    rf"(?:(?:i|we)(?:'m|'d|'ll|\s+(?:am|will|would|could|can))?\s+(?:(?:just|also|simply|then|now|going\s+to)\s+)*{_SUPPOSES}"
    rf"|(?:my|the|one|a)\s+(?:\w+\s+)?{_NOUN}(?:\s+here)?\s+(?:is|was|would\s+be|will\s+be)"
    rf"|(?:let\s+me|let'?s|let\s+us)\s+(?:just\s+)?(?:assume|suppose|presume|say)|assum(?:e|ing)|suppos(?:e|ing)|presumably|surely)\b"
)
"""How an assumption begins."""
_IF_WRONG = (
    r"(?:please\s+)?(?:correct|stop|tell|shout|interrupt|yell|holler|say|speak|object|let)\b[^.?!,;]{0,15}\b(?:if|when)\b[^.?!;]*|"
    r"(?:if|as\s+long\s+as|provided)\s+(?:you|that|this|it|there)\b[^.?!,;]{0,25}\b(?:agree|mind|ok|okay|fine|right|correct|objections?|wrong|off)\b[^.?!;]*|"
    r"unless\b[^.?!;]*|(?:is|am)\s+(?:that|this|it|i)\s+(?:right|correct|accurate|fair|wrong)|am\s+i\s+right|"
    r"(?:yes|right|true|correct)\s+or\s+(?:no|not|wrong|false)"
)
CONFIRM = rf"[\s,;:-]+(?:{_IF_WRONG})"
"""How one asks to be corrected, behind what is assumed."""
_CONFIRMS = re.compile(
    rf"{CONFIRM}\W*$|[\s,;-]+(?:right|correct|yes|no|i\s+(?:hope|take\s+it|assume|presume|guess|suppose))\W*$",
    re.IGNORECASE,
)
_ASSUMES = re.compile(rf"{_SO}{SUPPOSITION}", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_WH = r"(?:whether|if|what|which|how|who|whose|when|where|why)"
WISH_TO_KNOW = (
    r"(?:(?:it|that|this)(?:'d|'s|\s+(?:would|will|might|could))\s+(?:\w+\s+)?(?:help|matter|be\s+(?:\w+\s+)?"
    r"(?:helpful|useful|good|great|nice|interesting|important|handy|worth))\b(?:\s+(?:me|us|here|a\s+lot|a\s+great\s+deal|greatly|much|for\s+me))*"
    r"\s+(?:if\s+(?:i|you)\s+(?:\w+\s+){1,2}|to\s+|)(?:know|knew|hear|heard|learn|see|saw|understand|understood|have|had|get|ask|tell|told|find\s+out|knowing|hearing|understanding|seeing)"
    r"|if\s+(?:i|you|we)\s+(?:could|can)\s+(?:see|know|get|have|hear|learn|tell\s+me|share|give\s+me)"
    r"|(?:i'm|i\s+am|still|it's|what's|what\s+is|what\s+i\s+am)\s+(?:\w+\s+)?(?:missing|curious|wondering|unsure|unclear|interested|after|not\s+(?:\w+\s+)?(?:sure|clear|certain))\b(?:\s+to\s+me)?"
    rf"|(?:i|we)\s+(?:\w+\s+)?(?:wonder|(?:don't|do\s+not|cannot|can't)\s+(?:yet\s+)?(?:know|tell))(?=\s+{_WH}\b)"
    rf"|(?:thing|question|point|unknown|piece|gap|part)\b[^.?!,;]{{0,40}}\b(?:is|would\s+be)(?=\s+{_WH}\b)"
    r"|what\s+[^.?!,;]{3,40}\b(?:is|would\s+be)(?=\s+whether\b))"
)
"""How one says what one does not know and would like to."""
_WISHES = re.compile(rf"\b{WISH_TO_KNOW}", re.IGNORECASE)


def assumes(sentence: str) -> bool:
    """Tell whether a sentence puts an assumption forward; one with numbers of its own is an estimate, no question."""
    if len(words_of(sentence)) > LONGEST_ASSUMPTION:
        return False
    return bool(_CONFIRMS.search(sentence)) or bool(_ASSUMES.match(sentence) and not _NUMBER.search(sentence))


def wishes_to_know(sentence: str) -> bool:
    """Tell whether a sentence says what its author would like to know."""
    return bool(_WISHES.search(sentence)) and len(words_of(sentence)) <= LONGEST_WISH_TO_KNOW
