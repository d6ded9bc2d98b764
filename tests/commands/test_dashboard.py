"""看板: the county workbook's figures on one page, whoever the units are and however many."""

import re
import struct
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest
from lxml import etree, html
from pdfminer.high_level import extract_pages, extract_text

from nianbao.adapters import excel_open, svg
from nianbao.adapters.dashboard import PAGE, Dashboard, picture
from nianbao.adapters.libreoffice.program import PROGRAM_VARIABLE
from nianbao.cli import main
from nianbao.commands import consolidate
from nianbao.commands.check import check_reading
from nianbao.commands.dashboard import dashboard
from nianbao.commands.gather import Gathered
from nianbao.commands.new_workbook import write
from nianbao.commands.read import Reading
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import book, clean_report, report
from tests.commands.counties import county_book, listed

HOSTILE = "<script>alert(1)</script>&\"'镇"
CLEAN = "t3_1_natural=8 t3_2_natural=1 t3_3.1_natural=5 t3_3.3.2_legal=1 t3_1_legal=1 t3_4_natural=4 t4_1_upheld=2"
SVG = "{http://www.w3.org/2000/svg}"


def summed(folder: Path, *reports: Report, prior: Report | None = None) -> Path:
    """A county workbook of these reports."""
    checked = [check_reading(Reading(each, load.by_id(each.form), ())) for each in reports]
    gathered = Gathered(checked, [Path(__file__)] * len(checked))
    county = consolidate.consolidate(gathered, [], agency="示例县人民政府", year=2025, prior=prior)
    return write(folder / "汇总.xlsx", consolidate.content(county))


def many(folder: Path, number: int) -> Path:
    """A county of so many units, one with a name that is too long and one with a name full of marks."""
    random = Random(number)
    names = [f"{'青白黑红绿黄'[count % 6]}石{count}镇" for count in range(number)]
    names[0] = HOSTILE
    if number > 1:
        names[1] = "红岩经济技术开发区管理委员会社会事务服务中心暨综合行政执法办公室"
    reports = [replace(clean_report(random, "2021"), agency=name) for name in names]
    return summed(folder, *reports, prior=replace(clean_report(random, "2021"), agency="示例县人民政府", year=2024))


def shown(path: Path) -> Dashboard:
    """The page of a county workbook."""
    return dashboard(excel_open.open_workbook(path.read_bytes(), path.name))


def texts(drawn: str) -> list[str]:
    """All that is written in a picture."""
    return [each.text or "" for each in etree.fromstring(drawn.encode()).iter(f"{SVG}text")]


def workbook_value(path: Path, address: str) -> Decimal:
    """What the county workbook's own cell holds."""
    found = openpyxl.load_workbook(path, data_only=True)
    sheet, _, place = found.defined_names[address].attr_text.replace("'", "").partition("!")
    return Decimal(str(found[sheet][place.replace("$", "")].value))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """青石镇 is clean, 白水镇 blank in 表三, 黑山镇 breaks an identity, 红岩镇 sent nothing, 绿水镇 torn."""
    lines = [listed(name) for name in ("青石镇", "白水镇", "黑山镇", "红岩镇", "绿水镇")]
    blank = report("2021", " ".join(f"{cell}=" for cell in load.by_id("2021").cells if cell.table == "t3"), rest="0")
    wrong = report("2021", "t3_1_natural=3 t3_3.1_natural=2", agency="黑山镇", year=2025)
    reports = (report("2021", CLEAN, year=2025), replace(blank, agency="白水镇"), wrong)
    return county_book(tmp_path / "汇总.xlsx", lines, *reports, torn="绿水镇.xlsx")


def test_figures_are_the_county_workbooks(county: Path) -> None:
    """What comes in and goes out, each result and the reviews are what the workbook's cells hold."""
    found = shown(county)
    ends = {share.name: share.value for share in (*found.incoming, *found.outgoing)}
    addresses = {"新收": "t3_1_total", "上年结转": "t3_2_total", "办结": "t3_3.7_total", "结转下年": "t3_4_total"}
    assert ends == {name: workbook_value(county, address) for name, address in addresses.items()}
    assert found.outcomes is not None
    assert dict(zip(found.outcomes.categories, found.outcomes.series[0].values, strict=True)) == {
        "予以公开（87.5%）": 7,
        "部分公开（0.0%）": 0,
        "不予公开（12.5%）": 1,
        "无法提供（0.0%）": 0,
        "不予处理（0.0%）": 0,
        "其他处理（0.0%）": 0,
    }
    assert found.beside_last is not None
    figures = dict(zip(found.beside_last.categories, found.beside_last.series[-1].values, strict=True))
    assert figures["行政复议"] == workbook_value(county, "t4_1_total") == 2


