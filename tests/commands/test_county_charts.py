"""图表: what is drawn stands in cells, blanks are no 0, and it is two pages of print for any number of units."""

import re
import subprocess
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from nianbao.adapters import convert_program, excel_write
from nianbao.adapters.chart import CHART_SHEET, Chart, step
from nianbao.adapters.workbook import Content
from nianbao.commands import county_charts
from nianbao.commands.county_charts import Counted, Year
from nianbao.core.finding import Finding, Level
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import clean_report, report
from tests.ooxml import validate

FORM = load.by_id("2021")
HOSTILE = "<b>&\"'=1+1]]>镇"
TITLES = ("各单位政府信息公开申请的办理结果（单位", "主要数据与上年对比（单位", "各单位待处理的错误和警告（单位")


def year(units: dict[str, Report], last: Report | None = None, **errors: int) -> Year:
    """A county of these units, some with errors."""
    whole = {
        cell: sum((value for each in units.values() if (value := each.values[cell]) is not None), Decimal(0))
        for cell in FORM.cells
    }
    findings = {name: [Finding("G301", Level.ERROR, "不一致。")] * number for name, number in errors.items()}
    return Year(
        form=FORM,
        agency="示例县人民政府",
        year=2025,
        values=whole,
        units=tuple(Counted(name, each.values) for name, each in units.items()),
        last=county_charts.last_figures(last, FORM),
        findings=findings,
    )


def many(number: int) -> Year:
    """A county of so many units, each with requests and an error."""
    random = Random(number)
    names = [f"{'青白黑红绿黄'[count % 6]}石{count}镇" for count in range(number)]
    return year(
        {name: clean_report(random, "2021") for name in names},
        clean_report(random, "2021"),
        **dict.fromkeys(names, 1),
    )


def drawn(county: Year) -> list[Chart]:
    """The charts of the sheet."""
    return list(county_charts.sheet(county).charts)


def table(chart: Chart) -> dict[str, list[Decimal | None]]:
    """A chart's figures by category."""
    return {name: [each.values[row] for each in chart.series] for row, name in enumerate(chart.categories)}


def saved(folder: Path, county: Year) -> Path:
    """A workbook with the sheet of charts."""
    path = folder / f"{len(county.units)}.xlsx"
    made = report("2021", agency="示例县人民政府")
    path.write_bytes(excel_write.write(Content(FORM, made, charts=(county_charts.sheet(county),), kind="county")))
    return path


def ranges(native: Any) -> Iterable[tuple[str, str, str]]:
    """Name, categories and values of every series of a native chart."""
    for series in native.series:
        yield series.tx.strRef.f, series.cat.strRef.f, series.val.numRef.f


def held(book: Any, place: str) -> list[Any]:
    """What the cells of a reference like 图表!$D$5:$D$9 hold."""
    sheet, _, area = place.replace("'", "").partition("!")
    found = book[sheet][area.replace("$", "")]
    return [found.value] if not isinstance(found, tuple) else [cell.value for row in found for cell in row]


def test_requests_are_sorted_and_every_outcome_has_its_figure() -> None:
    """The busiest unit first; the bar is as long as all its requests, those carried on included."""
    quiet = report("2021", "t3_1_natural=1 t3_3.2_natural=1")
    busy = report("2021", "t3_1_natural=6 t3_3.1_natural=2 t3_3.3.1_natural=1 t3_3.3.2_natural=1 t3_4_natural=2")
    chart = drawn(year({"白水镇": quiet, "青石镇": busy}))[0]
    assert [each.name for each in chart.bars] == [
        *("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理", "结转下年"),
    ]
    assert table(chart) == {"青石镇": [2, 0, 2, 0, 0, 0, 2, 6], "白水镇": [0, 1, 0, 0, 0, 0, 0, 1]}


def test_blank_unit_is_left_out_and_named_and_a_unit_without_requests_counted() -> None:
    """Blank is not 0: nothing is drawn of it, and the note says which of the two it was."""
    units = {
        "青石镇": report("2021", "t3_1_natural=1 t3_3.1_natural=1"),
        "白水镇": report("2021", rest=None),
        "黑山镇": report("2021"),
    }
    chart = drawn(year(units))[0]
    assert chart.categories == ("青石镇",)
    assert chart.notes == ("另有 1 个单位没有申请，不画。", "未填写、没有画出：白水镇。")


def test_single_blank_outcome_stays_an_empty_cell(tmp_path: Path) -> None:
    """A unit that left one result blank: the rest is drawn, that cell stays empty."""
    partly = report("2021", "t3_1_natural=2 t3_3.1_total=2 t3_3.2_total=", rest="0")
    assert table(drawn(year({"青石镇": partly}))[0])["青石镇"][:2] == [2, None]
    sheet = openpyxl.load_workbook(saved(tmp_path, year({"青石镇": partly})))[CHART_SHEET]
    row = next(row for row in sheet.iter_rows() if any(cell.value == "青石镇" for cell in row))
    at = next(number for number, cell in enumerate(row) if cell.value == "青石镇")
    assert [cell.value for cell in row[at + 1 : at + 4]] == [2, None, 0]


def test_rest_of_many_units_is_one_line_and_nothing_is_lost() -> None:
    """Beyond what can be read the units are summed; all lines together are all units' requests."""
    county = many(300)
    chart = drawn(county)[0]
    assert len(chart.categories) == county_charts.MOST_UNITS + 1
    assert re.fullmatch(r"其余 [0-9]+ 个单位合计", chart.categories[-1])
    cells = [f"t3_{row}_total" for row in ("3.7", "4")]
    known = {str(cell): value for cell, value in county.values.items()}
    assert sum(line[-1] or 0 for line in table(chart).values()) == sum(known[cell] or 0 for cell in cells)
    assert chart.drawn == county_charts.MOST_UNITS
    assert "没有画出" in chart.notes[0]


