"""`distribute`: one workbook per unit of the roster, last year's carry-over in it, and a list of what could not be."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands import console
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, create, write
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.core.finding import Finding
from nianbao.core.report import Report


@dataclass(frozen=True, slots=True)
class Handed:
    """One unit's workbook: where it is, how many cells were carried over and from which file, what was odd."""

    unit: Unit
    path: Path
    prior: str | None
    carried: int
    findings: tuple[Finding, ...]


def distribute(
    units: Sequence[Unit], year: int, priors: Sequence[Report], folder: Path, *, progress: Callable[[str], None]
) -> list[Handed]:
    """Write every unit's workbook for a year.

    A unit's prior is found by its name or a former one; a unit with none or two gets an empty form and a word about it.
    Raises: UnknownForm, CannotWrite.
    """
    files.probe_writable(folder / "名单")
    handed = []
    for number, unit in enumerate(units, start=1):
        found = [prior for prior in priors if prior.agency and unit.is_named(prior.agency) and prior.year == year - 1]
        handed.append(_hand(unit, year, found, folder))
        progress(f"下发 {number}/{len(units)}　{unit.name}")
    return handed


def _hand(unit: Unit, year: int, found: list[Report], folder: Path) -> Handed:
    report = replace(blank_report(year, unit.name, unit.level or None), contact=unit.contact, phone=unit.phone)
    prior = found[0] if len(found) == 1 else None
    if prior is not None:
        # The roster already settled that a former name is the same unit.
        prior = replace(prior, agency=unit.name)
    content, carried = create(report, prior)
    path = write(folder / f"{files.safe_name(f'{unit.name}{year}年政府信息公开年报')}.xlsx", content)
    findings = tuple(replace(finding, agency=unit.name) for finding in carried.findings)
    said = "、".join(each.file for each in found) or None
    return Handed(unit, path, said, len(carried.filled), findings)


def read_priors(paths: Sequence[Path], progress: Callable[[str], None]) -> Gathered:
    """Last year's reports from files and folders; what cannot be read is listed, not fatal."""
    return gather(paths, progress)


def told(handed: Sequence[Handed]) -> str:
    """A table of what was handed out."""
    rows = [
        (each.unit.name, each.path.name, str(each.carried), each.prior or "（没有上年年报，未带入）") for each in handed
    ]
    return console.table(("单位", "工作簿", "带入", "上年年报"), rows)


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
    priors = read_priors(arguments.prior, console.say)
    handed = distribute(units, arguments.year, priors.reports, arguments.folder, progress=console.say)
    console.show(told(handed))
    for each in handed:
        if each.findings:
            console.show("\n".join([each.unit.name, *(console.told(finding) for finding in each.findings)]))
    for name, reason in priors.unreadable.items():
        console.show(f"{name}：{reason}")
    return 3 if priors.unreadable else 0