def test_page_says_what_is_open(county: Path) -> None:
    """The board's counts, who is missing or unreadable, the balance that fails, and the blank unit left out."""
    found = shown(county)
    board = {each.name: each.number for each in found.counts}
    assert board == {"单位": 5, "计入汇总": 3, "已报": 1, "有错": 2, "读不了": 1, "缺报": 1}
    said = texts(picture(found))
    assert "缺报：红岩镇。" in said
    assert "读不了：绿水镇。" in said
    assert "来源与去向相差 1，请核对。" in said
    assert "新收 12 ＋ 上年结转 1 ＝ 13" in said
    assert "未填写、没有画出：白水镇。" in said
    assert any("错误" in each and "警告" in each for each in said)


def test_mark_of_a_returned_report_is_counted(county: Path) -> None:
    """What the county wrote into 退回 is a count of its own; without any there is none."""
    assert "退回" not in {each.name for each in shown(county).counts}
    marked = openpyxl.load_workbook(county)
    sheet = marked["报送状态"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "退回")
    sheet.cell(header.row + 3, header.column, "1月12日")
    marked.save(county)
    assert {each.name: each.number for each in shown(county).counts}["退回"] == 1


def test_units_are_counted_once_whatever_they_sent(tmp_path: Path) -> None:
    """青石镇 sent two that differ, and both lines bear 退回: it is one unit, in one state."""
    sent = [replace(report("2021", CLEAN, year=2025), file="一.xlsx")]
    sent += [replace(report("2021", year=2025), file="二.xlsx"), report("2021", agency="白水镇", year=2025)]
    sent += [replace(report("2021", agency="白水镇", year=2024), file="上年.xlsx")]
    path = county_book(tmp_path / "汇总.xlsx", [listed("青石镇"), listed("白水镇")], *sent)
    marked = openpyxl.load_workbook(path)
    for row in marked["报送状态"].iter_rows(min_row=4):
        if row[0].value == "青石镇":
            row[2].value = "1月12日"
    marked.save(path)
    found = shown(path)
    counts = {each.name: each.number for each in found.counts}
    assert counts == {"单位": 2, "计入汇总": 2, "已报": 1, "重复": 1, "退回": 1}
    assert next(each for each in found.problems if "：" in each) == "重复：青石镇。"
    assert not any(each.startswith("年度不符") for each in found.problems)


def test_office_of_the_countys_name_has_its_own_defects(tmp_path: Path) -> None:
    """What the office's own report breaks is drawn as a unit's; what is told of the sum is the sum's alone."""
    office, lost = "示例县人民政府", report("2021", CLEAN, agency="示例县人民政府", year=2024)
    wrong = replace(report("2021", "t3_1_natural=3 t3_3.1_natural=2", agency=office, year=2025), file="本级.xlsx")
    found = shown(summed(tmp_path, wrong, prior=lost))
    assert any("H008" in each for each in found.problems)
    assert not any("G301" in each for each in found.problems)
    assert found.troubles.categories == (office,)
    errors, warnings = found.troubles.series
    assert (errors.values[0] or 0) > 0
    assert warnings.values == (0,)


def test_counts_of_findings_are_those_of_the_list(county: Path) -> None:
    """错误 and 警告 of the units together with the county's own are what 校验结果 lists."""
    found = shown(county)
    line = openpyxl.load_workbook(county)["校验结果"]["A2"].value
    errors, warnings = (int(re.search(rf"{word} ([0-9]+)", line)[1]) for word in ("错误", "警告"))  # type: ignore[index]
    assert f"错误 {errors} · 警告 {warnings}" in found.problems[0]
    drawn = [sum(value for value in each.values if value) for each in found.troubles.series]
    assert drawn[0] <= errors
    assert drawn[0] >= 3


def test_figure_that_nobody_filled_in_is_said_to_be_blank(tmp_path: Path) -> None:
    """A county whose units all left 表三 blank: no bars, no 0, no comparison."""
    path = summed(tmp_path, report("2021", rest=None))
    said = texts(picture(shown(path)))
    assert "新收 未填写 ＋ 上年结转 未填写" in " ".join(said)
    assert any("两边无法比较" in each for each in said)


