"""`dashboard`: the county's year on one page, out of its workbook."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from nianbao.adapters import excel_open, files
from nianbao.adapters.chart import LAST_PREFIX, THIS_YEAR, Chart, Series
from nianbao.adapters.dashboard import Count, Dashboard, Share, page, picture
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import console, county_book, county_charts, county_units
from nianbao.commands.board import ERRORS, OK
from nianbao.commands.board_told import listed
from nianbao.commands.carry_over import require_last_year
from nianbao.commands.county_book import CountyBook
from nianbao.commands.county_charts import Counted, Values, Year
from nianbao.commands.county_own import is_of_sum
from nianbao.commands.county_sheets import STATUS_WORDS
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.finding import Level, by_cause
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.forms.flow import Item, flow

SUFFIXES = (".html", ".pdf", ".png", ".svg")
_MOST_UNITS, _MOST_TROUBLED = 12, 6
_INCLUDED = "是"


def dashboard(snapshot: Snapshot, prior: Report | None = None) -> Dashboard:
    """The page of a county workbook; last year's figures are those it was summed with, unless `prior` gives them.

    Raises: CannotRead when it is no county workbook, BadInput when `prior` is not last year's.
    """
    book = county_book.read(snapshot)
    form = load.by_id(book.report.form)
    if prior is not None:
        require_last_year(book.report, prior)
    last = county_charts.last_figures(prior, form) if prior else _last(snapshot, form)
    return shown(book, _year(book, form, list(county_units.units(snapshot)), last))


def _year(book: CountyBook, form: Form, units: Sequence[Report], last: Values) -> Year:
    names = {name: entry.agency for entry in book.board for name in (entry.agency, entry.named) if name}
    return Year(
        form=form,
        agency=book.report.agency or "",
        year=book.report.year or 0,
        values=book.report.values,
        units=tuple(Counted(unit.agency or "", unit.values) for unit in units),
        last=last,
        findings=county_charts.by_unit(book.findings, names, book.report.agency),
    )


def _last(snapshot: Snapshot, form: Form) -> Values:
    """Last year's figures as the workbook's charts show them."""
    found: dict[Cell, Decimal | None] = {}
    for cell in form.cells:
        area = snapshot.names.get(f"{LAST_PREFIX}{cell}")
        sheet = snapshot.sheets.get(area.sheet) if area else None
        value = sheet.value(area.top, area.left) if area and sheet else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[cell] = Decimal(str(value)).normalize()
    return found


def shown(book: CountyBook, year: Year) -> Dashboard:
    """What the page shows of a county workbook."""
    flowing = flow(year.form)
    sides = [(flowing.received, flowing.carried), (flowing.done, flowing.following)] if flowing else [(), ()]
    incoming, outgoing = (tuple(Share(each.name, each.value(year.values)) for each in side) for side in sides)
    requests = county_charts.requests(year, _MOST_UNITS)
    return Dashboard(
        title=f"{year.agency}{year.year}年度政府信息公开年报汇总看板",
        source=f"数据取自「{book.report.file}」，{date.today():%Y-%m-%d} 生成。空白是未填写，不当作 0。",
        counts=tuple(_counts(book)),
        unit=flowing.unit if flowing else "",
        incoming=incoming,
        outgoing=outgoing,
        outcomes=_outcomes(year, flowing.outcomes, flowing.done, flowing.unit) if flowing else None,
        beside_last=_with_changes(county_charts.beside_last(year)),
        requests=requests,
        troubles=county_charts.troubles(year, _MOST_TROUBLED),
        problems=tuple(_problems(book)),
    )


def _counts(book: CountyBook) -> Iterator[Count]:
    """Units, what was summed, and each state of the board that occurs: a unit counts once."""
    # A file that tells no unit stands on the board by its name in brackets.
    yield Count("单位", len({entry.agency for entry in book.board if entry.agency != f"（{entry.file}）"}))
    yield Count("计入汇总", sum(entry.included == _INCLUDED for entry in book.board))
    found = Counter(_states(book).values())
    fine = STATUS_WORDS[OK]
    for word in dict.fromkeys((*STATUS_WORDS.values(), *found)):
        if found[word] or word == fine:
            yield Count(word, found[word], is_trouble=word != fine)
    returned = len({entry.agency for entry in book.board if entry.returned.strip()})
    if returned:
        yield Count("退回", returned, is_trouble=True)


def _states(book: CountyBook) -> dict[str, str]:
    """The state of each unit by its first line, that of the file that is summed; in the board's order."""
    first = {entry.agency: entry.status for entry in reversed(book.board)}
    return {agency: first[agency] for agency in dict.fromkeys(entry.agency for entry in book.board)}


