"""The worksheet functions, listed at the end. Each answers with a value or raises a NianbaoError, which the cell shows as its sentence."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, UnknownAddress
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from udfs.registry import Argument, Result, Scalar, WorksheetFunction, worksheet_function

# Excel hands an error value over as one of these codes, which is no number of anybody's.
_ERROR_CODES = range(-2_146_826_288, -2_146_826_200)
_BLANK = ""


@worksheet_function(
    "NB_TOTAL",
    "按年报格式求总计。给区域时求其中数字之和：全空为空，混有文字时指出是哪一格；给合计格的地址时按格式的定义由各格求和。",
    what="一个区域，或合计格的地址，如 t3_3.7_natural，也可以写「表三·三（七）·自然人」",
    book="用地址时填年报工作簿的完整路径；用区域时不填",
)
def total(what: Argument, book: Scalar = None) -> Result:
    """The total of a range, or of a total cell of the report in a file; blank when all parts are blank."""
    if isinstance(what, list):
        return _shown(_sum_of_range(what))
    if isinstance(what, str) and what.strip():
        return _shown(_sum_by_form(what.strip(), book))
    return _shown(_sum_of_range([[what]]))


def _sum_of_range(rows: list[list[Scalar]]) -> Decimal | None:
    numbers = [
        _number(value, f"区域第{i}行第{j}列")
        for i, row in enumerate(rows, start=1)
        for j, value in enumerate(row, start=1)
        if value is not None and value != ""
    ]
    return sum(numbers, Decimal(0)) if numbers else None


def _number(value: Scalar, place: str) -> Decimal:
    if isinstance(value, int) and value in _ERROR_CODES:
        raise BadInput(f"{place}是错误值。请先改正。")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{place}「{value}」是文字，不能计入。请改为数字。")
    return Decimal(repr(value))


def _sum_by_form(address: str, book: Scalar) -> Decimal | None:
    if not isinstance(book, str) or not book.strip():
        raise BadInput(_what_is_missing(address))
    report, form, _ = _reading(book)
    cell = form.find(address)
    if cell not in form.totals:
        raise BadInput(f"{form.spell(cell)}不是合计格。请改用合计格的地址。")
    return _total(report, form, cell)


def _what_is_missing(text: str) -> str:
    for form in load.catalogue():
        try:
            form.find(text)
        except UnknownAddress:
            continue
        return "没有写明工作簿。请在第二个参数填年报工作簿的完整路径。"
    return f"「{text}」是文字，不能计入。请改为数字，或填合计格的地址。"


def _total(report: Report, form: Form, cell: Cell) -> Decimal | None:
    """A total from its parts, totals among them computed too; None when all are blank."""
    if cell not in form.totals:
        return report.values[cell]
    known = [value for part in form.totals[cell] if (value := _total(report, form, part)) is not None]
    return sum(known, Decimal(0)) if known else None


def _shown(value: Decimal | None) -> Scalar:
    if value is None:
        return _BLANK
    return int(value) if value == value.to_integral_value() else float(value)


@worksheet_function(
    "NB_CHECK",
    "校验一份年报工作簿，逐行给出问题的级别、编号、位置和内容；第二个参数填 TRUE 时只给问题的个数。",
    book="年报工作簿的完整路径，按已保存的内容校验",
    count="填 TRUE 时只给问题的个数，不填时逐行列出",
)
def check(book: Scalar, count: Scalar = None) -> Result:
    """The findings of a workbook as rows of level, code, place and message, or how many there are."""
    from nianbao.commands.check import check as check_report

    if not isinstance(book, str) or not book.strip():
        raise BadInput("没有写明工作簿。请在第一个参数填年报工作簿的完整路径。")
    report, form, read_findings = _reading(book)
    findings = [*read_findings, *check_report(report, form)]
    if count:
        return len(findings)
    return [
        [finding.level.label, finding.rule, _place(finding), finding.message] for finding in findings
    ] or "没有发现问题。"


def _place(finding: Finding) -> str:
    return finding.where or (finding.places[0] if finding.places else "")


def _reading(book: str) -> tuple[Report, Form, tuple[Finding, ...]]:
    path = Path(book.strip())
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        # Let the reader say in its own words what is the matter with the file.
        changed = 0
    return _kept(path, changed)


@lru_cache(maxsize=16)
def _kept(path: Path, changed: int) -> tuple[Report, Form, tuple[Finding, ...]]:
    from nianbao.commands.read import read

    reading = read(path)
    return reading.report, reading.form, reading.findings


FUNCTIONS: dict[str, WorksheetFunction] = {function.name: function for function in (total, check)}
