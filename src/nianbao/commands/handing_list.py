"""下发清单.xlsx: who was handed which workbook, what it brought along, and what could not be carried and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from nianbao.adapters import excel_write, files
from nianbao.adapters.workbook import Content, DataSheet
from nianbao.commands.new_workbook import blank_report
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.distribute import Handed

STEM = "下发清单"
NAME = f"{STEM}.xlsx"
_HEADERS = ("单位", "工作簿", "联系人", "电话", "报送方式", "上年年报", "带入（格）", "说明", "已发")
_WIDTHS = (18, 36, 9, 14, 10, 30, 7, 36, 8)
_LEFT_HEADERS = ("单位", "联系人", "电话", "没有带入的和须核对的", "怎么办")
_LEFT_WIDTHS = (20, 9, 15, 80, 36)
_SENT = _HEADERS.index("已发")
_NO_PRIOR = "请单位按自己的上年年报填写，或找到上年年报后用 carry 带入。"

Line = tuple[str | int | None, ...]


def save(
    handed: Sequence[Handed], year: int, folder: Path, unreadable: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """Write the list beside the workbooks; `unreadable` are last year's files nothing could be taken from, and why.

    Raises: CannotWrite.
    """
    content = Content(load.for_year(year), blank_report(year, ""), sheets=tuple(_sheets(handed, year, unreadable)))
    return files.save(folder / NAME, excel_write.lists(content), backup=True)


def _sheets(handed: Sequence[Handed], year: int, unreadable: Mapping[str, str]) -> Iterator[DataSheet]:
    rows = tuple(_line(each) for each in handed)
    yield DataSheet(STEM, f"{year}年度工作簿{STEM}", _HEADERS, rows, _WIDTHS, entries=frozenset({_SENT}))
    left = [line for each in handed for line in _left_out(each)]
    left += [
        ("（上年的文件）", None, None, reason, "请换一份能读的，再下发有关单位。") for reason in unreadable.values()
    ]
    blank: Line = ("上年数都已带入", *[None] * (len(_LEFT_HEADERS) - 1))
    yield DataSheet(
        "没有带入的", f"{year - 1}年度没有带入的和须核对的", _LEFT_HEADERS, tuple(left) or (blank,), _LEFT_WIDTHS
    )


def _line(handed: Handed) -> Line:
    unit = handed.unit
    reach = (unit.contact or None, unit.phone or None, unit.channel or None)
    told = [handed.note, f"{len(handed.findings)} 处见「没有带入的」" if handed.findings else ""]
    note = "；".join(filter(None, told)) or None
    return (unit.name, handed.path.name, *reach, "、".join(handed.priors) or None, handed.carried, note, None)


def _left_out(handed: Handed) -> Iterator[Line]:
    reach = (handed.unit.name, handed.unit.contact or None, handed.unit.phone or None)
    if handed.note:
        yield (*reach, f"{handed.note}。", "请核对。" if handed.carried else _NO_PRIOR)
    for finding in handed.findings:
        yield (*reach, finding.message, finding.remedy)
