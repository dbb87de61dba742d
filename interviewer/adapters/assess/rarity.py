"""How rare a word is: a small committed table of stem -> inverse document frequency."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Rarity:
    """Weights words by rarity; words that are not in the table count as the rarest."""

    table: Mapping[str, float]
    unseen: float

    def of(self, stem: str) -> float:
        """Return the weight of one stem, larger for rarer ones."""
        return self.table.get(stem, self.unseen)

    def mass(self, stems: Iterable[str]) -> float:
        """Return the summed weight of stems."""
        return sum(map(self.of, stems))

    def share(self, wanted: frozenset[str], said: frozenset[str]) -> float:
        """Return which share of the weight of `wanted` is in `said`; 0 if nothing is wanted."""
        total = self.mass(wanted)
        return self.mass(wanted & said) / total if total > 0 else 0.0


@cache
def load_rarity() -> Rarity:
    """Read the committed table (made by benchmarks/fit_assessor.py)."""
    data = json.loads(files("interviewer.adapters.assess").joinpath("rarity.json").read_text(encoding="utf-8"))
    return Rarity(table=data["idf"], unseen=float(data["unseen"]))
