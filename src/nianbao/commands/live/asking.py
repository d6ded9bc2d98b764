"""What the clicked commands ask alike: the unit, the year, a published report, and a yes to exactly what was shown."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from nianbao.adapters import excel_read
from nianbao.adapters.workbook import Area, Snapshot
from nianbao.commands.prior import PriorFile, read_prior
from nianbao.commands.read import Reading, read
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.form import Kind
from nianbao.core.numbers import folded
from nianbao.core.numbers import read as read_number
from nianbao.core.report import Report

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

# What a report comes in; a ZIP with one report in it too.
REPORTS = tuple(f"*.{suffix}" for suffix in "docx doc wps html htm mht pdf txt md xlsx xlsm xls et json zip".split())
_YEAR_DIGITS = 4

Planned = TypeVar("Planned")
ReadFile = TypeVar("ReadFile")


class Front(NamedTuple):
    """The unit report that was clicked in: as it stands, and what it says."""

    snapshot: Snapshot
    report: Report


def front(desk: "Desk") -> Front | None:
    """The unit report clicked in; None when nothing is open, or something else."""
    from nianbao.adapters import live

    if desk.book is None or "nb_form" not in desk.book.names:
        return None
    snapshot = live.snapshot(desk.book, desk.host)
    if excel_read.form_of(snapshot) is None or is_county(snapshot):
        return None
    return Front(snapshot, excel_read.read(snapshot)[0])


def required(desk: "Desk", what: str) -> Front:
    """The unit report clicked in; `what` names the button.

    Raises: BadInput when nothing is open; CannotWrite when it is no unit's report.
    """
    found = front(desk)
    if found is None:
        told = f"「{desk.workbook.name}」不是单位的年报工作簿，不能{what}。"
        raise CannotWrite(f"{told}请先打开本单位的年报工作簿，或点「新建」。")
    return found


def is_county(snapshot: Snapshot) -> bool:
    """Whether the workbook is a county's, whose figures come from its units."""
    kind = snapshot.names.get("nb_kind")
    return kind is not None and snapshot.sheets[kind.sheet].value(kind.top, kind.left) == "county"


def formulas(desk: "Desk") -> Callable[[list[Area]], dict[Area, str]]:
    """What gives the formulas of the open workbook's cells."""
    from nianbao.adapters import live

    return lambda areas: live.formulas(desk.workbook, areas)


def agency(desk: "Desk", proposed: str, why: str = "") -> str:
    """The unit's full name; asked again while it is blank. `why` stands before the question.

    Raises: Stopped.
    """
    question = f"{why}单位名称（全称，与公章一致）："
    while not (typed := desk.text(question, proposed)):
        question = "单位名称还没有填写。请填写单位全称，与公章一致："
    return typed


def year(desk: "Desk", proposed: int, why: str = "") -> int:
    """The year a report is of; asked again while it is none. `why` stands before the question.

    Raises: Stopped.
    """
    question = f"{why}年报的年度（数据所属的年份，不是填报的年份）："
    while (found := _year(typed := desk.text(question, str(proposed)))) is None:
        question = f"「{typed}」不是年度。请填写四位数字，如 {proposed}："
    return found


def _year(typed: str) -> int | None:
    digits = folded(typed).removesuffix("年度").removesuffix("年")
    value = read_number(digits, Kind.COUNT).value if len(digits) == _YEAR_DIGITS else None
    return int(value) if value is not None else None


def report(desk: "Desk", path: Path) -> Reading:
    """A report of any kind, read; the status bar says so meanwhile.

    Raises: Stopped, CannotOpen, CannotRead.
    """
    return _while_told(desk, path, read)


def prior(desk: "Desk", path: Path) -> PriorFile:
    """A file of last year's, read; the status bar says so meanwhile.

    Raises: Stopped, CannotOpen, CannotRead.
    """
    return _while_told(desk, path, read_prior)


def _while_told(desk: "Desk", path: Path, reader: Callable[[Path], ReadFile]) -> ReadFile:
    desk.progress(f"正在读「{path.name}」……")
    found = reader(path)
    desk.progress("")
    return found


def workbook_target(desk: "Desk", proposed: str, folder: Path | None = None) -> Path:
    """Where a new workbook is to be kept.

    Raises: Stopped; BadInput when it is a workbook that is open.
    """
    path = desk.target("新工作簿存到哪里", proposed, folder)
    kept = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    if desk.book is not None and kept in [Path(book.fullname) for book in desk.book.app.books]:
        raise BadInput(f"「{kept.name}」正打开着，不能被新工作簿替换。请换一个文件名。")
    return kept


def agreed(desk: "Desk", question: str, planned: Planned, planning: Callable[[], tuple[Snapshot, Planned]]) -> Snapshot:
    """The workbook as it is once the clerk said yes, when it still asks for the very same as was shown.

    Raises: Stopped; BadInput when cells were typed in while the question stood.
    """
    desk.agree(question)
    snapshot, now = planning()
    if now != planned:
        raise BadInput("询问期间工作簿又有改动，这次没有写入。请再点一次按钮，按新的内容核对。")
    return snapshot
