"""The workbook a clerk opens: names, official layout, totals, checks, marks, protection, prompts, print."""

import io
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from nianbao.adapters import excel_cover, excel_write
from nianbao.adapters.excel_canvas import rectangles, reference
from nianbao.adapters.excel_plan import GRID_ROW, plan
from nianbao.adapters.excel_styles import height, lines, tallest
from nianbao.adapters.listing import finding_rows, spelled
from nianbao.adapters.workbook import (
    CHANGES_SHEET,
    COVER_SHEET,
    FINDING_HEADERS,
    FINDINGS_SHEET,
    HEAD_NAMES,
    HELP_SHEET,
    META_NAMES,
    META_SHEET,
    NOTE_ROWS,
    TEXT_ROWS,
    Area,
    Content,
    DataSheet,
    letters,
)
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotWrite
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.identity import Term
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.builders import content, report
from tests.ooxml import validate

FORMS = ["2019", "2021"]
BROKEN = "t3_1_natural=3 t3_2_natural=1 t3_3.1_natural=2 t3_3.3.4_natural=1 t3_1_legal=5 t3_3.2_legal=5 t3_3.5.1_other="
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


class Made:
    """A written workbook, to be opened for its formulas and for its stored results."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def book(self) -> Any:
        """With formulas."""
        return openpyxl.load_workbook(io.BytesIO(self.data))

    @cached_property
    def cached(self) -> Any:
        """With stored results."""
        return openpyxl.load_workbook(io.BytesIO(self.data), data_only=True)

    def place(self, name: str) -> tuple[Worksheet, str]:
        """The sheet and the top left cell of a defined name."""
        sheet, ref = next(iter(self.book.defined_names[name].destinations))
        return self.book[sheet], ref.replace("$", "").split(":")[0]

    def cell(self, name: str) -> Any:
        """The cell of a name, with its formula or value."""
        sheet, ref = self.place(name)
        return sheet[ref]

    def result(self, name: str) -> Any:
        """What the cell of a name shows, as stored."""
        sheet, ref = self.place(name)
        return self.cached[sheet.title][ref].value


def made(given: Report, **more: object) -> Made:
    """The workbook of a report."""
    return Made(excel_write.write(content(given, **more)))


@cache
def plain(form_id: str) -> Made:
    """The workbook of a report of zeros, opened once for all tests that only look at it."""
    return made(report(form_id))


def formulas(book: Any) -> list[tuple[str, str]]:
    """Sheet and cell of every formula."""
    return [(sheet.title, cell.coordinate) for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    """Each official form."""
    return load.by_id(request.param)


def test_names_cover_every_address(form: Form) -> None:
    """Cells, texts, head, metadata, marks, hints, bases, origins, and where findings, changes and steps are kept, are all named."""
    names = set(plain(form.id).book.defined_names)
    expected = {str(cell) for cell in form.cells} | {*form.text_addresses(), *HEAD_NAMES, *META_NAMES}
    expected |= {f"nb_marks_{table.code}" for table in form.tables} | {
        "nb_summary",
        "nb_findings",
        "nb_changes",
        "nb_steps",
    }
    expected |= {f"nb_hint_{cell.table}_{cell.row}" for cell in form.cells}
    expected |= {f"nb_hint_{section.code}" for section in form.sections}
    carried = [(carry, carry.cell(over)) for carry in form.carries for over in carry.over]
    expected |= {f"nb_base_{cell}" for carry, cell in carried if carry.show}
    expected |= {f"nb_origin_{cell.table}_{cell.row}" for _, cell in carried}
    assert {name for name in names if not name.startswith("_xlnm")} == expected


def test_sheets_follow_the_report(form: Form) -> None:
    """Cover, the sections in order, help, findings, what our commands changed, and the metadata nobody sees."""
    book = plain(form.id).book
    sections = [form.table(s.table).sheet if s.table else s.sheet for s in form.sections]
    assert [COVER_SHEET, *sections, HELP_SHEET, FINDINGS_SHEET, CHANGES_SHEET, META_SHEET] == book.sheetnames
    assert book[META_SHEET].sheet_state == "veryHidden"


def test_tables_are_printed_as_the_form_lays_them_out(form: Form) -> None:
    """Every merge and every label of the official grid stands where the layout says, and nothing else does."""
    book = plain(form.id).book
    for table in form.tables:
        grid, sheet = layout(table), book[table.sheet]
        expected = {
            f"{letters(p.column)}{p.row + GRID_ROW + 1}:{letters(p.column + p.colspan - 1)}{p.row + GRID_ROW + p.rowspan}"
            for p in grid.cells
            if (p.rowspan, p.colspan) != (1, 1)
        }
        inside = {
            str(merged)
            for merged in sheet.merged_cells.ranges
            if GRID_ROW < merged.min_row <= GRID_ROW + grid.rows and merged.max_col <= grid.columns
        }
        assert expected == inside
        for printed in grid.cells:
            value = sheet.cell(printed.row + GRID_ROW + 1, printed.column + 1).value
            assert printed.cell is not None or printed.text == value


def test_totals_are_formulas_with_their_results(form: Form) -> None:
    """Each total adds up natively and its stored result is the sum of the report's parts."""
    given = report(form.id, BROKEN)
    book = made(given)
    for cell, parts in form.totals.items():
        known = [given.values[part] for part in parts if given.values[part] is not None]
        assert str(book.cell(str(cell)).value).startswith("=IF(COUNT(")
        assert sum(value for value in known if value is not None) == book.result(str(cell))


