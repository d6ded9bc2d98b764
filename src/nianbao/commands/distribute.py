"""`distribute`: one workbook per unit of the roster, last year's carry-over in it, and a list of what could not be."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from nianbao.adapters import excel_write, files
from nianbao.commands import console, county_units, handing_list
from nianbao.commands.carry_over import Carried, carry_over
from nianbao.commands.check import Checked
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.matching import Index
from nianbao.commands.new_workbook import blank_report, create
from nianbao.commands.predecessors import Predecessor, predecessors
from nianbao.commands.read import Reading
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.core.agency import key
from nianbao.core.finding import Finding
from nianbao.core.report import Report, as_text
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


@dataclass
class Priors(Gathered):
    """Last year's reports; `doubled` are the lines of a county's list that stand back behind a unit's own report."""

    doubled: list[Report] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit, the name its workbook will have, and what there is of last year for it.

    `doubled` are the lines a county's list has for it beside its own report.
    """

    unit: Unit
    year: int
    name: str
    last: Predecessor
    doubled: tuple[Report, ...] = ()

    @property
    def found(self) -> tuple[Report, ...]:
        """Last year's reports found for it, to be carried from or not."""
        return self.last.found

    @property
    def prior(self) -> Report | None:
        """Last year's report, under the unit's present name: the roster says that a former one is the same unit."""
        return self.last.report


def plan(units: Sequence[Unit], year: int, priors: Sequence[Report], doubled: Sequence[Report] = ()) -> list[Planned]:
    """What to make for whom; a unit's prior is found by its name or a former one."""
    taken: set[str] = set()
    lines: dict[tuple[str, str], list[Report]] = {}
    for parent in {unit.parent for unit in units}:
        for each in doubled:
            lines.setdefault((parent, key(each.agency or "", parent)), []).append(each)
    found = zip(units, predecessors(units, year, priors, doubled), strict=True)
    return [
        Planned(
            unit,
            year,
            _free(files.safe_name(f"{unit.name}{year}年政府信息公开年报"), taken),
            last,
            tuple(lines.get((unit.parent, key(last.found[0].agency or "", unit.parent)), ())) if _is_one(last) else (),
        )
        for unit, last in found
    ]


def _is_one(last: Predecessor) -> bool:
    """Whether one report is carried from, and not several added up."""
    return last.report is not None and len(last.found) == 1


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
    note = "；".join(filter(None, (planned.last.note, *_disputed(planned, carried))))
    return Handed(planned.unit, path, priors, len(carried.filled), findings, note)


def _disputed(planned: Planned, carried: Carried) -> Iterator[str]:
    """Where a county's list has another figure than the unit's own report, which goes before it."""
    form = load.for_year(planned.year)
    taken = carried.filled | {cell: value for cell, value in carried.bases.items() if value is not None}
    for listed in planned.doubled:
        if listed.year != planned.year - 1:
            continue
        other = carry_over(blank_report(planned.year, listed.agency or ""), form, listed)
        theirs = other.filled | other.bases
        told = [
            f"{form.spell(cell)} {as_text(theirs[cell])}，已带入 {as_text(value)}"
            for cell, value in taken.items()
            if theirs.get(cell) not in (None, value)
        ]
        if told:
            yield f"「{listed.file}」所列与单位自己的年报不同（{'；'.join(told)}），按单位自己的年报带入"


def distribute(
    units: Sequence[Unit],
    year: int,
    priors: Sequence[Report],
    folder: Path,
    *,
    progress: Callable[[str], None],
    unreadable: Mapping[str, str] = MappingProxyType({}),
    doubled: Sequence[Report] = (),
) -> list[Handed]:
    """Write every unit's workbook for a year, and the list of them.

    A unit with no prior, or two that differ, gets an empty form and a word about it;
    `unreadable` are last year's files nothing could be taken from, and why; `doubled` what a county's list has besides.
    Raises: UnknownForm, CannotWrite.
    """
    files.probe_writable(folder / "名单")
    handed = []
    for number, planned in enumerate(plan(units, year, priors, doubled), start=1):
        handed.append(hand(planned, made(planned), folder))
        progress(f"下发 {number}/{len(units)}　{planned.unit.name}")
    handing_list.save(handed, year, folder, unreadable)
    return handed


def read_priors(paths: Sequence[Path], progress: Callable[[str], None], units: Sequence[Unit] = ()) -> Priors:
    """Last year's reports from files and folders, for the units of a roster; what cannot be read is listed, not fatal.

    A county workbook among them gives the reports of the units it lists, where no file of their own is there.
    """
    found = gather(paths, progress)
    gathered, lines = Priors(skipped=found.skipped), []
    for checked, path in zip(found.checked, found.paths, strict=True):
        rows = county_units.of(path) if checked.reading and path.suffix.lower() in _WORKBOOKS else []
        lines += [(path, row) for row in rows]
        if not (checked.reading and rows and _is_sum(checked.reading.report, rows, units)):
            gathered.checked.append(checked)
            gathered.paths.append(path)
    parents = {"", *(unit.parent for unit in units)}
    known = {name for each in gathered.reports if each.agency for name in _names(each, parents)}
    for path, row in lines:
        if not known.isdisjoint(_names(row, parents)):
            gathered.doubled.append(row)
        else:
            gathered.checked.append(Checked(row.file, Reading(row, load.by_id(row.form), ())))
            gathered.paths.append(path)
    return gathered


def _names(report: Report, parents: Iterable[str]) -> set[tuple[int | None, str]]:
    """What a report goes by, with its county's name before its own or without."""
    return {(report.year, key(report.agency or "", parent)) for parent in parents}


def _is_sum(report: Report, rows: Sequence[Report], units: Sequence[Unit]) -> bool:
    """Whether a county workbook's own figures are what the roster's units come to: then they are no unit's.

    The county may sign with the name of its office, which is a unit too. To a city the workbook is the county's report.
    """
    own = key(report.agency or "")
    if not units:
        return own in {key(row.agency or "") for row in rows}
    index = Index(units)
    return any(index.unit(row.agency or "") for row in rows if key(row.agency or "") != own)


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
    found = read_priors(arguments.prior, console.say, units)
    handed = distribute(
        units,
        arguments.year,
        found.reports,
        arguments.folder,
        progress=console.say,
        unreadable=found.unreadable,
        doubled=found.doubled,
    )
    console.show(told(handed))
    console.show(f"下发清单：「{arguments.folder / handing_list.NAME}」。")
    for each in handed:
        if each.findings:
            console.show("\n".join([each.unit.name, *(console.told(finding) for finding in each.findings)]))
    for name, reason in found.unreadable.items():
        console.show(f"{name}：{reason}")
    return 3 if found.unreadable else 0
