"""CSV for spreadsheets: opened by a double click, stacked with others, run by none, and read back as it was."""

import csv
import io
import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nianbao.adapters import own_csv
from nianbao.adapters.libreoffice import program
from nianbao.cli import main
from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse, read
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead, CannotWrite
from nianbao.core.report import Report
from nianbao.forms import load
from tests import office
from tests.adapters.pages import reports
from tests.builders import book, report, said

FORM = load.by_id("2021")
# What a spreadsheet would run, what it would not, and what only looks like what was made harmless.
RISKY = [
    "=1+1",
    "+1",
    "-甲",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "　＝1",
    "＋1",
    "－甲",
    "＠甲",
    "﹢1",
    "\u200b=1",
    "\n=1",
    "\t甲",
]
PLAIN = ["甲=1", "1", "-5", "-0.25", "'甲", "一、", "“=1”", "0", ""]
LOOKALIKES = ["'=1", "''=1", "'　＝1", "' '@", "'-5"]
A_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
NASTY = "\n".join(['第一段，含逗号,和"引号"；', '=HYPERLINK("甲")', "　　缩进。", "tab\t内", "'引号开头"])


def written(made: Report) -> bytes:
    """The CSV of a report."""
    return export(Reading(made, load.by_id(made.form), ()), ".csv")


def lines(data: bytes) -> list[list[str]]:
    """The cells of a CSV as any program sees them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_report_reads_back_whole(made: Report) -> None:
    """Values, blanks, texts, headings, unit, year and level."""
    found = parse(written(made), "青石镇.csv").report
    assert (found.values, found.texts) == (made.values, made.texts)
    assert [each.text for each in found.headings] == [each.text for each in made.headings]
    assert (found.form, found.agency, found.year, found.level) == (made.form, made.agency, made.year, made.level)


@settings(max_examples=60)
@given(st.text(alphabet="=+-@＝＋'1a\t\r\n 　\u200b甲.", max_size=6))
def test_text_is_harmless_and_told_from_what_was_typed(text: str) -> None:
    """No two texts are written alike, and none that is written begins with a formula."""
    made = own_csv.harmless(text)
    shown = made.lstrip(" 　\t\r\n\u200b")
    assert A_NUMBER.fullmatch(made) or not shown.startswith(tuple("=+-@＝＋"))
    again = replace(report("2021"), agency=text)
    found = parse(own_csv.write(again, FORM), "甲.csv").report
    assert (found.agency or "") == text


@pytest.mark.parametrize("text", RISKY + LOOKALIKES)
def test_formula_gets_an_apostrophe(text: str) -> None:
    """In any width, after any blanks."""
    assert own_csv.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_stays_as_it_is(text: str) -> None:
    """A negative number is a number."""
    assert own_csv.harmless(text) == text


def test_no_column_is_run() -> None:
    """Unit, level, texts and headings alike."""
    made = replace(
        report("2021", s1_text="=1", head_lead="@甲", head_title="　＋1"), agency="=cmd|' /C calc'!A0", level="-1+1"
    )
    cells = [cell for line in lines(written(made)) for cell in line]
    assert [
        cell for cell in cells if cell.lstrip(" 　")[:1] in tuple("=+-@＝＋") and not A_NUMBER.fullmatch(cell)
    ] == []
    assert parse(written(made), "甲.csv").report.agency == made.agency


def test_file_is_as_spreadsheets_want_it() -> None:
    """A mark for UTF-8, CR LF after every line, as many columns in each."""
    data = written(report("2021", s1_text=NASTY))
    assert data.startswith(b"\xef\xbb\xbf")
    # Line feeds by themselves stand within a text only.
    texts = sum(cell.count("\n") for line in lines(data) for cell in line)
    assert (data.count(b"\r\n"), data.count(b"\n") - texts) == (len(lines(data)), len(lines(data)))
    assert {len(line) for line in lines(data)} == {len(own_csv.HEADERS)}


def test_lists_of_many_units_can_be_stacked() -> None:
    """Every line says whose it is, of which year and form."""
    stacked = []
    for name, value in (("青石镇", 5), ("白水镇", 7)):
        stacked += lines(written(report("2021", f"t3_1_natural={value}", agency=name)))[1:]
    column = own_csv.HEADERS.index
    found = {
        line[column("单位名称")]: line[column("数值")] for line in stacked if line[column("地址")] == "t3_1_natural"
    }
    assert found == {"青石镇": "5", "白水镇": "7"}
    assert {(line[column("年度")], line[column("格式")], line[column("层级")]) for line in stacked} == {
        ("2025", "2021", "乡镇")
    }


def test_stacked_list_is_refused_as_one_report() -> None:
    """It is many."""
    one, other = written(report("2021")), written(report("2021", agency="白水镇"))
    with pytest.raises(CannotRead, match="里面有 2 份年报"):
        parse(one + other.split(b"\r\n", 1)[1], "甲.csv")


def test_list_saved_by_a_spreadsheet_is_read() -> None:
    """Without needless quotes, in GBK, with thousands parted."""
    made = report("2021", "t3_1_natural=1234")
    stream = io.StringIO(newline="")
    rows = [["1,234" if cell == "1234" else cell for cell in line] for line in lines(written(made))]
    csv.writer(stream).writerows(rows)
    found = parse(stream.getvalue().encode("gb18030"), "青石镇.csv")
    assert (found.report.values, found.report.texts, said(found.findings)) == (made.values, made.texts, [])


def test_figure_that_is_none_is_told() -> None:
    """「约3」 is nothing that counts."""
    data = written(report("2021", "t3_1_natural=777")).replace(b'"777"', '"约3"'.encode(), 1)
    found = parse(data, "青石镇.csv")
    assert said(found.findings) == [("D002", "t3_1_natural")]
    assert found.report.values[Cell.parse("t3_1_natural")] is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"t3_1_natural"', '"t9_1_natural"', "没有"),
        ('"t3_1_natural"', '"t3_2_natural"', "写了两次"),
        ('"2021"', '"1949"', "没有编号为"),
        ('"t3_1_natural",', "", "第 .* 行有 8 栏"),
    ],
)
def test_list_that_fits_no_form_is_refused(old: str, new: str, told: str) -> None:
    """Each refusal names the file and the place."""
    text = written(report("2021")).decode()
    with pytest.raises(CannotRead, match=told):
        parse((text.replace(old, new) if old == '"2021"' else text.replace(old, new, 1)).encode(), "青石镇.csv")


def test_text_longer_than_a_cell_takes_several_lines() -> None:
    """A spreadsheet would cut it without a word."""
    made = report("2021", s1_text="甲" * 31_999 + "=乙" * 20_000)
    data = written(made)
    assert max(len(cell) for line in lines(data) for cell in line) < 32_767
    assert parse(data, "青石镇.csv").report.texts == made.texts


def test_list_lacking_a_cell_is_told_and_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof reads it with the reader everybody has."""
    made = report("2021", "t3_1_natural=777 t3_4_natural=777")
    data = b"\r\n".join(line for line in written(made).split(b"\r\n") if b"t3_1_natural" not in line)
    assert said(parse(data, "青石镇.csv").findings) == [("D031", "t3_1_natural")]
    monkeypatch.setattr(own_csv, "write", lambda *_: data)
    with pytest.raises(CannotWrite, match="表三·一·自然人不一致：应为「777」，读回是「（空白）」"):
        written(made)


