"""What a message does, by its wording: requests for the answer, for the question once more, being stuck."""

import re
from collections.abc import Sequence

from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import content_of
from interviewer.domain.orders import gives_orders, order_spans

_ASKS_FOR_ANSWER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:what(?:'s|\s+is|\s+would\s+be)?|tell\s+me|give\s+me|show\s+me|reveal|share|just\s+say)\b[^.?\n]{0,30}\b(?:the\s+)?"
        r"(?:(?:right|correct|expected|ideal|model|best|full|sample|perfect)\s+(?:answer|solution|design|response)|"
        r"(?<!current )(?<!existing )(?<!present )(?<!today's )(?<!old )(?<!your )solution|answer\s+key|rubric|"
        r"(?:grading|scoring)\s+criteria|criteria|fact\s+sheet|hidden\s+facts?|my\s+(?:score|grade|marks?|rating)|cheat\s*sheet)",
        r"\b(?:what|which)\s+(?:answer|points?|keywords?|things?)\s+(?:do|are|would)\s+you\s+(?:want|expect|look|looking|like)",
        r"\bwhat\s+(?:are\s+you|do\s+you)\s+(?:looking\s+for|want\s+to\s+hear|expect\s+me\s+to\s+say)",
        r"\bhow\s+(?:am\s+i\s+doing|did\s+i\s+do|many\s+points|would\s+you\s+(?:rate|score|grade)\s+me)",
        r"\bwhat\s+(?:score|grade|points?)\s+(?:do|did|have|would|will)\s+i\b|\bam\s+i\s+(?:passing|right\s+so\s+far)",
        r"\b(?:can|could|would|will)\s+you\s+(?:just\s+)?(?:solve|answer|do|design)\s+(?:it|this|that|the\s+(?:question|problem))\s+(?:for\s+me|yourself)",
        r"\b(?:tell|give)\s+me\s+(?:what\s+to\s+say|the\s+answers?)\b|\bwhat\s+should\s+i\s+(?:say|answer)\b",
    )
)  # fmt: skip
_STUCK = re.compile(
    r"\b(?:i\s+(?:really\s+|honestly\s+)?(?:don'?t|do\s+not)\s+(?:really\s+|quite\s+)?(?:know|remember|understand|have\s+(?:an?\s+)?(?:idea|answer|clue))|"
    r"no\s+(?:idea|clue)|not\s+(?:really\s+)?sure(?:\s+(?:how|what|where|about|here))?|i(?:'?m|\s+am)\s+(?:a\s+bit\s+|really\s+|kind\s+of\s+)?(?:stuck|lost|blank)|"
    r"i\s+(?:can'?t|cannot)\s+(?:think|answer|say|come\s+up)|(?:i(?:'ll|\s+will|'d)?\s+)?pass\b|skip\s+(?:this|it|that)|next\s+question|move\s+on|^\W*hint\b|(?:(?:need|give\s+me|want|get|have)\s+)?(?:a|another|some)\s+(?:hint|help)|"
    r"(?:never|haven'?t)\s+(?:done|seen|worked|heard|thought)|no\s+experience|dunno|idk|no\s+answer|nothing\s+comes\s+to\s+mind|drawing\s+a\s+blank|help(?:\s+me)?\b)",
    re.IGNORECASE,
)
_AND_YET = re.compile(
    r"\b(?:but|maybe|perhaps|probably|i'd|i\s+(?:would|might|could|think|guess))\b(.+)", re.IGNORECASE
)
_FOR_HELP = re.compile(
    r"\b(?:hints?|nudge|tips?|help)\b|\bcan\s+you\s+(?:please\s+)?(?:explain|tell)(?:\s+(?:it|that|this|me))*\W*$|"
    r"\b(?:move|go)\s+on\b|\bskip\b|\bnext\s+question\b",
    re.IGNORECASE,
)
"""Questions that want help or to move on, not a fact."""
_QUESTION = r"(?:the|that|this|your)\s+(?:last\s+|previous\s+)?question"
_AGAIN = re.compile(
    rf"\b(?:repeat|rephrase|reword|restate|reformulate|clarify|explain)\s+(?:{_QUESTION}|what\s+you\b)|"
    r"\b(?:repeat|rephrase|reword|restate|reformulate|(?:say|ask|put|phrase)\s+(?:it|that|this))\s*"
    r"(?:it|that|this)?(?:\s+(?:pls|plz|again|differently|please|once\s+more|another\s+way|in\s+other\s+words|for\s+me))*\W*(?:$|(?<=[,;.!?]\s))|"
    r"\b(?:say|come)\s+again\b|\bonce\s+more\W*(?:please\W*)?$|"
    rf"\bwhat\s+(?:was|is|were)\s+{_QUESTION}|\bwhat\s+(?:did|do|are)\s+you\s+(?:just\s+)?(?:ask|say|asking)|"
    r"\bwhat\s+(?:exactly\s+)?(?:do|did)\s+you\s+(?:want\s+me\s+to\s+(?:cover|do|answer|talk|describe)|mean(?:\s+by\s+(?:that|this|it))?\W*$)|"
    r"\bwhat\s+(?:(?:is|was)\s+it\s+)?(?:that\s+)?you(?:'re|\s+are|\s+were)?\s+(?:want(?:ed)?|ask(?:ing)?)\b|"
    rf"\b(?:understand|get|hear|catch|follow|missed|forgot(?:ten)?)\s+(?:(?:{_QUESTION}|what\s+you)\b|(?:that|it|you)\b(?!\s+\w)|"
    r"(?:that|it|you)\s+(?:one|part|bit|last|quite|at\s+all|sorry|please|pls|can|could|properly|very\s+well|clearly|correctly|there|again)\b)|"
    r"^\W*(?:hi|hello|hey|good\s+(?:morning|afternoon|evening|day))(?:\s+there)?\W*$|"
    r"^\W*(?:sorry|pardon|excuse\s+me|what)?\W*(?:me|what)?\s*\?+\W*$|^\W*pardon\b",
    re.IGNORECASE,
)
_I_WOULD = re.compile(r"\b(?:i|we)(?:'d|'ll|\s+(?:would|will|could|should))\s+(?!like|love|appreciate)", re.IGNORECASE)
AGAIN_WORDS = 20
"""Words up to which a request to hear the question once more, or a greeting, is the message's purpose."""
STUCK_WORDS = 22
"""A longer message that begins with "I don't know" usually goes on to say something."""
STUCK_CONTENT = 4
"""Words of topic beside "I don't know" up to which nothing was said."""
_NO_VERB = frozenset(
    {"this", "yes", "thanks", "perhaps", "always", "sometimes", "plus", "users", "ads", "labels", "does", "it's",
     "let's", "that's", "there's", "what's", "here's", "besides", "unless", "towards", "items", "features"}
)  # fmt: skip
"""First words of ordinary sentences that end like the verbs of a rubric ("Says how", "Proposes a")."""
RECITED_SHARE = 0.6
"""Share of sentences in a rubric's voice from which a text of three or more is one."""