def test_blank_form_shows_blank_totals_and_no_difference(form: Form) -> None:
    """Nothing filled in: totals and checks are empty texts, never 0 and never an error."""
    book = made(report(form.id, rest=None))
    assert {book.result(str(cell)) for cell in form.totals} == {None}
    for sheet, cell in formulas(book.book):
        shown = book.cached[sheet][cell].value
        assert shown is None or sheet == COVER_SHEET
    assert b't="str"><f>IF(COUNT(' in part(book.data, "表三")


def part(data: bytes, sheet: str) -> bytes:
    """The XML of a sheet."""
    import zipfile

    index = openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames.index(sheet) + 1
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(f"xl/worksheets/sheet{index}.xml")


@pytest.mark.parametrize("form_id", FORMS)
def test_checks_show_both_sides_difference(form_id: str) -> None:
    """Under 自然人 stands 1 (3 ＋ 1 against 3 ＋ 0), under 法律服务机构 平, in the cover's count the two broken columns."""
    book = made(report(form_id, BROKEN))
    laid = plan(load.by_id(form_id), load.by_id(form_id).table("t3"), NOTE_ROWS)
    shown = {
        (check.identity.code, check.over): book.cached["表三"][reference(check.area).split(":")[0]].value
        for check in laid.checks
    }
    assert {over: v for (code, over), v in shown.items() if code == "G301" and v} == {"natural": 1, "total": 1}
    assert not any(v for (code, _), v in shown.items() if code != "G301")
    cover = [cell.value for row in book.cached[COVER_SHEET] for cell in row]
    assert cover[cover.index("三、收到和处理政府信息公开申请情况") :][1:3] == [1, 2]


