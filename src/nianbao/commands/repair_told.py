"""Repairs told to people: a line for a cell, for the blank cells of a row, or for a paragraph."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from nianbao.adapters import excel_log
from nianbao.commands import console
from nianbao.commands.repair_kinds import BLANKS, PROSE, TEXT, TOTALS, YUAN, Book, Repair
from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.forms.punctuation import mended
from nianbao.rules.quoting import text_name

LABELS = {TEXT: "数字规整", YUAN: "元改万元", TOTALS: "合计重算", BLANKS: "空格补零", PROSE: "标点规整"}
_HEADERS = ("位置", "原来", "改为", "原因")
_LONGEST_SHOWN, _MOST_NAMED = 24, 3
_AROUND = 6


def label(form: Form, repair: Repair) -> str:
    """The cell or the text for people."""
    return text_name(form, repair.address) if repair.prose else form.spell(Cell.parse(repair.address))


def told(book: Book, repairs: Sequence[Repair]) -> str:
    """The table of what changes, and of what is left to the clerk; blank cells of a row are one line."""
    sure = [each for each in repairs if each.is_sure]
    left = [each for each in repairs if not each.is_sure]
    parts = [console.table(_HEADERS, _lines(book.form, sure)) if sure else "没有能自动修正的地方。"]
    if left:
        parts.append("以下不能确定，没有改动：\n" + console.table(_HEADERS, _lines(book.form, left)))
    return "\n\n".join(parts)


def listed(book: Book, repairs: Sequence[Repair]) -> str:
    """What changes and what is left to the clerk, a line each, for a box: 「表三·一·自然人：３ → 3（…）」."""
    sure = [_arrow(line) for line in _lines(book.form, [each for each in repairs if each.is_sure])]
    left = [_arrow(line) for line in _lines(book.form, [each for each in repairs if not each.is_sure])]
    return "\n".join([*sure, *(["以下不能确定，没有改动：", *left] if left else [])])


def _arrow(line: tuple[str, str, str, str]) -> str:
    place, before, after, why = line
    return f"{place}：{before} → {after}（{why}）"


def _lines(form: Form, repairs: Iterable[Repair]) -> Iterator[tuple[str, str, str, str]]:
    for _, group in groupby(repairs, key=_together):
        cells = list(group)
        first = cells[0]
        if first.prose:
            yield from _paragraphs(form, first)
            continue
        yield _place(form, cells), _cut(shown(first.before)), became(first), first.why


def _paragraphs(form: Form, repair: Repair) -> Iterator[tuple[str, str, str, str]]:
    """A line for every paragraph that changes: what stands round the change, before and after."""
    before = repair.before.text if repair.before else ""
    pairs = zip(before.split("\n"), repair.prose.split("\n"), strict=True)
    for number, (old, new) in enumerate(pairs, start=1):
        if old != new:
            yield f"{label(form, repair)}第 {number} 段", *_around(old, new), _why(old, new)


def _why(old: str, new: str) -> str:
    """What was done to one paragraph; blanks were left where that is what it became."""
    found = mended(old)
    return (found if found.text == new else mended(old, blanks=False)).told


def _around(old: str, new: str) -> tuple[str, str]:
    parts = next((i for i, (a, b) in enumerate(zip_longest(old, new)) if a != b), 0)
    start = max(parts - _AROUND, 0)
    return _cut(old[start:]), _cut(new[start:])


def _place(form: Form, repairs: Sequence[Repair]) -> str:
    """One cell, or the cells of one row: 「表三·一：自然人、商业企业、科研机构等 6 格」."""
    if len(repairs) == 1:
        return label(form, repairs[0])
    cells = [Cell.parse(each.address) for each in repairs]
    line = form.spell(cells[0]).rpartition("·")[0]
    names = "、".join(form.column(cell).label for cell in cells[:_MOST_NAMED])
    return f"{line}：{names}" + (f"等 {len(cells)} 格" if len(cells) > _MOST_NAMED else "")


def _together(repair: Repair) -> tuple[str, ...]:
    """What is told in one line: blank cells of one row; anything else by itself."""
    if repair.prose:
        return (repair.address,)
    cell = Cell.parse(repair.address)
    key = (repair.kind, cell.table, cell.row, repair.why, shown(repair.before))
    return key if repair.kind == BLANKS else (repair.address,)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def shown(held: excel_log.Held | None) -> str:
    """What a cell held, for people."""
    if held is None:
        return "（日期或错误值）"
    return "（未填）" if held.kind == excel_log.BLANK else held.text


def became(repair: Repair) -> str:
    """What a cell becomes, for people."""
    value = as_text(repair.after)
    if not repair.is_sure:
        return f"可能是 {value}" if value is not None else "请核对"
    if repair.formula:
        return "自动合计" if value is None else f"{value}（自动合计）"
    return value or ""
