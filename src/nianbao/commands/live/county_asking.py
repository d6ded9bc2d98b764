"""What the county's buttons ask alike: the roster, the folder of what was sent, the year, where the sum is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nianbao.adapters import files
from nianbao.adapters.workbook import reference
from nianbao.commands import county_answers, roster, submissions
from nianbao.commands.county_answers import Answers
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.intake import is_litter
from nianbao.commands.live import asking
from nianbao.commands.roster import Unit
from nianbao.core.errors import BadInput

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

ROSTERS = ("*.xlsx", "*.xlsm")
_ROSTER_NAMES = "*名单*.xlsx"


class Received(NamedTuple):
    """What lies in the folder of a county: the units' reports, the roster's units, the county's name and the year."""

    folder: Path
    gathered: Gathered
    units: list[Unit]
    agency: str
    year: int


def steps(desk: "Desk") -> Callable[[str], None]:
    """What tells in the status bar how far a long step is, and lets it be stopped."""
    return lambda text: desk.progress(f"正在{text}")


def received(desk: "Desk", *, is_named: bool = True) -> Received:
    """Everything in the folder the button names, or the clerk picks, read; the county's name is asked for where needed.

    Raises: Stopped; CannotOpen, CannotRead, BadInput.
    """
    folder = Path(desk.argument) if desk.argument else desk.directory("选择各单位报来的年报所在的文件夹")
    path = _roster(desk, folder)
    units = roster.read(path) if path else []
    named = county_name(desk) or next((unit.parent for unit in units if unit.parent), "")
    if is_named:
        named = asking.agency(desk, named, "汇总的县级")
    desk.progress("正在查看文件夹……")
    everything = gather([folder], steps(desk))
    gathered = submissions.submissions(everything, named, [path] if path else [])
    return Received(folder, gathered, units, named, _year(desk, gathered))


def county_name(desk: "Desk") -> str:
    """The name on the open county workbook; empty when none is open."""
    return _held(desk, "head_agency") if _held(desk, "nb_kind") == "county" else ""


def _held(desk: "Desk", name: str) -> str:
    """What a named cell of the open workbook holds: a county's whole workbook is much to read for a name."""
    book = desk.book
    area = reference(book.names[name].refers_to or "") if book is not None and name in book.names else None
    if book is None or area is None or area.sheet not in [sheet.name for sheet in book.sheets]:
        return ""
    value = book.sheets[area.sheet].range((area.top + 1, area.left + 1)).value
    return str(value).strip() if value is not None else ""


def _roster(desk: "Desk", folder: Path) -> Path | None:
    """The roster: one that lies in the folder or beside it, another the clerk picks, or none."""
    for path in _rosters(folder):
        if desk.host.ask(f"用「{path.name}」作编制主体名单吗？\n{path.parent}"):
            return path
    asked = "有编制主体名单吗？没有名单，就看不出哪些单位还没有报。\n选「是」请接着选择名单；选「否」只看报来的文件。"
    return desk.file("选择编制主体名单", ROSTERS) if desk.host.ask(asked) else None


def _rosters(folder: Path) -> list[Path]:
    beside = [*sorted(folder.glob(_ROSTER_NAMES)), *sorted(folder.parent.glob(_ROSTER_NAMES))]
    return [path for path in beside if not is_litter(path)]


def _year(desk: "Desk", gathered: Gathered) -> int:
    """The year of the reports; asked for when they are not all of one.

    Raises: Stopped; BadInput when no report can be read.
    """
    readings = [each.reading for each in gathered.checked if each.reading is not None]
    if not readings:
        raise BadInput("文件夹里没有一份能读的年报。请核对选的是不是放着各单位年报的文件夹。")
    usual = submissions.usual_year(readings)
    years = sorted({reading.report.year for reading in readings if reading.report.year is not None})
    if years == [usual]:
        return usual
    told = "、".join(str(year) for year in years)
    return asking.year(desk, usual, f"报来的年报有几个年度的（{told}），多数是{usual}年度的。\n这次看哪个年度？\n")


class Target(NamedTuple):
    """Where the sum is to be kept, and what the county wrote into the workbook it follows."""

    path: Path
    answers: Answers
    notes: list[str]


def target(desk: "Desk", proposed: str, folder: Path) -> Target:
    """Where to keep the sum; one that is open is left alone, and what was written into it is taken along.

    Raises: Stopped.
    """
    from nianbao.adapters import live

    picked = desk.target("汇总工作簿存到哪里", proposed, folder)
    path = picked if picked.suffix.lower() == ".xlsx" else picked.with_name(f"{picked.name}.xlsx")
    notes: list[str] = []
    books = desk.book.app.books if desk.book is not None else ()
    book = next((book for book in books if Path(book.fullname) == path), None)
    if book is None:
        return Target(path, county_answers.earlier(path, notes.append), notes)
    aside = files.free_name(path)
    desk.agree(
        f"「{path.name}」正打开着，不能替换。\n新的汇总可以另存为「{aside.name}」："
        "原来的不动，写在其中的说明、文字会带过来。\n\n"
        "另存吗？（要替换原来的，请选「否」，保存并关闭它，再点「汇总」。）"
    )
    return Target(aside, county_answers.of(live.snapshot(book, desk.host), notes.append), notes)