def recalculated(folder: Path, books: dict[str, bytes]) -> dict[str, Any]:
    """The same workbooks after LibreOffice has calculated every formula anew."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    files = [folder / f"{name}.xlsx" for name in books]
    for file, data in zip(files, books.values(), strict=True):
        file.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", *files], check=True, capture_output=True, timeout=240)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


@pytest.mark.office
def test_libreoffice_calculates_the_same_values(tmp_path: Path) -> None:
    """Every formula of a right, a broken and a blank workbook of both forms gives the result we stored."""
    reports = {"right": report("2019"), "broken": report("2021", BROKEN), "blank": report("2019", rest=None)}
    reports["money"] = report("2021", "t2_8.1_fees=3235.7271 t3_1_total=9")
    reports["nobody"] = replace(report("2021", BROKEN, rest=None), agency=None, year=None)
    written = {name: made(each) for name, each in reports.items()}
    again = recalculated(tmp_path, {name: book.data for name, book in written.items()})
    for name, book in written.items():
        places = formulas(book.book)
        stored = {place: book.cached[place[0]][place[1]].value for place in places}
        found = {place: again[name][place[0]][place[1]].value for place in places}
        assert len(places) > 80
        assert stored == {place: value if value != "" else None for place, value in found.items()}


def test_formula_like_text_stays_text() -> None:
    """Names, paragraphs and findings that begin like formulas or links are written as what they are."""
    evil = "=1+1"
    given = report("2021", agency=evil, s1_text=f"{evil}\n+2\n-3\n@x\nhttp://x.example", s3_text=evil, head_title=evil)
    finding = Finding("W101", Level.ERROR, evil, agency=evil, places=("s1_text",), left="=2")
    rows = (("=cmd", Decimal(3), None),)
    sheet = DataSheet("各单位", evil, (evil, "数", "空"), rows, (10, 10, 10))
    book = made(given, findings=(finding,), summary=evil, sheets=(sheet,))
    assert evil == book.cell("head_agency").value == book.cell("head_title").value == book.cell("s3_text").value
    assert {cell.data_type for row in book.book[FINDINGS_SHEET] for cell in row} <= {"s", "n"}
    assert {cell.data_type for row in book.book["各单位"] for cell in row} <= {"s", "n"}
    assert book.cell("s1_text").data_type == "s"


def test_input_cells_are_open_and_the_rest_is_locked(form: Form) -> None:
    """Protection has no password; totals and labels are locked, inputs and narratives are not."""
    book = plain(form.id)
    for cell in form.cells:
        assert book.cell(str(cell)).protection.locked is (cell in form.totals)
    for table in form.tables:
        sheet = book.book[table.sheet]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.formatColumns
        assert not sheet.protection.formatRows
        assert not book.cell(form.section_of(table.code).text).protection.locked
        assert sheet.cell(GRID_ROW + 1, 1).protection.locked
    assert not book.cell("head_title").protection.locked


def test_every_input_cell_has_its_own_prompt(form: Form) -> None:
    """The prompt names the cell and its unit; what is not a number of the cell's kind is stopped in Chinese."""
    book = plain(form.id)
    for cell in form.inputs():
        sheet, ref = book.place(str(cell))
        rule = next(each for each in sheet.data_validations.dataValidation if ref in str(each.sqref).split())
        assert rule.promptTitle == form.spell(cell).partition("·")[2][:32]
        assert form.column(cell).unit in rule.prompt
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255
        assert len(rule.error) <= 255
        assert rule.type == ("decimal" if form.column(cell).kind == "money" else "whole")
        assert rule.errorStyle in (None, "stop")


def test_a_change_may_be_negative() -> None:
    """本年增/减 takes negative whole numbers, a count does not."""
    book = plain("2019")
    allowed = {}
    for address in ("t2_5.1_change", "t2_5.1_prior"):
        sheet, ref = book.place(address)
        rule = next(each for each in sheet.data_validations.dataValidation if ref in str(each.sqref).split())
        allowed[address] = (rule.operator, rule.formula1)
    assert allowed == {"t2_5.1_change": (None, "-999999999"), "t2_5.1_prior": ("greaterThanOrEqual", "0")}


def test_marks_and_hints_show_the_findings() -> None:
    """A finding's cells carry its level in the hidden marks, its row says it, the list jumps to the first place."""
    finding = Finding("G301", Level.ERROR, "表三·自然人列：相差 1。", places=("t3_3.7_natural", "t3_1_natural"))
    book = made(report("2021", BROKEN), findings=(finding,), summary="共 1 个问题。")
    corner, first, seventh = book.cell("nb_marks_t3"), book.cell("t3_1_natural"), book.cell("t3_3.7_natural")
    marks = book.book["表三"]
    assert corner.value == "error"
    assert marks.cell(corner.row + seventh.row - first.row, corner.column).value == "error"
    assert marks.cell(corner.row + 1, corner.column).value is None
    assert marks.column_dimensions[letters(corner.column - 1)].hidden
    assert "相差 1" in book.cell("nb_hint_t3_3.7").value
    first = book.cell("nb_findings")
    link = book.book[FINDINGS_SHEET].cell(first.row, first.column + FINDING_HEADERS.index("位置")).hyperlink
    sheet, ref = book.place("t3_3.7_natural")
    assert link.location == f"'{sheet.title}'!{ref}"
    assert book.cell("nb_summary").value == "共 1 个问题。"


