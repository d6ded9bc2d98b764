"""Single figures and texts of a report: as they stand, as the form adds them up, as last year left them."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from operator import attrgetter

from nianbao.commands.read import Reading
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, UnknownAddress
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.across import same_items
from udfs import arguments
from udfs.arguments import Argument, Given, Scalar, Value
from udfs.functions import kept, labels
from udfs.places import OWN, File
from udfs.registry import NotThere, worksheet_function

_ADDRESS = "「地址」"
_BOOK_HELP = "年报文件：完整路径，或与本工作簿同一文件夹的文件名，Word、PDF、网页也可以；不填为公式所在的工作簿（按已保存的内容）"


_HEAD: dict[str, Callable[[Report], str | int | None]] = {
    "head_agency": attrgetter("agency"),
    "head_year": attrgetter("year"),
    "head_level": attrgetter("level"),
}


@worksheet_function(
    "NB_VALUE",
    "取一份年报里某一格的数或某一段文字，按文件已保存的内容。未填写的显示空白，不是 0；那一年的格式没有这一格的显示 #N/A。",
    address="地址，如 t3_1_natural 或「表三·一·自然人」，文字如 s5_text；选一片地址则逐格给出",
    book=_BOOK_HELP,
)
def value(address: Argument, book: File = OWN) -> Given:
    """What stands at an address of a file: a figure, a text, or blank."""
    read = kept.reading(book.path)
    return arguments.each(address, _ADDRESS, partial(_value, read))


def _value(read: Reading, address: str) -> Value:
    found = labels.find(read.form, address)
    cell = labels.of(read.form).cells.get(found)
    if cell is not None:
        return figure(read, cell)
    take = _HEAD.get(found)
    return read.report.texts.get(found) if take is None else take(read.report)


def figure(read: Reading, cell: Cell) -> Decimal | None:
    """The figure of a cell; None when nothing was filled in.

    Raises: BadInput with what reading said of it, when something stands there that is no plain number.
    """
    held = read.report.values[cell]
    if held is None:
        address = str(cell)
        for finding in read.findings:
            if address in finding.places:
                raise BadInput(finding.message)
    return held


@worksheet_function(
    "NB_TOTAL",
    "按年报格式求总计。给区域时求其中数字之和：全空为空白，混有文字时指出是哪一格；给合计格的地址时，由那份年报的各格重新加总。",
    what="一个区域，或合计格的地址，如 t3_3.7_natural 或「表三·三（七）·自然人」",
    book=f"用地址时填写，用区域时不填。{_BOOK_HELP}",
)
def total(what: Argument, book: File = OWN) -> Given:
    """The total of a range, or of a total cell of the report in a file; blank when all parts are blank."""
    if isinstance(what, list):
        return _sum_of_range(what)
    if not isinstance(what, str) or not what.strip():
        return _sum_of_range([[what]])
    if not book.is_given:
        _require_address(what)
    read = kept.reading(book.path)
    cell = labels.cell(read.form, what)
    if cell not in read.form.totals:
        raise BadInput(f"{read.form.spell(cell)}不是合计格。请改用合计格的地址，或用 NB_VALUE 取数。")
    return _total(read, cell)


def _sum_of_range(rows: list[list[Scalar]]) -> Decimal | None:
    numbers = [
        arguments.number(value, f"区域第{i}行第{j}列")
        for i, row in enumerate(rows, start=1)
        for j, value in enumerate(row, start=1)
        if value is not None and value != ""
    ]
    return sum(numbers, Decimal(0)) if numbers else None


def _require_address(what: str) -> None:
    try:
        labels.any_form(what)
    except UnknownAddress:
        raise BadInput(f"「{what.strip()}」是文字，不能计入。请改为数字，或填合计格的地址。") from None


def _total(read: Reading, cell: Cell) -> Decimal | None:
    """A total from its parts, totals among them computed too; None when all are blank."""
    if cell not in read.form.totals:
        return figure(read, cell)
    known = [part for each in read.form.totals[cell] if (part := _total(read, each)) is not None]
    return sum(known, Decimal(0)) if known else None


@worksheet_function(
    "NB_CARRY",
    "从上年年报取本年某一格应当承接的数：有结转关系的格取结转数（如第二项取上年第四项），其他格取上年同一项的数。上年未填的显示空白，上年格式没有的显示 #N/A。",
    address="本年的地址，如 t3_2_natural 或「表三·二·自然人」；选一片地址则逐格给出",
    prior="上年年报：完整路径，或与本工作簿同一文件夹的文件名；工作簿、Word、PDF、网页都可以",
)
def carry(address: Argument, prior: File) -> Given:
    """What last year's report leaves to a cell of this year's."""
    if not prior.is_given:
        raise BadInput("没有写明上年年报。请在第二个参数填上年年报的完整路径。")
    last = kept.reading(prior.path)
    return arguments.each(address, _ADDRESS, partial(_carried, last))


def _carried(last: Reading, address: str) -> Decimal | None:
    form = _following(last)
    cell = labels.cell(form, address)
    figures = [(sign, figure(last, _older(form, last.form, source))) for sign, source in _sources(form, cell)]
    known = [sign * held for sign, held in figures if held is not None]
    return sum(known, Decimal(0)) if len(known) == len(figures) else None


def _following(last: Reading) -> Form:
    """The form of the year after a report's."""
    return load.for_year(last.report.year + 1) if last.report.year else load.catalogue()[-1]


def _sources(form: Form, cell: Cell) -> list[tuple[int, Cell]]:
    """The cells of last year, by this form's addresses, that a cell takes its figure from; itself where no relation does."""
    for relation in form.carries:
        # A total is not written when carrying, but follows from the same line.
        for over in (*relation.over, *filter(None, [relation.check_total])):
            if relation.cell(over) == cell:
                return [(term.sign, relation.source_cell(term, over)) for term in relation.source]
    return [(1, cell)]


def _older(form: Form, older: Form, cell: Cell) -> Cell:
    found = same_items(form, older).get(cell)
    if found is None:
        raise NotThere(f"上年年报用的是另一格式（{older.title}），没有{form.spell(cell)}的对应项。")
    return found
