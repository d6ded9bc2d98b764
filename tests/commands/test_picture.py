"""图解: a report's year on one page, every figure the report's own."""

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from lxml import etree
from pdfminer.high_level import extract_pages, extract_text

from nianbao.adapters import fonts, svg
from nianbao.adapters.poster_page import LEFT, RIGHT
from nianbao.cli import main
from nianbao.commands.picture import picture_of, written
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.forms.flow import flow, plain
from tests.builders import book, clean_report, report

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>&\"'镇"
LONG = "青石苗族侗族自治县红岩经济技术开发区管理委员会社会事务服务中心暨综合行政执法办公室"
YEAR = (
    "t3_1_natural=21 t3_1_business=4 t3_2_natural=2 t3_3.1_natural=12 t3_3.1_business=2 t3_3.3.4_natural=1"
    " t3_3.3.6_business=1 t3_3.4.1_natural=8 t3_3.5.1_business=1 t3_4_natural=2 t2_1.2_made=3 t4_1_upheld=1"
)
# The text of a Word page is 156 by 225 mm; a caption takes 10 of them.
WORD_WIDTH, WORD_HEIGHT = 156, 215


class Text(NamedTuple):
    """A drawn text and the box it takes at most."""

    said: str
    left: float
    right: float
    y: float
    size: float


def drawn(made: Report, prior: Report | None = None) -> str:
    """The picture of a report as SVG."""
    before = (prior, load.by_id(prior.form)) if prior else None
    return written(made, load.by_id(made.form), before, suffix=".svg").decode()


def whole(made: Report, prior: Report | None = None) -> Picture:
    """The picture of a report with its pixels and its words."""
    return picture_of(made, load.by_id(made.form), (prior, load.by_id(prior.form)) if prior else None)


def texts(picture: str) -> list[Text]:
    """All that is written in a picture, from the top down."""
    found = []
    for each in etree.fromstring(picture.encode()).iter(f"{SVG}text"):
        x, y, size = (float(each.get(name) or 0) for name in ("x", "y", "font-size"))
        width = svg.width_of(each.text or "", size)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[each.get("text-anchor") or ""]
        found.append(Text(each.text or "", left, left + width, y, size))
    return sorted(found, key=lambda text: (text.y, text.left))


def lines(picture: str) -> list[list[str]]:
    """What is written on each line, from the top down."""
    found: dict[float, list[str]] = {}
    for text in texts(picture):
        found.setdefault(text.y, []).append(text.said)
    return list(found.values())


def line(picture: str, name: str) -> list[str]:
    """The line that starts with a name."""
    return next(each for each in lines(picture) if each[0] == name)


def bars(picture: str) -> Iterator[tuple[str, Decimal, float, float]]:
    """Each bar: its name, the figure it tells, where it starts and how long it is."""
    for each in etree.fromstring(picture.encode()).iter(f"{SVG}rect"):
        told = each.findtext(f"{SVG}title")
        if told:
            name, figure, _ = told.split(" ")
            yield name, Decimal(figure), float(each.get("x") or 0), float(each.get("width") or 0)


def distinct(form_id: str, first: int, year: int) -> Report:
    """A report with another figure in every cell outside 表三, and one that adds up in it."""
    form, made = load.by_id(form_id), clean_report(Random(first), form_id)
    values = dict(made.values)
    others = [cell for cell in form.cells if cell.table != "t3"]
    values |= {cell: Decimal(first + number) for number, cell in enumerate(others)}
    return replace(made, values=values, year=year)