def test_conditional_formatting_paints_marks_first() -> None:
    """The three mark rules come before the checks' own red, so a finding is never hidden by it."""
    rules = plain("2021").book["表三"].conditional_formatting
    formulas_by_priority = {rule.priority: rule.formula[0] for each in rules for rule in each.rules}
    first = [formulas_by_priority[priority] for priority in (1, 2, 3)]
    assert [text.partition("=")[2] for text in first] == ['"error"', '"warning"', '"hint"']
    assert len(formulas_by_priority) > 7 + 7 + 25


def test_carried_cells_tell_their_origin() -> None:
    """A carried figure has a note and its row a line; last year's base stands beside the cell, not in it."""
    form = load.by_id("2021")
    into = next(carry for carry in form.carries if not carry.show)
    beside = next(carry for carry in form.carries if carry.show)
    origins = {into.cell(over): "上年年报表三第四项" for over in into.over}
    bases: dict[Cell, Decimal | None] = {beside.cell(over): Decimal(8) for over in beside.over}
    book = made(report("2021"), origins=origins, bases=bases)
    filled = into.cell(into.over[0])
    assert book.cell(f"nb_origin_{filled.table}_{filled.row}").value == "上年年报表三第四项"
    assert "上年年报表三第四项" in book.cell(str(filled)).comment.text
    assert {8} == {book.cell(f"nb_base_{cell}").value for cell in bases}


def test_a_stated_total_that_differs_is_kept() -> None:
    """A published total unlike its parts is not silently replaced: the number stays, the check shows the gap."""
    book = made(report("2021", "t3_1_natural=3 t3_3.1_natural=3 t3_1_total=9"))
    assert book.cell("t3_1_total").value == 9
    assert "各格之和为 3，相差 6" in book.cell("t3_1_total").comment.text
    assert not book.cell("t3_1_total").protection.locked


def test_long_texts_are_spread_and_never_cut() -> None:
    """A paragraph longer than a cell takes several rows; more paragraphs than rows make the range longer."""
    long, many = "长" * 70_000, "\n".join(f"第{number}段" for number in range(TEXT_ROWS + 5))
    book = made(report("2021", s1_text=long, s5_text=many, s3_text="\n".join("一二三四五六七"), head_lead=long))
    assert long == "".join(texts(book, "s1_text")) == "".join(texts(book, "head_lead"))
    assert many.split("\n") == texts(book, "s5_text")
    assert list("一二三四五六七") == texts(book, "s3_text")


def texts(book: Made, name: str) -> list[str]:
    """The paragraphs in a named range."""
    sheet, ref = next(iter(book.book.defined_names[name].destinations))
    cells = book.book[sheet][ref.replace("$", "")]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    return [row[0].value for row in rows if row[0].value]


def test_text_beyond_one_cell_is_refused_where_it_cannot_be_spread() -> None:
    """A unit's name of 40,000 characters is refused with the place, not cut."""
    with pytest.raises(CannotWrite, match=COVER_SHEET):
        made(report("2021", agency="镇" * 40_000))


def test_odd_characters_make_a_valid_workbook(tmp_path: Path) -> None:
    """Control characters, halves of surrogate pairs and non-characters neither crash the writer nor break the file."""
    odd = "甲\x00\x07\x1f\ud800乙\ufffe_x0041_𠮷\r"
    finding = Finding("W101", Level.HINT, odd, places=("s1_text", odd), agency=odd)
    origins = {Cell.parse("t3_2_natural"): odd}
    given = report("2021", agency=odd, s1_text=odd, s3_text=odd, head_lead=odd)
    path = tmp_path / "odd.xlsx"
    path.write_bytes(excel_write.write(content(given, findings=(finding,), origins=origins, summary=odd)))
    assert openpyxl.load_workbook(path).sheetnames[0] == COVER_SHEET
    assert validate(path) == []


