"""Numbers with units in text: `units.txt` names the units, pint calculates, text2num reads number words."""

from interviewer.adapters.quantities.reader import PintQuantities

__all__ = ["PintQuantities"]