def grown(random: Random, form_id: str, digits: int, **more: object) -> Report:
    """A report of figures with so many digits, that adds up in 表三."""
    made = clean_report(random, form_id)
    values = {cell: value * 10 ** (digits - 2) if value else value for cell, value in made.values.items()}
    least = 10 ** (digits - 1)
    values |= {cell: Decimal(random.randint(least, least * 10 - 1)) for cell in values if cell.table == "t2"}
    return replace(made, values=values, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_each_figure_of_the_flow_is_the_reports(form_id: str) -> None:
    """Both ends, each outcome and each applicant bear the figure of the cell, and the sum of the cells where several."""
    made, form = clean_report(Random(7), form_id), load.by_id(form_id)
    picture, flowing = drawn(made), flow(form)
    assert flowing is not None
    for item in (flowing.carried, flowing.received, flowing.done, flowing.following, *flowing.outcomes):
        found = [each for each in lines(picture) if each[0] == item.name and len(each) > 1][-1]
        assert found[1] == as_text(item.value(made.values)), item.name
    for cell in form.totals[flowing.received.cells[0]]:
        label = plain(form.column(cell).label)
        assert line(picture, label)[1] == as_text(made.values[cell])


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_each_figure_of_the_other_tables_stands_in_the_line_of_its_row(form_id: str) -> None:
    """Every cell of 表二 and 表四 is drawn once, beside the name of its row, in the order of the columns."""
    made, form = distinct(form_id, 70001, 2025), load.by_id(form_id)
    picture = drawn(made)
    said = [text.said for text in texts(picture)]
    for table in form.tables[0], form.tables[2]:
        for block in table.blocks:
            for row in block.leaves():
                cells = [Cell(table.code, row.code, each.code) for each in block.columns]
                figures = [as_text(made.values[cell]) or "" for cell in cells]
                assert [said.count(figure) for figure in figures] == [1] * len(figures)
                holder = next(each for each in lines(picture) if figures[0] in each)
                start = holder.index(figures[0])
                assert holder[start : start + len(figures)] == figures
                assert holder[start - 1].endswith(plain(row.label))


@pytest.mark.parametrize("seed", range(6))
def test_bars_are_as_long_as_their_figures(seed: int) -> None:
    """One scale for the whole page; a step starts where the one before it ended."""
    made = clean_report(Random(seed), "2021")
    found = list(bars(drawn(made)))
    scales = [length / float(figure) for _, figure, _, length in found if figure >= 5]
    assert scales
    assert max(scales) == pytest.approx(min(scales), rel=0.01)
    places = {name: (start, start + length) for name, _, start, length in reversed(found)}
    flowing = flow(load.by_id("2021"))
    assert flowing is not None
    steps = [places[item.name] for item in flowing.outcomes if item.name in places]
    assert all(one[1] == pytest.approx(two[0], abs=0.05) for one, two in pairwise(steps))
    assert places["办结"] == pytest.approx((steps[0][0], steps[-1][1]), abs=0.05)
    if "结转下年" in places:
        assert places["结转下年"][1] == pytest.approx(places["新收"][1], abs=0.05)


def test_shares_are_of_the_whole() -> None:
    """14 of 26 settled ones are 53.8 percent; what goes on to next year is no share of it."""
    picture = drawn(report("2021", YEAR.replace("t3_4_natural=2", "t3_4_natural=1 t3_3.2_natural=1")))
    assert line(picture, "予以公开") == ["予以公开", "14", "53.8%"]
    assert line(picture, "自然人") == ["自然人", "21", "84.0%"]
    assert [each for each in lines(picture) if each[0] == "结转下年"][-1] == ["结转下年", "1"]
    assert "其中：保护第三方合法权益 1、属于四类过程性信息 1" in [text.said for text in texts(picture)]


def test_identity_is_written_out() -> None:
    """上年结转 ＋ 新收 ＝ 办结 ＋ 结转下年; where both sides differ the page says so."""
    picture = drawn(report("2021", YEAR))
    large = [text for text in texts(picture) if 120 > text.y > 60 and text.size > 15]
    assert [text.said for text in sorted(large, key=lambda text: text.left)] == ["2", "＋", "25", "＝", "25", "＋", "2"]
    assert "两边相等，都是 27 件。" in [text.said for text in texts(picture)]
    said = [text.said for text in texts(drawn(report("2021", "t3_1_natural=3 t3_3.1_natural=2")))]
    assert "≠" in said
    assert "两边相差 1，请核对。" in said


def test_steps_that_do_not_add_up_are_said_to_differ() -> None:
    """The bars leave a gap, and a sentence gives both figures and the difference, in the picture and in its words."""
    picture = whole(report("2021", "t3_1_natural=5 t3_1_total=6 t3_3.1_natural=4 t3_3.7_total=6"))
    foot = "".join(text.said for text in texts(picture.svg))
    for said in ("各项结果之和为 4，办结为 6，相差 2，请核对。", "各类申请人之和为 5，新收为 6，相差 1，请核对。"):
        assert said in foot
        assert said in picture.alternative


def test_blank_is_said_to_be_blank() -> None:
    """A cell nobody filled in is 未填, without a bar and without 0; one row blank of several is told beside the sum."""
    empty = drawn(report("2021", rest=None))
    said = [text.said for text in texts(empty)]
    assert "0" not in said
    assert "“未填”是原表空白，不是 0。" in said
    assert not list(bars(empty))
    assert line(empty, "予以公开") == ["予以公开", "未填"]
    some = drawn(report("2021", YEAR + " t3_3.3.1_total= t2_1.1_made= t3_3.1_total=", rest="0"))
    assert line(some, "予以公开") == ["予以公开", "未填"]
    assert "其中：保护第三方合法权益 1、属于四类过程性信息 1、1 项未填" in [text.said for text in texts(some)]
    assert line(some, "规章")[:4] == ["规章", "未填", "0", "0"]


def test_year_without_requests_has_a_page() -> None:
    """Zeros are zeros: no bar, no share, a sentence instead."""
    picture = drawn(report("2021"))
    assert line(picture, "予以公开") == ["予以公开", "0"]
    assert "本年没有收到申请，也没有结转的申请。" in [text.said for text in texts(picture)]
    assert not list(bars(picture))


def test_year_before_stands_beside_each_figure() -> None:
    """Last year's figure and the change, also where last year's form was another one and calls its outcomes alike."""
    prior = report(
        "2019", "t3_1_natural=20 t3_3.1_natural=17 t3_3.6_natural=1 t3_4_natural=2 t2_6.1_decided=9", year=2020
    )
    picture = drawn(report("2021", YEAR + " t2_6.1_decided=12", year=2021), prior)
    assert line(picture, "予以公开") == ["予以公开", "14", "56.0%", "17", "－3"]
    assert line(picture, "其他处理") == ["其他处理", "0", "0.0%", "1", "－1"]
    assert "上年 20，＋5（25.0%）" in [text.said for text in texts(picture)]
    assert any(each[-3:] == ["行政处罚", "12", "＋3"] for each in lines(picture))


def test_item_that_last_years_form_lacks_is_not_compared() -> None:
    """现行有效件数 has no predecessor: a dash, explained below; what is unchanged bears no mark."""
    prior = report("2019", "t2_6.1_decided=9", year=2020)
    picture = drawn(report("2021", "t2_1.2_in_force=5 t2_6.1_decided=9", year=2021), prior)
    assert line(picture, "行政规范性文件")[:7] == ["行政规范性文件", "0", "—", "0", "—", "5", "—"]
    assert "“—”是上年的年报没有对应的项。" in "".join(text.said for text in texts(picture))
    assert any(each[-2:] == ["行政处罚", "9"] for each in lines(picture))


def test_report_that_is_not_last_years_is_refused() -> None:
    """Nothing is compared with a report of the same year."""
    with pytest.raises(BadInput, match="2024"):
        drawn(report("2021", year=2025), report("2021", year=2025))


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("digits", [2, 4, 6])
@pytest.mark.parametrize("has_prior", [False, True])
def test_everything_has_room(form_id: str, digits: int, has_prior: bool) -> None:
    """No text leaves the page and none is set over another, however large the figures and long the name."""
    random, year = Random(digits), load.by_id(form_id).first_year + 1
    made = grown(random, form_id, digits, agency=LONG, year=year)
    prior = grown(random, form_id, digits, agency=LONG, year=year - 1) if has_prior else None
    picture = drawn(made, prior)
    found = texts(picture)
    height = float(etree.fromstring(picture.encode()).get("height") or 0)
    for text in found:
        assert text.left >= LEFT - 1, text.said
        assert text.right <= RIGHT + 1, text.said
        assert text.size >= 8, text.said
        assert text.size < text.y < height, text.said
    for one, two in combinations(found, 2):
        if abs(one.y - two.y) < min(one.size, two.size) * 0.8:
            assert one.right <= two.left + 1 or two.right <= one.left + 1, (one.said, two.said)


def test_picture_fits_a_word_page() -> None:
    """As wide as the text of a page it leaves room for a caption; on A4 it stands in its own size."""
    for prior in (None, report("2021", YEAR, year=2024)):
        picture = whole(report("2021", YEAR, year=2025), prior)
        assert picture.height * WORD_WIDTH / picture.width < WORD_HEIGHT
        assert picture.width == pytest.approx(180, abs=1)


def test_png_is_as_large_as_it_says() -> None:
    """200 dots an inch."""
    picture = whole(report("2021", YEAR))
    assert picture.png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture.png[16:24])
    assert width / 200 * 25.4 == pytest.approx(picture.width, abs=0.2)
    assert height / 200 * 25.4 == pytest.approx(picture.height, abs=0.2)


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_words_tell_all_that_is_drawn(form_id: str) -> None:
    """Who cannot see the picture learns every figure, every share and every change."""
    year = load.by_id(form_id).first_year + 1
    picture = whole(distinct(form_id, 70001, year), distinct(form_id, 90001, year - 1))
    for text in texts(picture.svg):
        if text.said[-1] in "0123456789%" and text.said[0] in "0123456789＋－":
            assert text.said in picture.alternative, text.said
    assert picture.alternative.endswith("。")


