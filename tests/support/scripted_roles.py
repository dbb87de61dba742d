"""What the scripted server says: an interviewer, a candidate and a judge without a model, deterministic and sensible.

A role is recognised by the JSON documents that stand on lines of their own in the prompt.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

_SENTENCE = re.compile(r"[^.!?\n]*[^.!?\n\s][^.!?\n]*[.!?]?")
_STOP_WORDS = {"about", "their", "there", "these", "which", "would"}
SHOWN_FROM, PARTIAL_FROM = 5, 4
"""Content words that a sentence must share with a criterion."""
BRIDGE = "Going on from there."
"""What the scripted interviewer puts before the curated words, so that a test can tell that a model spoke."""


def payload(request: dict[str, Any]) -> dict[str, Any]:
    """Merge the JSON documents of a request's prompt; later ones win."""
    found: dict[str, Any] = {}
    for message in request["messages"]:
        if message["role"] != "assistant":
            for document in _documents(message["content"]):
                found |= document
    return found


def play(request: dict[str, Any]) -> str:
    """Answer any prompt of this product as its role would."""
    asked = payload(request)
    if "criteria" in asked:
        return json.dumps({"judgements": [_judgement(c, asked["turns"]) for c in asked["criteria"]]})
    if "turns" in asked:
        return json.dumps(_communication(asked["turns"]))
    if "instruction" in asked:
        return f"{BRIDGE} {asked['instruction']['says']}"
    if "expectations" in asked:
        return f"For {asked['problem']} I would do this. " + " ".join(asked["expectations"])
    if "persona" in asked:
        topic = " ".join(asked.get("text", "").split()[-6:]).strip("?")
        return f"On your question about {topic}: I would start with a simple baseline."
    return "Understood."


def _documents(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                yield json.loads(line)
            except ValueError:
                continue


def _judgement(criterion: dict[str, Any], turns: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = _words(" ".join([criterion["expects"], *criterion["shown_by"]]))
    scored = [(len(_words(sentence) & wanted), turn, sentence) for turn, sentence in _sentences(turns)]
    shared, turn, quote = max(scored, key=lambda s: s[0], default=(0, None, None))
    verdict = "shown" if shared >= SHOWN_FROM else "partial" if shared >= PARTIAL_FROM else "missing"
    if verdict == "missing":
        turn = quote = None
    reason = f"The best sentence shares {shared} words with what is expected."
    return {"criterion": criterion["id"], "reason": reason, "quote": quote, "turn": turn, "verdict": verdict}


def _communication(turns: list[dict[str, Any]]) -> dict[str, Any]:
    sentences = list(_sentences(turns))
    turn, quote = max(sentences, key=lambda s: len(s[1]))
    score = 3 if len(sentences) >= 6 else 2
    return {"reason": f"Said {len(sentences)} sentences.", "quote": quote, "turn": turn, "score": score}


def _sentences(turns: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    for turn in turns:
        if turn["role"] == "candidate":
            for found in _SENTENCE.finditer(turn["text"]):
                sentence = found.group().strip()
                if len(sentence.split()) >= 4:
                    yield turn["id"], sentence


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{5,}", text.lower())) - _STOP_WORDS
