"""Which version of the program made a workbook, and what follows: an older one lacks something, a newer one is only read.

`nb_version` tells the program, `nb_layout` the workbook's shape. Workbooks from before `nb_layout` are known by what they
have. What a cell means goes by its address, whatever the layout: reading is never refused.
"""

import re
from collections.abc import Iterator

from nianbao.adapters.workbook import FINDING_HEADERS, LAYOUT, META_SHEET, CellValue, Snapshot
from nianbao.core.errors import CannotWrite
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.notes import note

_LISTS = ("nb_findings", "nb_summary", "nb_changes", "nb_steps")
# The first layouts with answers beside the findings, and with a place for steps.
ANSWERED, _STEPPED = 2, 3
_NO_LAYOUT = 10_000
_CELL_NAME = re.compile(r"t[0-9]+_[0-9.]+_[a-z][a-z0-9_]*")
_UPGRADE = "请点「新建」，对升级的提问答「是」，或用命令 upgrade 升级；"


def layout(snapshot: Snapshot) -> int:
    """The workbook's layout: as it says itself, else the one that has what it has."""
    told = _meta(snapshot, "nb_layout")
    if isinstance(told, float | int) and 1 <= told < _NO_LAYOUT:
        return int(told)
    if "nb_form" not in snapshot.names:
        # Names can get lost on the way through other programs: nothing can be told then.
        return LAYOUT
    if "nb_steps" in snapshot.names:
        return _STEPPED
    return ANSWERED if "nb_changes" in snapshot.names or has_answers(snapshot) else 1


def program(snapshot: Snapshot) -> str:
    """The program that made the workbook, as 「0.1.0」; empty where it does not say."""
    told = _meta(snapshot, "nb_version")
    return str(told) if told is not None else ""


def _meta(snapshot: Snapshot, name: str) -> CellValue:
    area = snapshot.names.get(name)
    sheet = snapshot.sheets.get(area.sheet if area else META_SHEET)
    if area is not None or sheet is None:
        return sheet.value(area.top, area.left) if area and sheet else None
    return next((line[1] for line in sheet.rows if line[:1] == (name,) and len(line) > 1), None)


def is_ours(snapshot: Snapshot) -> bool:
    """Whether the workbook was made by this program, whichever version."""
    return "nb_form" in snapshot.names or META_SHEET in snapshot.sheets


def is_newer(snapshot: Snapshot) -> bool:
    """Whether the workbook has a layout this program does not know."""
    return layout(snapshot) > LAYOUT


def is_older(snapshot: Snapshot) -> bool:
    """Whether the workbook was made before today's layout."""
    return is_ours(snapshot) and layout(snapshot) < LAYOUT


def has_answers(snapshot: Snapshot) -> bool:
    """Whether the list of findings has the columns of today."""
    start = snapshot.names.get("nb_findings")
    sheet = snapshot.sheets.get(start.sheet) if start else None
    if start is None or sheet is None:
        return False
    columns = range(start.left, start.left + len(FINDING_HEADERS))
    return tuple(sheet.value(start.top - 1, column) for column in columns) == FINDING_HEADERS


def lacking(snapshot: Snapshot, form: Form) -> list[str]:
    """The names that commands rely on and the workbook does not have."""
    wanted = (*_LISTS, *form.addresses.values(), *form.text_addresses())
    return [name for name in wanted if name not in snapshot.names]


def notes(snapshot: Snapshot, form: Form) -> Iterator[Finding]:
    """What reading says of a workbook that another version made."""
    found = layout(snapshot) if is_ours(snapshot) else LAYOUT
    if found < LAYOUT:
        yield note("D051", f"「{snapshot.file}」{_told(snapshot)}")
    elif found > LAYOUT:
        yield note("D052", f"「{snapshot.file}」{_told(snapshot)}")
        known = set(form.addresses.values())
        if extra := [name for name in snapshot.names if _CELL_NAME.fullmatch(name) and name not in known]:
            where = snapshot.names[extra[0]].place
            yield note("D053", f"「{snapshot.file}」{where} 等 {len(extra)} 格", where=where)


def _told(snapshot: Snapshot) -> str:
    version = program(snapshot)
    return f"（{version} 版）" if version else ""


def refuse_newer(snapshot: Snapshot) -> None:
    """Keep what this program does not know from being written over.

    Raises: CannotWrite.
    """
    if is_ours(snapshot) and is_newer(snapshot):
        raise CannotWrite(
            f"没有改动「{snapshot.file}」：它由更新的版本{_told(snapshot)}生成，本版改动会丢掉其中的内容。"
            "请更新本机的程序后再试；读取、导出照常可用。"
        )


def require_list(snapshot: Snapshot) -> None:
    """Keep a workbook of another version, whose lists have other columns, from being written into.

    Raises: CannotWrite.
    """
    refuse_newer(snapshot)
    if is_ours(snapshot) and layout(snapshot) < ANSWERED:
        raise CannotWrite(
            f"没有改动「{snapshot.file}」：它由旧版生成，没有「修改记录」页和填写说明的栏目。{_UPGRADE}原文件不动。"
        )
