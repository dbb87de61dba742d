"""How an interviewer does not speak: praise, talk of grades and rules, another language. Pure."""

import re

from interviewer.domain.interview import Interview, normalise
from interviewer.domain.likeness import STOP_WORDS, words
from interviewer.domain.moves import Move

ENGLISH = 0.2
"""Share of words that any English sentence has from which a text is English; curated questions have 0.25 or more."""
FEW_WORDS = 5
"""Words of a text in which a language can be told."""
_GOOD = (
    r"(?:answer|point|idea|choice|thinking|thought|start|question|call|work|job|approach|one|design|observation|catch)"
)
_PRAISE = re.compile(
    r"\b(?:great|excellent|awesome|fantastic|brilliant|impressive|amazing|superb|outstanding|terrific|wonderful|"
    r"spot[- ]on|well\s+(?:done|put|said)|nicely|nice(?=[.,!]|\s+(?:answer|point|idea|job|work|one|thinking))|"
    rf"(?:good|strong|solid|clever|smart|perfect|interesting|right|correct|sensible|thoughtful)\s+{_GOOD}|"
    r"(?:that|this|it|you)(?:'s|'re|\s+is|\s+are|\s+sounds)\s+(?:\w+ly\s+|very\s+|so\s+)?"
    r"(?:good|right|correct|perfect|interesting|sensible|true|strong|solid)|sounds\s+(?:good|great|right)|"
    r"makes\s+(?:\w+\s+)?sense|i\s+(?:really\s+)?(?:like|love|agree|appreciate))\b|"
    r"(?:^|[.!?]\s+)(?:exactly|right|correct|perfect|good|interesting|indeed|absolutely|yes)\b(?=\s*[.,!])",
    re.IGNORECASE,
)
_GRADES = re.compile(
    r"\b(?:rubrics?|criteri(?:on|a)|verdicts?|fact\s+sheet|hidden\s+facts?|answer\s+key|expected\s+answers?|"
    r"system\s+(?:prompt|message)|(?:my|the|your|these|previous)\s+instructions?|my\s+rules|grad(?:e|es|ed|ing)|"
    r"full\s+(?:marks|points|credit)|(?:strong|lean|no)[\s-]+hire|you(?:'ve|\s+have)?\s+(?:pass(?:ed)?|fail(?:ed)?)|"
    r"your\s+(?:score|rating|marks?|points)|(?:score|rate|mark|give|award)\s+you|as\s+an?\s+(?:ai|language\s+model))\b|"
    r"\b\d+\s*(?:/|out\s+of)\s*(?:4|5|10|100)\b",
    re.IGNORECASE,
)


def fault(text: str, move: Move, interview: Interview) -> str | None:
    """Return what is wrong with the tone of a reply, or None; words that curated texts use themselves are no fault."""
    own = normalise(" ".join([move.text, *(t.text for t in interview.turns if t.role == "interviewer")]))
    if _found(_PRAISE, text, own):
        return "the reply praised"
    if _found(_GRADES, text, own):
        return "the reply spoke of grades or rules"
    candidate = next((t.text for t in reversed(interview.turns) if t.role == "candidate"), "")
    if is_foreign(text) and not is_foreign(candidate):
        return "the reply was in another language"
    return None


def is_foreign(text: str) -> bool:
    """Tell whether a text of some words is not English."""
    spoken = words(text)
    return len(spoken) >= FEW_WORDS and sum(word in STOP_WORDS for word in spoken) < ENGLISH * len(spoken)


def _found(pattern: re.Pattern[str], text: str, own: str) -> bool:
    return any(normalise(found.group()) not in own for found in pattern.finditer(text.replace("’", "'")))
