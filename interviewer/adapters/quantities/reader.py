"""Reads quantities out of text, and authors' amounts and computations, with the units of `units.txt`."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.adapters.assess.sentences import Span, split_sentences, words_of
from interviewer.adapters.quantities.numbers import Numeral, Token, number_of, numerals, tokens_of
from interviewer.domain.errors import InputError
from interviewer.domain.quantity import Amount, Stated

if TYPE_CHECKING:
    from pint import UnitRegistry
    from pint.facets.plain import PlainUnit

UNITS = Path(__file__).parent / "units.txt"
REACH = 4
"""Words between a number and its unit, or the `per` of a rate: `600 inference GPUs`, `46k feed requests per second`."""
_COMPUTATION = re.compile(r"[\w\s.*/()+-]+")
_PER = frozenset({"per", "a", "an", "each", "every", "/"})
_DAILY = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_CURRENCY = {"$": "dollar", "€": "euro"}
_OPERATORS = frozenset({"*", "×", "x", "times", "multiplied", "÷"})
_NO_QUANTITY = frozenset({"%", "percent", "percentile", "‰", "points", "times"})
_TO = frozenset({"-", "–", "to", "or"})
_BREAKS = frozenset(
    words_of("of for in with at on is are and from so to by times plus that which over under as about into when where")
)
"""Words behind a number that end what it counts."""


@cache
def _registry() -> "UnitRegistry":
    """Load pint and read the units, once a process."""
    from pint import UnitRegistry

    return UnitRegistry(str(UNITS))


class PintQuantities:
    """Reads quantities; pint and its registry are loaded when first needed."""

    @lru_cache(maxsize=512)  # noqa: B019 - one reader lives as long as the process
    def amount(self, text: str) -> Amount:
        """Work out an author's amount or computation, such as `200e6 * 20 / day`.

        Raises:
            InputError: it is no computation, or a unit is unknown.
        """
        if not _COMPUTATION.fullmatch(text) or "**" in text or len(text) > 200:
            raise InputError(f'"{text}" is no computation; expected numbers and units with + - * / and brackets')
        try:
            return self._based(_registry().Quantity(_registry().parse_expression(text)))
        except Exception as error:  # pint's parser raises whatever its tokenizer does
            raise InputError(f'"{text}" cannot be worked out: {error}') from error

    def numbers(self, text: str) -> tuple[float, ...]:
        """Return all numbers of a text, whatever they are of."""
        return tuple(numeral.value for numeral in numerals(text, tokens_of(text)))

    @lru_cache(maxsize=512)  # noqa: B019 - one reader lives as long as the process
    def read(self, text: str) -> tuple[Stated, ...]:
        """Return the quantities of a text, in order."""
        return tuple(one for sentence in split_sentences(text) for one in self._read_sentence(sentence))

    def _read_sentence(self, sentence: Span) -> Iterator[Stated]:
        tokens = tokens_of(sentence.text)
        found = list(numerals(sentence.text, tokens))
        at = 0
        while at < len(found):
            last = at
            if at + 1 < len(found) and _joined(tokens, found[at], found[at + 1]):
                last += 1
            stated = self._stated(sentence, tokens, found[at], found[last])
            if stated:
                yield stated
            at = last + 1

    def _stated(self, sentence: Span, tokens: Sequence[Token], low: Numeral, high: Numeral) -> Stated | None:
        after = tokens[high.after : high.after + 1]
        if after and after[0].text.casefold() in _NO_QUANTITY - _OPERATORS:
            return None
        currency = _CURRENCY.get(tokens[low.first - 1].text, "") if low.first else ""
        unit, counted, end = self._unit(tokens, high.after, currency)
        if unit is None:
            return None
        start = tokens[low.first - bool(currency)].start
        first = low.bare * max(low.scale, high.scale)  # of "5 to 10 million" the 5 are millions too
        amounts = [self._based(_registry().Quantity(value, unit)) for value in (first, high.value)]
        before = sentence.text[:start]
        return Stated(
            sentence=sentence.text, words=sentence.text[start : tokens[end - 1].end], number=high.value,
            low=amounts[0].value, high=amounts[1].value, kind=amounts[1].kind, per=amounts[1].per,
            counted=counted, before=before, operand=_is_operand(tokens, low.first - bool(currency), end),
        )  # fmt: skip

    def _unit(self, tokens: Sequence[Token], at: int, currency: str) -> tuple["PlainUnit | None", str, int]:
        """Read what stands behind a number: its unit, what it counts, and where its words end.

        The unit is None where the number is of something that no unit stands for, as in `20 requests per user`.
        """
        numerator = _registry().parse_units(currency)
        unitless, counted, end, place = not currency, [], at, at
        while place < len(tokens) and place <= at + REACH:
            word = tokens[place].text
            low = word.casefold()
            if low in _DAILY:
                counted += [t.text.casefold() for t in tokens[place + 1 : place + 2] if t.text.isalpha()]
                return numerator / _registry().parse_units(_DAILY[low]), " ".join(counted), place + 1
            if low in _PER:
                return self._rate(tokens, numerator, counted, place, end)
            known = self._known(word) if unitless and word.isalpha() else None
            if known is not None:
                place, numerator = self._product(tokens, place, known)
                unitless, end = False, place + 1
            elif low in _BREAKS or not word.isalpha() or number_of(low) is not None:
                break
            else:
                counted.append(low)
            place += 1
        return numerator, " ".join(counted), end

    def _product(self, tokens: Sequence[Token], place: int, unit: "PlainUnit") -> tuple[int, "PlainUnit"]:
        """Return the last token of a unit and the unit: `GPU hours` and `GPU-hours` are one."""
        step = 2 if [t.text for t in tokens[place + 1 : place + 2]] == ["-"] else 1
        following = tokens[place + step] if place + step < len(tokens) else None
        times = self._known(following.text) if following and following.text.isalpha() else None
        if times is None or str(times.dimensionality) != "[time]":
            return place, unit
        return place + step, unit * times

    def _rate(
        self, tokens: Sequence[Token], numerator: "PlainUnit", counted: Sequence[str], place: int, end: int
    ) -> tuple["PlainUnit | None", str, int]:
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        below = self._known(following.text) if following and following.text.isalpha() else None
        words = " ".join(counted)
        if below is not None:
            again = place + 2 < len(tokens) and tokens[place + 2].text.casefold() in ("per", "/", "each")
            return (None if again else numerator / below), words, place + 2
        if tokens[place].text.casefold() in ("a", "an"):
            return numerator, words, end
        return None, words, end

    @lru_cache(maxsize=4096)  # noqa: B019 - one reader lives as long as the process
    def _known(self, word: str) -> "PlainUnit | None":
        """Return the unit that a word names, in the singular or plural; None if it names none."""
        from pint.errors import UndefinedUnitError

        names = [word, word.casefold(), word.casefold().removesuffix("s")]
        if len(word) == 2 and word[1] in "bB":
            names.insert(0, f"{word[0].upper()}B")
        if len(word) < 2 and word not in ("s", "h"):
            return None
        for name in names:
            try:
                return _registry().parse_units(name)
            except (UndefinedUnitError, ValueError, AttributeError):
                continue
        return None

    def _based(self, quantity) -> Amount:  # pint's types are generic over the number
        based = quantity.to_base_units()
        below = [unit.removesuffix("s") for unit, power in quantity.unit_items() if power < 0]
        per = "second" if below == [] and based.units == _registry().parse_units("1/second") else "".join(below)
        return Amount(float(based.magnitude), str(based.dimensionality), per)


def _joined(tokens: Sequence[Token], low: Numeral, high: Numeral) -> bool:
    between = [t.text.casefold() for t in tokens[low.after : high.first]]
    return len(between) == 1 and between[0] in _TO


def _is_operand(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Tell whether a number stands beside a multiplication sign: it is put in, and does not come out."""
    beside = [
        tokens[first - 1].text.casefold() if first else "",
        tokens[end].text.casefold() if end < len(tokens) else "",
    ]
    return any(word in _OPERATORS for word in beside)