def test_year_before_comes_from_the_workbook_or_from_the_file_named(tmp_path: Path) -> None:
    """The figures it was summed with are found again; --prior takes their place."""
    last = report("2021", "t3_1_natural=5 t3_3.1_natural=5", year=2024, agency="示例县人民政府")
    path = summed(tmp_path, report("2021", CLEAN, year=2025), prior=last)
    assert "新收（＋4）" in texts(picture(shown(path)))
    older = report("2021", "t3_1_natural=9 t3_3.1_natural=9", year=2024, agency="示例县人民政府")
    other = book(tmp_path, older, "上年.xlsx")
    target = tmp_path / "看板.svg"
    assert main(["dashboard", str(path), "--prior", str(other), "-o", str(target)]) == 0
    assert "新收（平）" in texts(target.read_text(encoding="utf-8"))


def test_report_that_is_not_last_years_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is compared with this year's own report."""
    path = summed(tmp_path, report("2021", CLEAN, year=2025))
    wrong = book(tmp_path, report("2021", CLEAN, year=2025), "本年.xlsx")
    assert main(["dashboard", str(path), "--prior", str(wrong), "-o", str(tmp_path / "看板.html")]) == 2
    assert "2025" in capsys.readouterr().err
    assert not (tmp_path / "看板.html").exists()


@pytest.mark.parametrize("number", [1, 10, 40, 300])
def test_everything_drawn_is_on_the_page(tmp_path: Path, number: int) -> None:
    """No text and no bar leaves the page, and no line of text is set upon another of the same place."""
    root = etree.fromstring(picture(shown(many(tmp_path, number))).encode())
    seen = set()
    for each in root.iter(f"{SVG}text"):
        x, y, size = (float(each.get(name)) for name in ("x", "y", "font-size"))
        width = svg.width_of(each.text or "", size)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[each.get("text-anchor")]
        assert left >= 20, each.text
        assert left + width <= PAGE[0] - 10, each.text
        assert 0 < y < PAGE[1] - 20, each.text
        assert (x, y) not in seen, each.text
        seen.add((x, y))
    for each in root.findall(f"{SVG}rect"):
        assert float(each.get("x") or 0) + float(each.get("width")) <= PAGE[0]


def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    """The page runs nothing and fetches nothing; a name with marks is shown as it is."""
    path, target = many(tmp_path, 10), tmp_path / "看板.html"
    assert main(["dashboard", str(path), "-o", str(target)]) == 0
    written = target.read_text(encoding="utf-8")
    page = html.fromstring(written)
    assert not page.xpath("//script | //link | //img | //iframe | //image | //use | //*[@href or @src or @onload]")
    assert "http" not in written.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in re.sub(r"url\(#[a-zA-Z0-9-]+\)", "", written)
    assert any(HOSTILE[:8] in each for each in page.xpath("//text/text()"))


def test_png_is_a_printable_page(tmp_path: Path) -> None:
    """A4 at 300 dots an inch."""
    path, target = many(tmp_path, 10), tmp_path / "看板.png"
    assert main(["dashboard", str(path), "-o", str(target)]) == 0
    head = target.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (2481, 3509)


def test_picture_without_chinese_fonts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture without its texts would be worse than none."""
    monkeypatch.setattr(svg, "FONTS", ("没有这种字体",))
    path, target = many(tmp_path, 1), tmp_path / "看板.png"
    assert main(["dashboard", str(path), "-o", str(target)]) == 2
    assert "没有可用的中文字体" in capsys.readouterr().err
    assert not target.exists()


def test_pdf_is_one_page_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One A4 page whose texts can be copied; no office program has to be there."""
    monkeypatch.setenv(PROGRAM_VARIABLE, str(tmp_path / "none"))
    path, target = many(tmp_path, 40), tmp_path / "看板.pdf"
    assert main(["dashboard", str(path), "-o", str(target)]) == 0
    (page,) = extract_pages(target)
    assert (round(page.width), round(page.height)) == (595, 842)
    found = "".join(extract_text(target).split())
    assert all("".join(each.split()) in found for each in texts(picture(shown(path))))


def test_other_files_and_other_suffixes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit's workbook is no county's; a suffix we do not write is named."""
    unit = book(tmp_path, report("2021", CLEAN))
    assert main(["dashboard", str(unit), "-o", str(tmp_path / "看板.html")]) == 2
    assert "不是汇总工作簿" in capsys.readouterr().err
    assert main(["dashboard", str(unit), "-o", str(tmp_path / "看板.docx")]) == 2
    assert ".html、.pdf、.png、.svg" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("第二项 698，相差 1234。", ["第二项 698，相差 ", "1234。"]),
        ("一二三四五六七八九。", ["一二三四五六七八", "九。"]),
    ],
)
def test_line_breaks_neither_a_number_nor_before_a_full_stop(text: str, lines: list[str]) -> None:
    """Chinese lines break anywhere but there."""
    width = svg.width_of("一二三四五六七八九", 10)
    assert svg.folded(text, width, 10, 3) == lines