def test_hostile_name_is_text_and_nothing_else() -> None:
    """The picture runs nothing and fetches nothing."""
    picture = drawn(report("2021", agency=HOSTILE))
    root = etree.fromstring(picture.encode())
    assert {str(each.tag).removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "defs", "pattern", "rect", "line", "text",
    }  # fmt: skip
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    assert any(HOSTILE[:8] in text.said for text in texts(picture))


def test_report_that_tells_neither_unit_nor_year_has_a_page() -> None:
    """What is missing is said in its place."""
    made = replace(report("2021", YEAR), agency=None, year=None)
    assert texts(drawn(made))[0].said == "（单位未填）政府信息公开工作年度报告图解"


def pdf_text(data: bytes) -> str:
    """The text of a PDF without the blanks between its pieces."""
    return "".join(extract_text(io.BytesIO(data)).split())


def test_pdf_is_one_page_of_text() -> None:
    """A4, and every text can be found and copied, rare characters too."""
    made = report("2021", YEAR, agency="㙟𠮷镇人民政府")
    form: Form = load.by_id("2021")
    data = written(made, form, suffix=".pdf")
    (page,) = extract_pages(io.BytesIO(data))
    assert (round(page.width), round(page.height)) == (595, 842)
    found = pdf_text(data)
    for text in texts(drawn(made)):
        assert "".join(text.said.split()) in found, text.said
    assert len(data) < 100_000


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_command_keeps_the_picture(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook and last year's in, a picture out; no word of trouble where there is none."""
    this = book(tmp_path, report("2021", "t3_2_natural=2 " + "t3_3.1_natural=2", year=2025), "本年.xlsx")
    prior = book(tmp_path, report("2021", "t3_1_natural=2 t3_4_natural=2", year=2024), "上年.xlsx")
    target = tmp_path / f"图解{suffix}"
    assert main(["picture", str(this), "--prior", str(prior), "-o", str(target)]) == 0
    starts = {".png": b"\x89PNG", ".svg": b"<svg", ".pdf": b"%PDF"}
    assert target.read_bytes().startswith(starts[suffix])
    said = capsys.readouterr()
    assert f"图解已存到「{target}」。" in said.out
    assert "注意" not in said.err


def test_command_says_when_the_report_has_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The figures are drawn as they are; that they do not add up is said on the screen."""
    wrong = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    assert main(["picture", str(wrong), "-o", str(tmp_path / "图解.svg")]) == 0
    assert "图解照原数画出" in capsys.readouterr().err


def test_other_suffix_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ones we write are named."""
    made = book(tmp_path, report("2021", YEAR))
    assert main(["picture", str(made), "-o", str(tmp_path / "图解.gif")]) == 2
    assert ".png、.svg、.pdf" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".png", ".pdf"])