def spans_of_orders(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that are orders, and whatever a forged turn, a comment or a block of code encloses."""
    flagged = [span for span in sentences if gives_orders(span.text)]
    return [*flagged, *(Span(start, end, text[start:end]) for start, end in order_spans(text))]


def recited(sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences in a rubric's voice ("Says how ...", "Divides the ..."), if most of a longer text are."""
    voiced = [span for span in sentences if _rubric_voice(words_of(span.text)[:1])]
    return voiced if len(voiced) >= 3 and len(voiced) >= RECITED_SHARE * len(sentences) else []


def _rubric_voice(first: list[str]) -> bool:
    return any(len(w) >= 4 and w.endswith("s") and not w.endswith("ss") and w not in _NO_VERB for w in first)


def asks_for_answer(text: str) -> bool:
    """Tell whether the solution, the rubric, hidden facts or the score are asked for."""
    return any(pattern.search(text) for pattern in _ASKS_FOR_ANSWER)


def is_stuck(text: str) -> bool:
    """Tell whether a short message says that its author does not know, and goes on to say nothing of substance."""
    said = text.replace("’", "'")
    if len(words_of(said)) > STUCK_WORDS or not _STUCK.search(said):
        return False
    beside = _STUCK.sub(" ", said)
    goes_on = _AND_YET.search(beside)
    if goes_on and len(content_of(stems_of(goes_on[1]))) >= 2:
        return False
    return len(content_of(stems_of(beside))) <= STUCK_CONTENT


def wants_help(question: str) -> bool:
    """Tell whether a question asks for a hint or to move on, and for no fact."""
    return bool(_FOR_HELP.search(question))


def asks_again(text: str) -> bool:
    """Tell whether a short message asks to hear the question once more or in other words."""
    said = text.replace("’", "'")
    return len(words_of(said)) <= AGAIN_WORDS and bool(_AGAIN.search(said)) and not _I_WOULD.search(said)
