"""Formulas as Excel spells them, whatever language and syntax Calc shows its user."""

import re
from functools import cached_property
from typing import Any

from com.sun.star.table import CellAddress

_EXCEL_SYNTAX = 3
_EXCEL_FUNCTION_NAMES = 4
_ALL_GROUPS = 0x7FFFFFFF
# With the English function map a bare TRUE is read as the number 1; the call is understood.
_BARE_TRUTH = re.compile(r'("(?:[^"]|"")*")|\b(TRUE|FALSE)\b(?!\s*\()', re.IGNORECASE)


class Grammar:
    """Turns formula text into Calc's tokens and back."""

    def __init__(self, document: Any) -> None:
        self._document = document

    @cached_property
    def parser(self) -> Any:
        parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = _EXCEL_SYNTAX
        mapper = self._document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        parser.OpCodeMap = mapper.getAvailableMappings(_EXCEL_FUNCTION_NAMES, _ALL_GROUPS)
        return parser

    def tokens(self, formula: str, place: tuple[int, int, int] = (0, 0, 0)) -> Any:
        """The tokens of `=SUM(A1:B2)` standing at (sheet, row, column), zero-based."""
        body = _BARE_TRUTH.sub(lambda found: found[1] or f"{found[2].upper()}()", formula.removeprefix("="))
        return self.parser.parseFormula(body, _address(place))

    def text(self, tokens: Any, place: tuple[int, int, int] = (0, 0, 0)) -> str:
        """The formula of the tokens, with its equals sign."""
        return "=" + str(self.parser.printFormula(tokens, _address(place)))


def _address(place: tuple[int, int, int]) -> Any:
    address = CellAddress()
    address.Sheet, address.Row, address.Column = place
    return address