def test_machine_without_chinese_fonts_is_told_so(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture without its texts would be worse than none."""
    monkeypatch.setattr(svg, "FONTS", ("没有这种字体",))
    monkeypatch.setattr(fonts, "_FILES", ())
    monkeypatch.setattr(fonts, "_RARE", ())
    target = tmp_path / f"图解{suffix}"
    assert main(["picture", str(book(tmp_path, report("2021", YEAR))), "-o", str(target)]) == 2
    assert "本机没有可用的中文字体" in capsys.readouterr().err
    assert not target.exists()


def unseen(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A form of 2031 that only its file makes known."""
    made = text.replace('id = "2021"', 'id = "2031"').replace("first_year = 2021", "first_year = 2031")
    (folder / "form_2031.toml").write_text(made, encoding="utf-8")
    monkeypatch.setenv(load.FOLDER_VARIABLE, str(folder))


def test_unseen_form_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form with another outcome, another applicant and another block needs its file only."""
    shipped = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    row = '  { code = "3.8", label = "（八）移送其他机关", help = "移送的件数。" },\n'
    made = (
        shipped.replace('label = "商业企业"', 'label = "营利法人"')
        .replace('label = "行政强制"', 'label = "行政检查"')
        .replace('  { code = "3.7", label', row + '  { code = "3.7", label')
        .replace('"3.6.1", "3.6.2", "3.6.3"]', '"3.6.1", "3.6.2", "3.6.3", "3.8"]')
        .replace('"3.6.3", "3.7", "4"]', '"3.6.3", "3.8", "3.7", "4"]')
    )
    unseen(tmp_path, monkeypatch, made)
    new = report("2031", "t3_1_business=5 t3_3.8_business=3 t3_3.1_business=2 t2_6.2_decided=77", year=2031)
    picture = drawn(new)
    assert line(picture, "移送其他机关") == ["移送其他机关", "3", "60.0%"]
    assert line(picture, "营利法人") == ["营利法人", "5", "100.0%"]
    assert any(each[-2:] == ["行政检查", "77"] for each in lines(picture))


def test_form_without_a_flow_is_drawn_as_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is carried over from year to year there is no balance to draw; every figure is there all the same."""
    shipped = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    first = shipped.index("[[carries]]")
    unseen(tmp_path, monkeypatch, shipped[:first] + shipped[shipped.index("[[carries]]", first + 1) :])
    new = report("2031", "t3_1_business=5 t3_3.1_business=4 t3_4_business=1", year=2031)
    assert line(drawn(new), "本年度办理结果·予以公开") == ["本年度办理结果·予以公开", "0", "4", "0", "0", "0", "0", "4"]