def test_year_before_stands_beside_this_year_and_is_named_in_the_workbook(tmp_path: Path) -> None:
    """Last year's figures are cells with names, so that they can be found again."""
    last = report("2019", "t3_1_natural=4 t3_3.1_natural=4")
    county = year({"青石镇": report("2021", "t3_1_natural=6 t3_3.1_natural=6 t4_1_upheld=1")}, last)
    lines = table(drawn(county)[1])
    assert (lines["新收"], lines["行政复议"]) == ([4, 6], [0, 1])
    book = openpyxl.load_workbook(saved(tmp_path, county))
    assert held(book, book.defined_names["nb_last_t3_1_total"].attr_text) == [4]


def test_unknown_year_before_is_said_and_not_drawn_as_nothing() -> None:
    """Without last year's report there is one series and a note."""
    chart = drawn(year({"青石镇": report("2021", "t3_1_natural=6 t3_3.1_natural=6")}))[1]
    assert [each.name for each in chart.series] == ["本年"]
    assert chart.notes == ("汇总时没有指定上年的年报，只画本年。",)


def test_answered_findings_are_no_trouble() -> None:
    """A defect with a standing 说明 is not drawn; a unit without open ones is left out."""
    answered = Finding("G301", Level.ERROR, "不一致。", waiver={"stands": True})
    open_one = Finding("W009", Level.WARNING, "空白。")
    county = year({})
    found = county_charts.troubles(
        county_charts.Year(
            county.form, county.agency, county.year, county.values, (), {}, {"青石镇": [answered], "白水镇": [open_one]}
        )
    )
    assert table(found) == {"白水镇": [0, 1]}


@pytest.mark.parametrize("number", [1, 10, 40, 300])
def test_charts_are_drawn_from_the_cells_beside_them(tmp_path: Path, number: int) -> None:
    """Every series of the native charts refers to cells that hold its name, its categories and its figures."""
    county = many(number)
    book = openpyxl.load_workbook(saved(tmp_path, county))
    natives = book[CHART_SHEET]._charts
    assert len(natives) == 3
    for chart, native in zip(drawn(county), natives, strict=True):
        found = [tuple(held(book, place) for place in places) for places in ranges(native)]
        rows = chart.drawn
        assert found == [
            ([each.name], list(chart.categories[:rows]), [*map(int, each.values[:rows])])  # type: ignore[arg-type]
            for each in chart.bars
        ]


@pytest.mark.parametrize("number", [1, 40])
def test_workbook_with_charts_is_valid(tmp_path: Path, number: int) -> None:
    """Microsoft's validator has nothing to say."""
    assert validate(saved(tmp_path, many(number))) == []


def test_hostile_names_and_no_requests_at_all_make_a_valid_workbook(tmp_path: Path) -> None:
    """A name full of marks is text; where there is nothing to draw, the sheet says so and holds no empty chart."""
    one = report("2021", "t3_1_natural=1 t3_3.1_natural=1")
    path = saved(tmp_path, year({HOSTILE: one}, **{HOSTILE: 2}))
    assert validate(path) == []
    texts = [cell.value for row in openpyxl.load_workbook(path)[CHART_SHEET].iter_rows() for cell in row]
    assert texts.count(HOSTILE) == 2
    empty = saved(tmp_path, year({"青石镇": report("2021")}))
    assert validate(empty) == []
    assert len(openpyxl.load_workbook(empty)[CHART_SHEET]._charts) == 1


@pytest.mark.office
def test_sheet_of_charts_is_two_pages_in_print(tmp_path: Path) -> None:
    """Whatever the number of units: two pages of the whole workbook hold what stands on 图表."""
    office = convert_program.start(tmp_path)
    try:
        for number in (1, 300):
            target = tmp_path / f"{number}.pdf"
            office.convert(saved(tmp_path, many(number)), target, "calc_pdf_Export")
            pages = printed_pages(target)
            heads = [[title in page for title in TITLES] for page in pages]
            assert [each for each in heads if any(each)] == [[True, False, False], [False, True, True]]
    finally:
        office.stop()


def printed_pages(path: Path) -> list[str]:
    """The text of each page."""
    run = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, timeout=60)
    return run.stdout.decode().split("\f")


@pytest.mark.parametrize(
    ("most", "marks"), [("0", 1), ("1", 1), ("5", 1), ("7", 1), ("12", 2), ("681", 200), ("86347", 20000), ("999", 200)]
)
def test_axis_has_round_whole_marks(most: str, marks: int) -> None:
    """Never a half of a request, never more than a few marks."""
    assert step(Decimal(most)) == marks


def test_what_is_wrong_with_the_sum_is_not_drawn_as_the_offices() -> None:
    """The county is called as its office is: only what the office's own report brought up is its."""
    office = "示例县人民政府办公室"
    own = Finding("G301", Level.ERROR, "自然人列不一致。", agency=office)
    of_sum = Finding("J201", Level.WARNING, "现行有效件数 7，上年汇总现行有效件数 9，相差 2。", agency=office)
    by_rule = Finding("H008", Level.WARNING, "第二项 1，上年汇总第四项 2，相差 1。", agency=office)
    assert county_charts.by_unit([own, of_sum, by_rule], {office: office}, office) == {office: [own]}
