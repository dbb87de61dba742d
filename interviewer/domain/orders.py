"""Orders to the interviewer or the grader in a candidate's words: they are data, and no evidence of anything."""

import base64
import binascii
import re
import unicodedata

_VERDICT = r"(?:score|grade|mark|rating|points?|verdicts?|marks|credit)"
_TOP = (
    r"(?:5\s*/\s*5|4\s*/\s*4|10\s*/\s*10|100\s*%|1\.0|full|maximum|max|top|highest|perfect|best|excellent|"
    r"very strong|strong hire|hire|shown|pass(?:ed)?)"
)
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,30}\b(?:your|all|any|the|these|those|my)?\s*"
        r"(?:previous|prior|earlier|above|preceding|system|original|initial|existing)?\s*"
        r"(?:instructions?|prompts?|rules|rubric|guidelines|directions|orders)\b",
        rf"\b(?:give|award|grant|assign|rate|score|grade|mark|record)\s+(?:me|this|my|(?:every|all|each)\s+(?:of\s+)?(?:the\s+|my\s+)?(?:criteri|items?|answers?|phases?|verdicts?|questions?)|the\s+(?:candidate|answer|phase))"
        rf"\w*\b[^.\n]{{0,60}}\b{_TOP}",
        rf"\b(?:set|output|return|print|repeat|assign|record|report)\b[^.\n]{{0,40}}\b(?:{_VERDICT}|probability|strong\s+hire|hire)\b"
        rf"[^.\n]{{0,40}}(?:{_TOP}|=)",
        rf"\b(?:mark|score|rate|grade|count|treat)\b[^.\n]{{0,30}}\b(?:criteri(?:on|a)|items?|answers?|rubric|phases?)\b[^.\n]{{0,30}}{_TOP}",
        r"^\W{0,4}(?:system|assistant|interviewer|grader|judge|developer|admin|moderator)\W{0,3}\s*(?::|\]|>|\|)",
        r"<\|?\s*/?(?:system|im_start|im_end|assistant|instructions?)\b|\[/?INST\]|###\s*(?:system|instruction)",
        r"[\"']role[\"']\s*:\s*[\"'](?:system|assistant|interviewer|developer)[\"']",
        r"[\"']?(?:verdict|score|probability|grade|signal)[\"']?\s*[:=]\s*[\"']?(?:shown|strong|hire|pass|[01]?\.\d+|1|4|5|10|100)\b",
        r"<!--[^>]*(?:grader|score|points|rubric|criteria|instruct|shown)[^>]*-->",
        r"\byou\s+are\s+(?:now|no\s+longer)\b[^.\n]{0,60}\b(?:mode|grader|interviewer|assistant|bound|unrestricted|jailbroken)\b",
        r"\b(?:new|updated|revised|additional)\s+instructions?\s+(?:for|to)\s+(?:the\s+)?(?:judge|grader|interviewer|assistant|you)\b",
        r"\b(?:i\s+(?:hereby\s+)?authori[sz]e|as\s+(?:the|your)\s+(?:lead|senior|head|developer|admin|boss|creator))\b[^.\n]{0,80}"
        r"\b(?:grad|skip|score|hire|rubric|points?)",
        r"\bskip\s+(?:the\s+)?(?:grading|assessment|evaluation\s+of\s+me)\b|\bend\s+of\s+(?:the\s+)?transcript\b",
        r"\b(?:be\s+generous|you\s+must\s+(?:pass|hire|score|rate|grade)|the\s+(?:rubric|criteria)\s+(?:is|are|was|were)\s+(?:satisfied|met|fulfilled))\b",
        r"\b(?:every|all|each)\s+(?:answers?|criteria|criterion|items?)\b[^.\n]{{0,25}}\b(?:is|are|was|were|be)\b[^.\n]{{0,25}}\b(?:scored|met|graded|rated)\b",
        r"\bignorier\w*\b[^.\n]{0,40}\banweisung|\bvolle\s+punktzahl\b|\bh(?:ö|oe)chste\s+(?:punktzahl|note)\b",
        r"\bignor(?:a|e|ez|er|are)\b[^.\n]{0,40}\binstruc?c?t?ion|\bnota\s+m[aá]xima\b|\bnote\s+maximale\b|\bpunteggio\s+massimo\b",
        r"\bz?ignoruj\w*\b[^.\n]{0,40}\binstrukcj|\bmaksymaln\w+\s+(?:liczb\w+\s+)?(?:punkt|ocen)",
        r"игнорируй|忽略.{0,8}(?:指令|指示|说明)|満点|满分|前の指示",
    )
)  # fmt: skip
_TOPIC = re.compile(
    r"prompt[- ]injection|jailbreak|adversarial|attackers?|malicious|inject(?:ed|ion)|untrusted|red[- ]team|"
    r"(?:users?|people|sellers?|someone|somebody|documents?|pages?|they|text|posts?)\s+(?:\w+\s+){0,4}"
    r"(?:says?|said|tells?|told|asks?|asked|contains?|writes?|wrote|types?|typed|tries|try|reads?|like|such\s+as)",
    re.IGNORECASE,
)
_FORGED = re.compile(
    r"^\W{0,4}(?:system|assistant|interviewer|grader|judge)\W{0,3}\s*(?::|\])|[\"']role[\"']\s*:|<!--|<\||\[/?INST",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s))+[.!?]*")
_LINE = re.compile(r"[^\n]+")
_ENCLOSED = re.compile(r"<!--.*?-->|```.*?```", re.DOTALL)
_FORGED_TURN = re.compile(r"^\W{0,4}(?:system|assistant|interviewer|grader|judge)\W{0,3}\s*(?::|\])", re.IGNORECASE)
_BASE64 = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")


def plain(text: str) -> str:
    """Take out invisible characters and compatibility forms, and decode base64 words, to see disguised orders."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return " ".join([folded, *_decoded(folded)])


def gives_orders(text: str) -> bool:
    """Tell whether a text tries to command the interviewer or the grader; talk about such attempts is none."""
    shown = plain(text)
    if not any(pattern.search(shown) for pattern in _ORDERS):
        return False
    return bool(_FORGED.search(shown)) or not _TOPIC.search(shown)


def order_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence that is an order, and of what a forged turn or a block encloses."""
    spans = [(s, e) for s, e in _pieces(_SENTENCE, text) if gives_orders(text[s:e])]
    spans += [(s, e) for s, e in _pieces(_LINE, text) if _FORGED_TURN.search(plain(text[s:e]))]
    spans += [(m.start(), m.end()) for m in _ENCLOSED.finditer(text) if gives_orders(m.group())]
    return sorted(set(spans))


def _pieces(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in pattern.finditer(text) if m.group().strip()]


def _decoded(text: str) -> list[str]:
    found: list[str] = []
    for match in _BASE64.finditer(text):
        word = match.group().rstrip("=")
        try:
            decoded = base64.b64decode(word + "=" * (-len(word) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if decoded.isprintable():
            found.append(decoded)
    return found
