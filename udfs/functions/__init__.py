"""The worksheet functions, listed here. Each answers with a value or raises a NianbaoError, which the cell shows."""

from udfs.functions.figures import carry, total, value
from udfs.functions.findings import check, difference
from udfs.functions.units import units
from udfs.functions.words import help_for, label, rule
from udfs.registry import WorksheetFunction

_ALL = (value, total, carry, check, difference, units, label, rule)

FUNCTIONS: dict[str, WorksheetFunction] = {each.name: each for each in (*_ALL, help_for(_ALL))}
