"""Interviews with simulated candidates in sum: by persona, by problem, and whether better candidates score better."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, groupby
from statistics import mean
from typing import Any

Row = Mapping[str, Any]
ORDER = ("strong", "medium", "thin", "bluffer")
"""Better before worse: with the same seed, each knows more than the next by construction."""


def summarise(rows: Sequence[Row], personas: Sequence[str]) -> dict[str, Any]:
    """Sum up rows of `probe_truth.measure`; failed interviews count, and lose every comparison."""
    held = [row for row in rows if "failed" not in row]
    cases = list(dict.fromkeys(row["case"] for row in rows))
    return {
        "count": len(rows),
        "failed": [dict(row) for row in rows if "failed" in row],
        "total": _sums(held),
        "order": _order(rows),
        "personas": {name: _persona([r for r in held if r["persona"] == name]) for name in personas},
        "cases": {case: _case([r for r in rows if r["case"] == case]) for case in cases},
        "leaked": _frequent(held, "leaks"),
        "probed_though_shown": _frequent(held, "probes_at_what_was_shown"),
    }


def _sums(rows: Sequence[Row]) -> dict[str, Any]:
    probes = _aimed(rows, "probe")
    facts: Counter[str] = Counter()
    for row in rows:
        facts.update(row["facts"])
    return {
        "probes": sum(probes),
        "on_missing": _share(probes[0], sum(probes)),
        "hints_on_missing": _share(_aimed(rows, "hint")[0], sum(_aimed(rows, "hint"))),
        "repeats": sum(len(row["repeats"]) for row in rows),
        "near_repeats": sum(len(row["near_repeats"]) for row in rows),
        "leaks": sum(len(row["leaks"]) for row in rows),
        "facts_unasked": sum(len(row["facts_unasked"]) for row in rows),
        "facts_told_of_asked": _share(facts["told"], facts["asked"]),
        "off_sheet_left_open": _share(facts["own_call"] - facts["own_call_wrong"], facts["own_call"]),
    }


def _persona(rows: Sequence[Row]) -> dict[str, Any]:
    if not rows:
        return {"interviews": 0}
    phases = list(rows[0]["scores"])
    moves: Counter[str] = Counter()
    for row in rows:
        moves.update(row["moves"])
    return {
        "interviews": len(rows),
        "moves": {kind: round(count / len(rows), 1) for kind, count in moves.most_common()},
        **_sums(rows),
        "phases_reached": round(mean(row["phases_reached"] for row in rows), 2),
        "scores": {p: _mean([row["scores"][p] for row in rows]) for p in phases},
        "highest_score": max((s for row in rows for s in row["scores"].values() if s), default=None),
        "truly_shown": round(mean(row["shown"] for row in rows), 3),
        "earned": round(mean(row["earned"] for row in rows), 3),
        "signals": dict(Counter(row["signal"] for row in rows).most_common()),
        "orders_noted": _share(sum(r["orders"]["noted"] for r in rows), sum(r["orders"]["given"] for r in rows)),
    }


def _case(rows: Sequence[Row]) -> dict[str, Any]:
    held = [row for row in rows if "failed" not in row]
    return {"interviews": len(rows), **_sums(held), "order": _order(rows)}


def _order(rows: Sequence[Row]) -> dict[str, Any]:
    """Compare what personas of the same problem and seed earned; a tie is wrong, and so is an interview that failed."""
    pairs: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    keyed = sorted(rows, key=lambda row: (row["case"], row["seed"]))
    for (case, seed), group in groupby(keyed, key=lambda row: (row["case"], row["seed"])):
        by_name = {row["persona"]: row for row in group}
        for better, worse in combinations([name for name in ORDER if name in by_name], 2):
            one, other = by_name[better], by_name[worse]
            name = f"{better} > {worse}"
            pairs[name] += 1
            if one.get("earned", 0.0) > other.get("earned", float("inf")):
                right[name] += 1
            else:
                earned = [row.get("earned") for row in (one, other)]
                wrong.append({"case": case, "seed": seed, "pair": name, "earned": earned})
    return {
        "pairs": pairs.total(),
        "right": _share(right.total(), pairs.total()),
        "by_pair": {name: _share(right[name], count) for name, count in pairs.items()},
        "wrong": wrong,
    }


def _aimed(rows: Sequence[Row], kind: str) -> tuple[int, int]:
    """Return how many moves of a kind were aimed at what was truly missing, and at what was shown."""
    return sum(r["aims"][kind]["missing"] for r in rows), sum(r["aims"][kind]["shown"] for r in rows)


def _frequent(rows: Sequence[Row], key: str) -> list[dict[str, Any]]:
    """Count what was leaked or probed in vain by problem and criterion, most frequent first."""
    found = Counter(
        (row["case"], one.get("criterion", one.get("fact")), one.get("term", ""), one.get("move", "probe"))
        for row in rows
        for one in row[key]
    )
    return [
        {"case": case, "about": about, "term": term, "move": move, "times": times}
        for (case, about, term, move), times in found.most_common()
    ]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(scores: Sequence[int | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return round(mean(known), 2) if known else None


def render(results: Mapping[str, Any]) -> str:
    """Set the summary as a table for the terminal."""
    columns = (("n", 4), ("probes", 8), ("missing", 9), ("repeat", 8), ("near", 6), ("leaks", 7), ("unasked", 8),
               ("phases", 8), ("shown", 7), ("earned", 8))  # fmt: skip
    lines = [f"{'persona':13}" + "".join(f"{name:>{width}}" for name, width in columns) + "  scores"]
    for name, one in results["personas"].items():
        if not one["interviews"]:
            lines.append(f"{name:13}   0")
            continue
        scores = " ".join(_text(score, ".1f") for score in one["scores"].values())
        lines.append(
            f"{name:13}{one['interviews']:>4}{one['probes']:>8}{_text(one['on_missing'], '.1%'):>9}{one['repeats']:>8}"
            f"{one['near_repeats']:>6}{one['leaks']:>7}{one['facts_unasked']:>8}{one['phases_reached']:>8}"
            f"{one['truly_shown']:>7.2f}{one['earned']:>8.2f}  {scores}"
        )
    total, order = results["total"], results["order"]
    by_pair = ", ".join(f"{name} {_text(share, '.0%')}" for name, share in order["by_pair"].items())
    lines += [
        f"{results['count']} interviews, {len(results['failed'])} failed; probes on what was truly missing "
        f"{_text(total['on_missing'], '.1%')} of {total['probes']}; repeats {total['repeats']}, near repeats "
        f"{total['near_repeats']}, leaks {total['leaks']}, facts told unasked {total['facts_unasked']}.",
        f"Right order in {_text(order['right'], '.1%')} of {order['pairs']} pairs ({by_pair}).",
        f"Facts told of those asked for {_text(total['facts_told_of_asked'], '.1%')}, questions beyond the sheet left "
        f"open {_text(total['off_sheet_left_open'], '.1%')}.",
        results["note"],
    ]
    return "\n".join(lines)


def _text(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
