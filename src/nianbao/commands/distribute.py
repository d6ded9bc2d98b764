"""`distribute`: one workbook per unit of the roster, last year's carry-over in it, and a list of what could not be."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from nianbao.adapters import excel_write, files
from nianbao.commands import console, county_units, handing_list
from nianbao.commands.carry_over import Carried
from nianbao.commands.check import Checked
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, create
from nianbao.commands.predecessors import Predecessor, predecessors
from nianbao.commands.read import Reading
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.core.agency import key
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.forms import load

_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Handed:
    """One unit's workbook: where it is, last year's files found for it, how many cells were carried, what was odd.

    `note` says why nothing was carried, or what to know of where it comes from.
    """

    unit: Unit
    path: Path
    priors: tuple[str, ...]
    carried: int
    findings: tuple[Finding, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit, the name its workbook will have, and what there is of last year for it."""

    unit: Unit
    year: int
    name: str
    last: Predecessor

    @property
    def found(self) -> tuple[Report, ...]:
        """Last year's reports found for it, to be carried from or not."""
        return self.last.found

    @property
    def prior(self) -> Report | None:
        """Last year's report, under the unit's present name: the roster says that a former one is the same unit."""
        return self.last.report


def plan(units: Sequence[Unit], year: int, priors: Sequence[Report]) -> list[Planned]:
    """What to make for whom; a unit's prior is found by its name or a former one."""
    taken: set[str] = set()
    return [
        Planned(unit, year, _free(files.safe_name(f"{unit.name}{year}年政府信息公开年报"), taken), last)
        for unit, last in zip(units, predecessors(units, year, priors), strict=True)
    ]


def _free(stem: str, taken: set[str]) -> str:
    """A name no other unit has, however its name was made fit for a file; letters count alike, large or small."""
    candidate, number = stem, 2
    while candidate.casefold() in taken:
        candidate, number = f"{stem} ({number})", number + 1
    taken.add(candidate.casefold())
    return f"{candidate}.xlsx"


def made(planned: Planned) -> tuple[bytes, Carried]:
    """A unit's workbook, and what carrying over brought up.

    Raises: UnknownForm.
    """
    unit = planned.unit
    begun = blank_report(planned.year, unit.name, unit.level or None)
    content, carried = create(replace(begun, contact=unit.contact, phone=unit.phone), planned.prior)
    # Whose workbook it is, and what last year left over, is not for the unit to change.
    locked = frozenset({"head_agency", "head_year", *map(str, carried.filled)})
    return excel_write.write(replace(content, locked=locked)), carried


def hand(planned: Planned, work: tuple[bytes, Carried], folder: Path) -> Handed:
    """Put a unit's workbook where it is handed out from.

    Raises: CannotWrite.
    """
    data, carried = work
    path = files.save(folder / planned.name, data, backup=True)
    findings = tuple(replace(finding, agency=planned.unit.name) for finding in carried.findings)
    priors = tuple(dict.fromkeys(each.file for each in planned.found))
    return Handed(planned.unit, path, priors, len(carried.filled), findings, planned.last.note)


def distribute(
    units: Sequence[Unit],
    year: int,
    priors: Sequence[Report],
    folder: Path,
    *,
    progress: Callable[[str], None],
    unreadable: Mapping[str, str] = MappingProxyType({}),
) -> list[Handed]:
    """Write every unit's workbook for a year, and the list of them.

    A unit with no prior, or two that differ, gets an empty form and a word about it;
    `unreadable` are last year's files nothing could be taken from, and why.
    Raises: UnknownForm, CannotWrite.
    """
    files.probe_writable(folder / "名单")
    handed = []
    for number, planned in enumerate(plan(units, year, priors), start=1):
        handed.append(hand(planned, made(planned), folder))
        progress(f"下发 {number}/{len(units)}　{planned.unit.name}")
    handing_list.save(handed, year, folder, unreadable)
    return handed


def read_priors(paths: Sequence[Path], progress: Callable[[str], None]) -> Gathered:
    """Last year's reports from files and folders; what cannot be read is listed, not fatal.

    A county workbook among them gives the reports of the units it lists, where no file of their own is there.
    """
    gathered = gather(paths, progress)
    known = {(each.year, key(each.agency)) for each in gathered.reports if each.agency}
    for checked, path in list(zip(gathered.checked, gathered.paths, strict=True)):
        if checked.reading is not None and path.suffix.lower() in _WORKBOOKS:
            for report in county_units.of(path):
                if (report.year, key(report.agency or "")) not in known:
                    gathered.checked.append(Checked(checked.file, Reading(report, load.by_id(report.form), ())))
                    gathered.paths.append(path)
    return gathered


def told(handed: Sequence[Handed]) -> str:
    """A table of what was handed out."""
    rows = [(each.unit.name, each.path.name, str(each.carried), _told_prior(each)) for each in handed]
    return console.table(("单位", "工作簿", "带入", "上年年报"), rows)


def _told_prior(handed: Handed) -> str:
    if not handed.carried and handed.note:
        return f"（{handed.note}，未带入）"
    return "、".join(handed.priors) + (f"（{handed.note}）" if handed.note else "")


def configure(parser: ArgumentParser) -> None:
    """The arguments of `distribute`."""
    parser.add_argument("--roster", type=Path, required=True, metavar="名单.xlsx", help="编制主体名单")
    parser.add_argument("--year", type=int, required=True, metavar="年度", help="统计年度")
    parser.add_argument(
        "--prior", type=Path, action="append", default=[], metavar="上年", help="上年年报的文件或文件夹"
    )
    parser.add_argument("-o", dest="folder", type=Path, required=True, metavar="文件夹", help="放在哪里")


def run(arguments: Namespace) -> int:
    """Hand out the workbooks and list them."""
    units = read_roster(arguments.roster)
    found = read_priors(arguments.prior, console.say)
    handed = distribute(
        units, arguments.year, found.reports, arguments.folder, progress=console.say, unreadable=found.unreadable
    )
    console.show(told(handed))
    console.show(f"下发清单：「{arguments.folder / handing_list.NAME}」。")
    for each in handed:
        if each.findings:
            console.show("\n".join([each.unit.name, *(console.told(finding) for finding in each.findings)]))
    for name, reason in found.unreadable.items():
        console.show(f"{name}：{reason}")
    return 3 if found.unreadable else 0
