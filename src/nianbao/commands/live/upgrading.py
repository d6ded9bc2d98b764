"""A workbook of another version in the spreadsheet program: a newer one is only read, an older one offered an upgrade."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.adapters import excel_version, excel_waivers
from nianbao.adapters.workbook import LAYOUT, Snapshot, reference
from nianbao.core.errors import BadInput
from nianbao.core.report import Report

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_WHAT = "数、文字、说明和修改记录都带到新的工作簿，核对一致后打开；原文件不动。"


def first(desk: Desk, *, may_ask: bool) -> str | None:
    """What is said instead of a command that would write into a workbook of another version; None to go on.

    Raises: CannotWrite; Stopped when an upgrade that is needed is declined; and what upgrading raises.
    """
    snapshot = _of_another_version(desk)
    if snapshot is None or (excel_version.is_older(snapshot) and _has_lists(snapshot)):
        return None
    if excel_version.is_newer(snapshot) or not may_ask:
        excel_version.require_list(snapshot)
    desk.agree(f"「{desk.workbook.name}」由旧版生成，要先升级成本版才能做这一步。现在升级吗？\n{_WHAT}")
    return _upgrade(desk)


def offered(desk: Desk) -> str | None:
    """The upgrade of an older unit's workbook in front, where the clerk wants it; None to go on.

    Raises: what upgrading raises.
    """
    snapshot = _of_another_version(desk)
    if snapshot is None or not excel_version.is_older(snapshot) or excel_waivers.is_county(snapshot):
        return None
    question = f"「{desk.workbook.name}」由旧版生成，要升级成本版吗？\n{_WHAT}\n选「否」另建一本空的工作簿。"
    return _upgrade(desk) if desk.host.ask(question) else None


def _has_lists(snapshot: Snapshot) -> bool:
    return excel_waivers.is_county(snapshot) or excel_version.layout(snapshot) >= excel_version.ANSWERED


def _of_another_version(desk: Desk) -> Snapshot | None:
    """The open workbook where it is one of ours of another version; today's are known by one cell."""
    from nianbao.adapters import live

    if desk.book is None or "nb_form" not in desk.book.names or _told(desk) == LAYOUT:
        return None
    snapshot = live.snapshot(desk.book, desk.host)
    return None if excel_version.layout(snapshot) == LAYOUT else snapshot


def _told(desk: Desk) -> object:
    book = desk.workbook
    area = reference(book.names["nb_layout"].refers_to or "") if "nb_layout" in book.names else None
    if area is None:
        return None
    return book.sheets[area.sheet].range((area.top + 1, area.left + 1)).value


def _upgrade(desk: Desk) -> str:
    """Upgrade the open workbook into a new file, open that, and tell what is in it.

    Raises: Stopped; BadInput, CannotRead, CannotWrite.
    """
    from nianbao.adapters import files
    from nianbao.commands import upgrade
    from nianbao.commands.live import asking

    book = desk.workbook
    desk.progress("正在升级……")
    made = upgrade.upgrade(_data(desk), book.name)
    target = asking.workbook_target(desk, upgrade.proposed(Path(book.name)).name)
    kept = files.save(target, made.data, backup=True)
    desk.host.open_book(kept)
    desk.progress("")
    desk.host.tell(f"已升级成本版的工作簿「{kept.name}」，原文件没有改动。\n{upgrade.told(made)}")
    return f"已升级成「{kept.name}」并打开。请在这本里继续。"


def _data(desk: Desk) -> bytes:
    """The open workbook as it is now, as a file; the file on disk where the host keeps no copies and it says the same.

    Raises: BadInput.
    """
    from nianbao.adapters import excel_open, excel_read, files, live

    book = desk.workbook
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        copy = Path(folder) / f"copy{Path(book.name).suffix or '.xlsx'}"
        if desk.host.copy(book, copy):
            return copy.read_bytes()
    data = b"" if desk.folder is None else files.read_bytes(Path(book.fullname))
    on_disk = excel_read.read(excel_open.open_workbook(data, book.name))[0] if data else None
    if on_disk is None or _said(on_disk) != _said(excel_read.read(live.snapshot(book, desk.host))[0]):
        raise BadInput(f"「{book.name}」有改动还没有保存，没有升级。请先保存，再升级。")
    return data


def _said(report: Report) -> Report:
    """What a report says, wherever it was read; the title aside, which a closed file need not hold the result of."""
    texts = {name: text for name, text in report.texts.items() if name != "head_title"}
    return replace(report, texts=texts, file="", sources={}, headings=(), computed=frozenset())