@pytest.mark.parametrize("form_id", FORMS)
def test_open_xml_validator_has_no_objection(form_id: str, tmp_path: Path) -> None:
    """A workbook with findings, marks, notes and lists is valid for Excel 2010 and later."""
    finding = Finding("G301", Level.ERROR, "相差 1。", places=("t3_3.7_natural",), left="4", right="3", difference="1")
    sheet = DataSheet(
        "各单位", "各单位数据", ("单位", "数"), (("甲镇", Decimal("1.5")),), (10, 10), {(0, 0): "s1_text"}
    )
    path = tmp_path / "book.xlsx"
    origins = {Cell.parse("t3_2_natural"): "上年年报"}
    path.write_bytes(
        excel_write.write(content(report(form_id, BROKEN), findings=(finding,), sheets=(sheet,), origins=origins))
    )
    assert validate(path) == []
    assert validate(path, "Office2010") == []


def test_numbers_are_written_exactly() -> None:
    """Money keeps its decimals; a figure beyond fifteen digits is kept whole, as text."""
    book = made(report("2021", "t2_8.1_fees=2601.953875 t2_5.1_decided=12345678901234567"))
    assert book.cell("t2_8.1_fees").value == 2601.953875
    assert book.cell("t2_5.1_decided").value == "12345678901234567"


def test_title_is_joined_natively_unless_the_source_says_otherwise() -> None:
    """Unit and year make the title by formula; a title worded differently stays."""
    joined = excel_cover.title_of("青石镇", report("2021").year)
    book = made(report("2021"))
    assert str(book.cell("head_title").value).startswith("=IF(")
    assert joined == book.result("head_title")
    assert made(report("2021", head_title="另一标题")).cell("head_title").value == "另一标题"


def test_print_leaves_out_all_that_is_not_the_report(form: Form) -> None:
    """The print area is title, table and narrative; checks, hints and marks stand outside; A4, one page wide."""
    book = plain(form.id).book
    for table in form.tables:
        sheet, laid = book[table.sheet], plan(form, table, NOTE_ROWS)
        assert f"$A$1:${letters(laid.right)}${laid.note.bottom + 1}" in sheet.print_area
        outside = [*(check.area for check in laid.checks), *laid.hints.values(), *laid.origins.values(), laid.marks]
        assert all(area.top > laid.note.bottom or area.left > laid.right for area in outside)
        assert (str(sheet.page_setup.paperSize), sheet.page_setup.fitToWidth or 1) == ("9", 1)


def test_text_rows_grow_with_what_is_typed() -> None:
    """Heights of paragraph rows are not fixed by hand, those of the merged tables are."""
    book = made(report("2021", s1_text="很长的一段。" * 60))
    assert b"customHeight" not in part(book.data, "一、总体情况").partition(b"<sheetData>")[2]
    assert b"customHeight" in part(book.data, "表三")


def test_county_lists_hold_numbers_and_jumps() -> None:
    """A list's figures are numbers, its names jump to a cell, and it stands after the tables."""
    rows = (("甲镇", Decimal("3.5"), 2, None),)
    sheet = DataSheet(
        "各单位", "各单位数据", ("单位", "金额", "件", "空"), rows, (10, 8, 8, 8), {(0, 0): "t3_1_natural"}
    )
    book = made(report("2021"), sheets=(sheet,), kind="county").book
    assert book.sheetnames.index("各单位") == book.sheetnames.index(HELP_SHEET) - 1
    line = next(row for row in book["各单位"] if row[0].value == "甲镇")
    assert [cell.value for cell in line] == ["甲镇", 3.5, 2, None]
    assert line[0].hyperlink.location.startswith("'表三'!")


