"""`alike`: the narratives that several units share, side by side."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nianbao.adapters import files
from nianbao.adapters.alike_page import Beside, Column, write
from nianbao.commands import console
from nianbao.commands.gather import gather
from nianbao.commands.submissions import usual_year
from nianbao.core.errors import BadInput
from nianbao.core.marked import Spans, pieces
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.rules.alike import Pair, likenesses, name_of, pairs
from nianbao.rules.alike_words import shared
from nianbao.rules.privacy import starred

SUFFIX = ".html"
_HEADERS = ("单位", "雷同的单位", "部分", "相似")
PARTLY = 3


def compare(reports: Sequence[Report], year: int) -> list[Pair]:
    """The pairs of units of a year whose narratives are alike."""
    form = load.for_year(year)
    units = [report for report in reports if report.year == year]
    return pairs(units, form, likenesses(units, form))


def page(found: Sequence[Pair], units: int) -> bytes:
    """The pairs as a page: both narratives whole, what both have marked."""
    return write([_beside(pair) for pair in found], units, f"{datetime.now():%Y-%m-%d %H:%M}")


def _beside(pair: Pair) -> Beside:
    marks, same = shared(pair.one, pair.other, pair.address)
    one, other = _column(pair.one, pair.address, marks), _column(pair.other, pair.address, same)
    return Beside(pair.section, pair.likeness, one, other)


def _column(report: Report, address: str, marks: Spans) -> Column:
    # Starring keeps every letter in its place.
    return Column(name_of(report), report.file, tuple(pieces(starred(report.texts[address]), marks)))


def configure(parser: ArgumentParser) -> None:
    """The arguments of `alike`."""
    parser.add_argument("sources", type=Path, nargs="+", metavar="文件或文件夹", help="各单位的年报，ZIP 也可以")
    parser.add_argument("--year", type=int, metavar="年度", help="只比对这一年度的；不写则取多数文件的年度")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("-o", dest="output", type=Path, metavar="雷同.html", help="另存一份左右对照的网页")


def run(arguments: Namespace) -> int:
    """Compare the narratives and show which are alike."""
    if arguments.output:
        _require(arguments.output)
    checked = gather(arguments.sources, console.say).checked
    readings = [each.reading for each in checked if each.reading is not None]
    year = arguments.year or usual_year(readings)
    reports = [reading.report for reading in readings]
    found = compare(reports, year)
    if arguments.output:
        kept = files.save(arguments.output, page(found, sum(report.year == year for report in reports)), backup=True)
        console.say(f"对照页已存到「{kept}」。")
    if arguments.json:
        console.show_json(as_dict(found, year))
    else:
        console.show(told(found))
    unread = [each for each in checked if each.reading is None]
    for each in unread:
        console.say(each.reason or f"读不了「{each.file}」。")
    return PARTLY if unread else 0


def _require(path: Path) -> None:
    """Refuse a target before any work: another suffix, or a place nobody may write to.

    Raises: BadInput, CannotWrite.
    """
    if path.suffix.lower() != SUFFIX:
        raise BadInput(f"雷同对照不能存为「{path.name}」。请把文件名的后缀写成 {SUFFIX}。")
    files.probe_writable(path)


def told(found: Sequence[Pair]) -> str:
    """The pairs for a terminal."""
    if not found:
        return "没有发现雷同的文字。"
    return console.table(
        _HEADERS, [(name_of(each.one), name_of(each.other), each.section, f"{each.likeness}%") for each in found]
    )


def as_dict(found: Sequence[Pair], year: int) -> dict[str, Any]:
    """The pairs as `alike --json` prints them."""
    return {
        "year": year,
        "pairs": [
            {
                "agencies": [each.one.agency, each.other.agency],
                "files": [each.one.file, each.other.file],
                "section": each.address,
                "likeness": each.likeness,
                "passages": [each.passage, each.same],
            }
            for each in found
        ],
    }