def _outcomes(year: Year, outcomes: Sequence[Item], done: Item, unit: str) -> Chart | None:
    """The outcomes with their shares of all that was settled."""
    values = [each.value(year.values) for each in outcomes]
    if all(value is None for value in values):
        return None
    whole = done.value(year.values)
    names = [f"{each.name}{_share(value, whole)}" for each, value in zip(outcomes, values, strict=True)]
    series = (Series(done.name, tuple(values), THIS_YEAR),)
    return Chart("办理结果", unit, "结果", tuple(names), series, stacked=True)


def _share(value: Decimal | None, whole: Decimal | None) -> str:
    if value is None:
        return "（未填写）"
    return f"（{value / whole:.1%}）" if whole else ""


def _with_changes(chart: Chart | None) -> Chart | None:
    """The chart with the change from last year behind each name."""
    if chart is None or len(chart.series) == 1:
        return chart
    prior, this = (each.values for each in chart.series)
    names = [f"{name}{_change(*pair)}" for name, *pair in zip(chart.categories, prior, this, strict=True)]
    return replace(chart, categories=tuple(names))


def _change(prior: Decimal | None, this: Decimal | None) -> str:
    if prior is None or this is None:
        return ""
    difference = this - prior
    sign = "＋" if difference > 0 else "－" if difference < 0 else "平"
    return f"（{sign}{as_text(abs(difference))}）" if difference else f"（{sign}）"


def _problems(book: CountyBook) -> Iterator[str]:
    """The counts of what is open, who is in which state, and what is open in the sum itself."""
    yield f"{console.counted(book.findings)}。"
    states = _states(book)
    for word in STATUS_WORDS.values():
        names = [agency for agency, state in states.items() if state == word]
        if names and word not in (STATUS_WORDS[OK], STATUS_WORDS[ERRORS]):
            yield f"{word}：{listed(names)}。"
    groups = by_cause(book.findings)
    own = [group[0] for group in groups if is_of_sum(group[0], book.report.agency) and not group[0].is_waived]
    grave = [finding for finding in own if finding.level is not Level.HINT]
    for finding in sorted(grave, key=lambda finding: finding.level.rank):
        yield f"{finding.level.label} {finding.rule}　{finding.message}"


def configure(parser: ArgumentParser) -> None:
    """The arguments of `dashboard`."""
    parser.add_argument("book", type=Path, metavar="汇总.xlsx", help="用 consolidate 生成的汇总工作簿")
    parser.add_argument("--prior", type=Path, metavar="上年汇总", help="上年的汇总工作簿或已公布的年报")
    suffixes = "、".join(SUFFIXES)
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="文件", help=f"存到哪里：{suffixes}")


def run(arguments: Namespace) -> int:
    """Draw the page and keep it."""
    suffix = arguments.output.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"看板不能存为「{arguments.output.name}」。请把文件名的后缀写成 {'、'.join(SUFFIXES)} 之一。")
    files.probe_writable(arguments.output)
    prior = read(arguments.prior).report if arguments.prior else None
    snapshot = excel_open.open_workbook(files.read_bytes(arguments.book), arguments.book.name)
    kept = files.save(arguments.output, written(dashboard(snapshot, prior), suffix), backup=True)
    console.say(f"看板已存到「{kept}」。")
    return 0


def written(made: Dashboard, suffix: str) -> bytes:
    """The page as the suffix asks for.

    Raises: CannotWrite.
    """
    if suffix == ".html":
        return page(made)
    if suffix == ".svg":
        return picture(made).encode("utf-8")
    from nianbao.adapters import picture as pictures

    return pictures.png(picture(made)) if suffix == ".png" else pictures.pdf(picture(made))