def test_command_reads_the_list_it_wrote(tmp_path: Path) -> None:
    """`export` to .csv, `read` and `import` of it."""
    made = book(tmp_path, report("2021", "t3_1_natural=777 t3_4_natural=777 t2_8.1_fees=1.25"))
    assert main(["export", str(made), "-o", str(tmp_path / "年报.csv")]) == 0
    assert read(tmp_path / "年报.csv").report.values == read(made).report.values
    assert main(["import", str(tmp_path / "年报.csv"), "-o", str(tmp_path / "又.xlsx")]) == 0
    assert read(tmp_path / "又.xlsx").report.values == read(made).report.values


@pytest.mark.office
def test_libreoffice_shows_every_cell_as_it_was_written(tmp_path: Path) -> None:
    """Opened there, figures are numbers, texts are texts, and nothing was run."""
    office.require()
    made = replace(
        report("2021", "t3_1_natural=777 t2_8.1_fees=0.0001 t3_2_legal=-5", s1_text=NASTY, s5_text="　＝1+1"),
        agency="=1+1",
    )
    data = written(made)
    (tmp_path / "年报.csv").write_bytes(data)
    started = program.find_office()
    assert started is not None
    words = [str(started), "--headless", "--norestore", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"]
    words += [
        "--infilter=CSV:44,34,76,1",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "年报.csv"),
    ]
    for _ in range(program.ATTEMPTS):
        subprocess.run(words, check=False, capture_output=True, timeout=120, env=program.environment(headless=True))
        if (tmp_path / "年报.xlsx").is_file():
            break
    sheet = openpyxl.load_workbook(tmp_path / "年报.xlsx").active
    shown = [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]
    assert [[as_shown(cell) for cell in row] for row in shown] == lines(data)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    figures = [row[3] for row in shown[1:] if row[3] != ""]
    assert figures
    assert all(isinstance(figure, int | float) for figure in figures)


def as_shown(value: object) -> str:
    """A cell's value as it was written."""
    return value if isinstance(value, str) else format(Decimal(str(value)), "f")
