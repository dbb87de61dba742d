"""What one simulated interview was worth, measured against what the candidate truly said, not what was assessed.

A candidate knows which criteria its words were made to show and which facts it asked for. From that follow which
probes were aimed at something truly missing, what was given away, and what was told without being asked for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.adapters.knowledge.lint.wording import says
from interviewer.domain.evaluation import criteria_to_judge, gradable
from interviewer.domain.interview import Interview, Turn, normalise
from interviewer.domain.problem import Case
from interviewer.domain.rubric import Evaluation
from interviewer.services.candidates.candidate import Said

AIMED = ("probe", "hint", "curveball")
NEAR = 0.9
"""Cosine from which two questions count as asking the same."""
Figures = dict[str, Any]


def measure(interview: Interview, said: Sequence[Said], case: Case, embedder: Embedder | None) -> Figures:
    """Measure a graded interview.

    Args:
        interview: with at least one grading.
        said: what the candidate truly said, one for each of its turns.
        case: the problem, with the vocabulary that must not be given away.
        embedder: tells questions of the same meaning; None leaves that out.
    """
    truth = dict(zip((t.id for t in interview.turns if t.role == "candidate"), said, strict=True))
    moves = Counter(t.move for t in interview.turns if t.move)
    graded = interview.gradings[-1].evaluation
    return {
        "moves": dict(sorted(moves.items())),
        **_aims(interview, truth),
        **_repeats(interview, embedder),
        "leaks": list(_leaks(interview, truth, case)),
        **_facts(interview, truth, case),
        "orders": {"given": sum(s.orders for s in said), "noted": interview.orders_noted},
        "phases_reached": len(gradable(interview, case)),
        "ended_by": interview.ended_by,
        "scores": {p.phase: p.score for p in graded.phases},
        "signal": graded.signal or graded.status,
        "earned": _earned(graded),
        "shown": _truly_shown(interview, said, case),
        "words": sum(len(s.text.split()) for s in said),
    }


def _aims(interview: Interview, truth: dict[int, Said]) -> Figures:
    """Count the moves aimed at a criterion by whether it was truly missing when they were made."""
    shown: set[str] = set()
    aims: dict[str, Counter[str]] = {kind: Counter() for kind in AIMED}
    missed: list[Figures] = []
    for turn in interview.turns:
        if turn.role == "candidate":
            shown |= truth[turn.id].shows
        elif turn.move in aims and turn.criterion:
            aims[turn.move]["shown" if turn.criterion in shown else "missing"] += 1
            if turn.criterion in shown and turn.move == "probe":
                missed.append({"turn": turn.id, "criterion": turn.criterion})
    return {
        "aims": {kind: {"missing": n["missing"], "shown": n["shown"]} for kind, n in aims.items()},
        "probes_at_what_was_shown": missed,
    }


def _repeats(interview: Interview, embedder: Embedder | None) -> Figures:
    """Find what the interviewer said twice: to the letter, and questions of the same meaning.

    A fact that is asked for twice is told twice, and a question is said again on request or after small talk: that is
    wanted, and counted apart.
    """
    said = [t for t in interview.turns if t.role == "interviewer"]
    seen: set[str] = set()
    letters: list[int] = []
    wanted = 0
    for turn in said:
        known = normalise(turn.text) in seen
        seen.add(normalise(turn.text))
        if known and turn.move in ("answer", "redirect"):
            wanted += turn.move == "answer"
        if known and turn.move != "answer":
            letters.append(turn.id)
    asking = [t for t in said if t.move in (*AIMED, "advance")]
    return {"repeats": letters, "answers_again": wanted, "near_repeats": _near(asking, embedder)}


def _near(asking: Sequence[Turn], embedder: Embedder | None) -> list[Figures]:
    if embedder is None or len(asking) < 2:
        return []
    questions = [_question(turn.text) for turn in asking]
    vectors = embedder.embed(questions)
    likeness = np.tril(vectors @ vectors.T, -1)
    return [
        {
            "turn": asking[i].id,
            "like": asking[int(likeness[i].argmax())].id,
            "cosine": round(float(likeness[i].max()), 3),
        }
        for i in range(1, len(asking))
        if likeness[i].max() >= NEAR
    ]


def _question(text: str) -> str:
    """Return what a turn asks, without the candidate's words that it is tied to."""
    return text.partition('". ')[2] if text.startswith('You said "') else text


def _leaks(interview: Interview, truth: dict[int, Said], case: Case) -> Iterator[Figures]:
    """Find terms of a criterion not yet shown that the interviewer is the first to say, and facts told unasked.

    What the opening or a phase's own question says has been said; a term counts once, where it was first given away.
    """
    shown: set[str] = set()
    heard = case.opening
    for turn in interview.turns:
        if turn.role == "candidate":
            shown |= truth[turn.id].shows
        elif turn.move in (*AIMED, "redirect"):
            for criterion in case.phase(turn.phase).criteria:
                for term in criterion.vocabulary if criterion.id not in shown else ():
                    if says(turn.text, term) and not says(heard, term):
                        yield {"turn": turn.id, "move": turn.move, "criterion": criterion.id, "term": term}
            for fact in case.facts:
                if normalise(fact.answer) in normalise(turn.text) and fact.id not in interview.facts_told:
                    yield {"turn": turn.id, "move": turn.move, "fact": fact.id}
        heard = f"{heard} {turn.text}"


def _facts(interview: Interview, truth: dict[int, Said], case: Case) -> Figures:
    """Compare the facts that were told with those that were truly asked for."""
    figures = Counter(asked=0, told=0, unasked=0, own_call=0, own_call_wrong=0)
    unasked: list[Figures] = []
    for before, turn in zip(interview.turns, interview.turns[1:], strict=False):
        if turn.role != "interviewer":
            continue
        told = {fact.id for fact in case.facts if fact.answer in turn.text}
        message = truth[before.id] if before.role == "candidate" else Said("")
        if message.asks is None:
            wrong = told if "?" not in message.text else set()  # nobody knows what a free question really asks for
        else:
            wrong = told - set(message.asks)
            figures.update(asked=len(message.asks), told=len(told & set(message.asks)))
            figures.update(own_call=not message.asks, own_call_wrong=not message.asks and bool(told))
        figures["unasked"] += len(wrong)
        unasked += [{"turn": turn.id, "fact": fact} for fact in sorted(wrong)]
    return {"facts": dict(figures), "facts_unasked": unasked}


def _earned(graded: Evaluation) -> float:
    """Return the points earned of those that were possible, 0 to 1 or a little more."""
    possible = sum(p.possible for p in graded.phases)
    return round(sum(p.points for p in graded.phases) / possible, 4) if possible else 0.0


def _truly_shown(interview: Interview, said: Sequence[Said], case: Case) -> float:
    """Return the weight that was truly shown of what was expected in the phases reached, whether prompted or not."""
    shown = frozenset().union(*(s.shows for s in said))
    level = interview.started.level
    criteria = [
        c for p in gradable(interview, case) for c in criteria_to_judge(interview, p, case) if c.expected_from(level)
    ]
    possible = sum(c.weight for c in criteria)
    return round(sum(c.weight for c in criteria if c.id in shown) / possible, 4) if possible else 0.0