def invented() -> Form:
    """A form whose table mixes blocks printed down and across, with checks and bases along columns."""
    base = load.by_id("2021")
    down, across = base.table("t2").blocks[0], base.table("t4").blocks[0]
    table = replace(base.table("t4"), code="t4", blocks=(down, across))
    pattern = next(each for each in base.identities if each.table == "t4")
    sums = replace(pattern, along="column", left=(Term("2.1"),), right=(Term("2.2"), Term("1", -1)), total=False)
    sums = replace(sums, code="G402", over=("upheld", "other"), level="warning")
    shown = replace(base.carries[0], table="t4", to="2.1", over=("upheld",), show=True)
    tables = (base.table("t2"), base.table("t3"), table)
    return replace(base, tables=tables, identities=(*base.identities, sums), carries=(*base.carries, shown))


def test_an_unknown_shape_of_table_is_written_all_the_same(tmp_path: Path) -> None:
    """Blocks down and across in one table: nothing overlaps, every name is there, the check adds up."""
    form = invented()
    values: dict[Cell, Decimal | None] = dict.fromkeys(form.cells, Decimal(1))
    given = replace(report("2021"), values=values)
    book = Made(excel_write.write(Content(form, given)))
    laid = plan(form, form.table("t4"), NOTE_ROWS)
    check = next(each for each in laid.checks if (each.identity.code, each.over) == ("G402", "other"))
    assert book.cached[check.area.sheet][reference(check.area)].value == 1
    assert {f"nb_hint_t4_{row}" for row in ("1.1", "1.2", "1", "2.1", "2.2")} <= set(book.book.defined_names)
    assert "nb_base_t4_2.1_upheld" in book.book.defined_names
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.data)
    assert validate(path) == []


def test_finding_rows_follow_the_headers() -> None:
    """One line a finding: figures as numbers, quotations as text, places spelled for people when the form is known."""
    form = load.by_id("2021")
    waiver = {"reason": "修订计入制发", "by": "张三", "date": None, "stands": True}
    finding = Finding("G301", Level.ERROR, "相差。", "请核对。", "依据", ("t3_3.7_natural", "t3_1_natural"), "表三!D33")
    finding = replace(finding, left="4", right="12件", difference="-1.5", agency="青石镇", waiver=waiver)
    line = dict(zip(FINDING_HEADERS, finding_rows([finding], form)[0], strict=True))
    assert (line["序号"], line["级别"], line["编号"], line["单位"]) == (1, "错误", "G301", "青石镇")
    assert line["位置"] == "表三·三（七）·自然人 等2处"
    assert (Decimal(4), "12件", Decimal("-1.5")) == (line["左边"], line["右边"], line["相差"])
    assert (line["说明"], line["说明人"], line["说明日期"], line["说明状态"]) == ("修订计入制发", "张三", None, "有效")
    assert finding_rows([finding])[0][FINDING_HEADERS.index("位置")] == "表三!D33"
    assert [spelled(place, form) for place in ("s1_text", "head_title", "x")] == ["一、总体情况", "标题", "x"]


def test_rectangles_join_neighbours() -> None:
    """A column of cells is one range, so that inserted rows fall inside the sum; a gap parts it."""
    cells = [Area("表", row, column, row, column) for row in (1, 2, 4) for column in (0, 1)]
    assert [reference(area) for area in rectangles(cells)] == ["A2:B3", "A5:B5"]


def test_lines_count_chinese_as_two() -> None:
    """Twenty Chinese characters need about the width of forty digits, and each line break counts."""
    assert lines("一" * 20, 44) == 1
    assert lines("一" * 20, 22) == 2
    assert lines("1" * 40, 44) == 1
    assert lines("一\n二", 44) == 2
    assert height("一" * 100_000, 44) == 409.0


@given(st.lists(st.tuples(st.text("一〇1 a\n，", max_size=60), st.sampled_from([4, 8.5, 12, 30])), max_size=4))
def test_a_row_is_as_high_as_its_longest_text(texts: list[tuple[str, float]]) -> None:
    """Short texts are not measured letter by letter, and the row is as high as if they were."""
    assert tallest(texts) == max((height(text, width) for text, width in texts), default=height("", 10))
