"""The clarifying questions in a message: which sentences ask, each question apart, and what it leans on."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from interviewer.adapters.assess.asking import (
    BEGINS,
    FILLER,
    JOINT,
    LEANS,
    LONGEST_BARE,
    VERB,
    WISH,
    bare,
    questions_of,
    single_questions,
)
from interviewer.adapters.assess.confirming import WISH_TO_KNOW, assumes, wishes_to_know
from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import content_of

LONGEST_WISH = 24
"""Words up to which a wish for something asks for it: "I need the traffic"."""
LONGEST_FRAGMENT = 5
"""Words up to which what stands before or beside questions is asked for too: "QPS, and how fast must it be?"."""
LONGEST_SUBJECT = 6
"""Words of one of the things that a question lists."""
THIN = 2
"""Words of topic up to which a question is understood with what stands before it."""
_OPENS = re.compile(
    rf"(?:what(?:'?s)?(?!\s+(?:i|you|matters)\b)|how(?!\s+(?:i|we)\b)|which(?!\s+(?:{VERB}|i|we|means|makes|lets)\b)|who(?:'s)?|whose|"
    rf"why|whether|(?:when|where)\s+{VERB}|any(?=\s+\w+)|{VERB}(?=\s+\w+))\b",
    re.IGNORECASE,
)
_BEGINS_PART = re.compile(rf"{BEGINS.pattern}|whether\b", re.IGNORECASE)
_EXPLAINS = re.compile(r"\W*(?:i\.e|e\.g|that\s+is|meaning|in\s+other\s+words)\b", re.IGNORECASE)
"""Behind this a question is put in other words."""
_INVERTED = re.compile(
    rf"(?:what|who|where|when|why|how(?:\s+\w+)?|(?:which|how\s+(?:many|much))(?:\s+\w+){{1,2}})\s+{VERB}\s+"
    r"(?:we|you|they|i|there|it|the|this|these|those|our|my|your|their|an?|people|users)\b",
    re.IGNORECASE,
)
"""What only a question begins with, wherever in a sentence it stands."""
_YES_NO = re.compile(rf"{VERB}\s+(?:we|you|they|i|there|it|people|users|customers)\b", re.IGNORECASE)
_NO_FRAGMENT = re.compile(
    r"^\W*(?:and\s+)?(?:(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|finally|lastly|last|one|two|\d)"
    r"(?:\s+(?:of\s+all|question|one|thing))?\W*$|to\s|(?:i|we|you|they|it|this|that|there)(?:'\w+)?\s)",
    re.IGNORECASE,
)
"""A count of questions, or a statement."""
_WANTS = re.compile(rf"\b{WISH}\s+(?!to\b)", re.IGNORECASE)
_LEAD = re.compile(
    rf"^.{{0,40}}?\b(?:{WISH}\s+(?:to\s+(?:know|ask|hear|see|understand|clarify|find\s+out|get|learn)|(?!to\b))|{WISH_TO_KNOW}|tell\s+me|gimme|"
    r"(?:do|would)\s+you\s+know|let\s+me\s+ask|give\s+me|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:share|tell|give|explain|describe|say)"
    r"(?:\s+(?:me|us))?|(?:i'm|i\s+am)\s+(?:curious|wondering|not\s+sure)|i\s+wonder)\b\W*(?:(?:about|if|whether|a\s+bit|more|something)\s+)*",
    re.IGNORECASE,
)
"""How people begin to ask, before the question itself."""
_HESITATES = re.compile(
    r"^\W*(?:\d[.)]\s+)?(?:(?:and|or|so|but|also|then|plus|ok(?:ay)?|well|right|alright|uh+|u?h?m+|hey|hi|yeah|yes|cool|great|thanks|actually|"
    r"i\.e|e\.g|meaning|that\s+is|basically|roughly|ballpark|like|just|now|btw|hello|by\s+the\s+way|quick\s+question|gotta\s+ask|one\s+more\s+thing)\b\W*)*(?=\w)",
    re.IGNORECASE,
)
"""What people say before they come to their question."""
_BORDER = re.compile(
    r"[?,;:]\s+|\s+\(|(?<!\d)\)\s+|\s[-–]\s|\s+(?=(?:and|or(?!\s+not\b)|also|plus)\s|\d[.)]\s)", re.IGNORECASE
)
_RUNS_ON = re.compile(
    r"(?<=\w)\s+(?=(?:what(?:'?s)?|which|how\s+(?:many|much|fast|quick(?:ly)?|long|often|soon|big|large|far|old))\s)",
    re.IGNORECASE,
)
"""Where a question may begin that nothing divides from the one before."""
_TAKES_CLAUSE = frozenset(
    {"of", "on", "for", "to", "in", "at", "by", "with", "from", "about", "than", "as", "and", "or", "but", "so", "also",
     "know", "tell", "see", "is", "are", "was", "that", "if", "depends", "matter", "then", "like", "hear", "ask",
     "wonder", "understand"}
)  # fmt: skip
"""Words behind which a question word goes on with the same sentence."""
_POINTS_BACK = re.compile(r"\b(?:it|they|them|that|those|these|this|such|one|ones)\b", re.IGNORECASE)
_LIST = re.compile(r",\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    r"\bor\b|^\W*(?:(?:and|or|so)\s+)*(?:who|whose|which|is|are|do|does|can|will)\b", re.IGNORECASE
)
"""What makes a list one of possible answers: "who relies on it: the customer, the driver"."""


class Question(NamedTuple):
    """One question, and the same with what it leans on."""

    text: str
    in_context: str
    """What stands before it and the question, where the question alone says little; else the question."""
    points_back: bool = False
    """Whether a word like "it" stands for something that was said before."""
    sure: bool = True
    """Whether it certainly asks; a few words beside questions may ask for something or not."""


def asked_in(sentences: Sequence[Span], clarifying: bool = False) -> list[tuple[Span, list[Question]]]:
    """Return the sentences that ask something, each with its single questions.

    Args:
        sentences: a message.
        clarifying: requirements are being clarified, so a wish for something asks for it.
    """
    asking = {*questions_of(sentences)}
    if clarifying:
        asking |= {span for span in sentences if _wishes(span.text) or wishes_to_know(span.text) or _opens(span.text)}
        asking |= {span for span in sentences if asking and _goes_on_asking(span.text)}
    listed = clarifying and not asking and _is_list(sentences)
    found: list[tuple[Span, list[Question]]] = []
    for place, span in enumerate(sentences):
        before = sentences[place - 1].text if place else ""
        if span in asking:
            parts = _cut(span.text, before) if clarifying else _parts(span.text, before)
            alone = len(sentences) == 1 and "," not in span.text
            sure = _surely_asks(span.text) or (alone and _opens(span.text))
            parts = [part._replace(sure=part.sure and sure and not _heads(part.text, span.text)) for part in parts]
            found.append((span, parts))
        elif clarifying and assumes(span.text):
            said = bare(span.text)
            found.append((span, [_question(said, before)._replace(sure=False)]))
        elif listed or (clarifying and asking and _is_fragment(span.text)):
            found.append((span, [Question(part, part, sure=False) for part in _items(span.text)]))
    return found


def _heads(question: str, sentence: str) -> bool:
    """Tell whether a question only opens the ones behind it: "What is the product: a photo, or a crop of one?"."""
    return f"{question}:" in sentence


def _surely_asks(sentence: str) -> bool:
    """Tell a question from a clause in an answer that begins like one: "which tariff they have, whether they pay"."""
    wish = "?" in sentence or _wishes(sentence) or wishes_to_know(sentence)
    parts = [_unjoined(part) for part in _split(sentence)]
    return wish or any(_INVERTED.match(part) or _YES_NO.match(part) for part in parts)


def _is_list(sentences: Sequence[Span]) -> bool:
    """Tell whether a message only names things: "1) traffic 2) latency"."""
    items = [item for span in sentences for item in _items(span.text)]
    return len(items) > 1 and all(_is_fragment(item) for item in items)


def _items(text: str) -> list[str]:
    items = [item for item in map(_unjoined, _split(text)) if content_of(stems_of(item))]
    return items if items and all(_is_fragment(item) for item in items) else [text]


def listed_subjects(question: str) -> list[str]:
    """Return the things that one question lists ("logs and labels"); none where it lists possible answers."""
    parts = [part.strip() for part in _LIST.split(_LEAD.sub("", question)) if content_of(stems_of(part))]
    short = [part for part in parts if len(words_of(part)) <= LONGEST_SUBJECT and not LEANS.search(part)]
    return short if len(parts) > 1 and not _ALTERNATIVE.search(question) else []


def _parts(sentence: str, before: str) -> list[Question]:
    pieces = single_questions(sentence)
    return [_question(p, b) for p, b in zip(pieces, [before, *pieces], strict=False)]


def _cut(sentence: str, before: str) -> list[Question]:
    """Cut "I'd like to know the traffic, how many users, and what latency?" into its questions."""
    ahead: list[str] = []
    pieces: list[str] = []
    for part in _split(_LEAD.sub("", sentence.strip().rstrip("?!.; \"')"))):
        bare = _LEAD.sub("", _unjoined(part))
        if _BEGINS_PART.match(bare) and not (pieces and (LEANS.match(bare) or _EXPLAINS.match(part))):
            pieces.append(bare)
        elif pieces and bare:
            pieces[-1] += f"{' ' if JOINT.match(part) else ', '}{part.strip()}"
        elif bare:
            ahead.append(part.strip())
    pieces = [piece for piece in pieces if content_of(stems_of(piece))]
    if not pieces:
        return [_question(_LEAD.sub("", sentence) if wishes_to_know(sentence) else sentence, before)]
    lead = ", ".join(ahead)
    first = [Question(lead, lead, sure=False)] if _is_fragment(lead) else []
    befores = [lead if lead and not first else before, *pieces]
    return [*first, *(_question(p, b) for p, b in zip(pieces, befores, strict=False))]


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for part in _BORDER.split(text):
        begin = 0
        for match in _RUNS_ON.finditer(part):
            before = words_of(part[begin : match.start()])
            if (
                BEGINS.match(_unjoined(part[begin : match.start()]))
                and len(before) > 2
                and before[-1] not in _TAKES_CLAUSE
            ):
                parts.append(part[begin : match.start()])
                begin = match.end()
        parts.append(part[begin:])
    return [part.strip() for part in parts if JOINT.sub("", f"{part.strip()} ").strip()]


def _unjoined(part: str) -> str:
    return _HESITATES.sub("", part)


def _question(text: str, before: str) -> Question:
    points_back = bool(_POINTS_BACK.search(text))
    thin = len(content_of(stems_of(text))) <= THIN or points_back
    return Question(text, f"{before} {text}" if thin and before else text, points_back)


def _is_fragment(text: str) -> bool:
    bare = _unjoined(text)
    short = bool(content_of(stems_of(bare))) and len(words_of(text)) <= LONGEST_FRAGMENT
    return short and not FILLER.search(text) and not _NO_FRAGMENT.match(bare)


def _wishes(sentence: str) -> bool:
    return bool(_WANTS.search(sentence)) and len(words_of(sentence)) <= LONGEST_WISH


def _goes_on_asking(sentence: str) -> bool:
    """Tell whether some part of a sentence beside questions begins like one: "and about buyers, i.e. how many"."""
    return any(_OPENS.match(part) and len(words_of(part)) <= LONGEST_BARE for part in map(_unjoined, _split(sentence)))


def _opens(sentence: str) -> bool:
    """Tell whether a sentence, or what follows a colon in it, begins like a question."""
    parts = [_unjoined(piece) for part in re.split(r"[:;]\s", sentence) for piece in _split(part)[:1]]
    if any(_OPENS.match(p) and len(words_of(p)) <= LONGEST_BARE and not FILLER.search(p) for p in parts):
        return True
    return any(_INVERTED.match(_unjoined(part)) for part in _split(sentence)[1:])
