"""`check -o`: the findings as a page or a Word file that a reviewer hands over."""

import io
from pathlib import Path

import docx
import pytest
from lxml import html

from nianbao.cli import main
from tests.builders import book, report
from tests.ooxml import validate


def wrong_book(folder: Path, name: str = "青石镇.xlsx", **texts: str) -> Path:
    """A workbook with an error in a table and one in the text."""
    made = report("2021", "t3_1_natural=3 t3_3.1_natural=2", s1_text="联系人手机 13812345678 随时可打。", **texts)
    return book(folder, made, name)


def page(folder: Path, *files: Path) -> html.HtmlElement:
    """The page `check -o` writes."""
    target = folder / "意见.html"
    main(["check", *map(str, files), "-o", str(target)])
    return html.fromstring(target.read_bytes().decode())


def test_page_tells_each_defect_with_its_remedy(tmp_path: Path) -> None:
    """Level, code, place, both numbers, what to do; what has the same cause stands under it."""
    tree = page(tmp_path, wrong_book(tmp_path))
    items = tree.xpath("//li[contains(@class,'item')]")
    first = items[0].text_content()
    assert "G301" in first
    assert "表三!" in first
    assert "相差 1" in first
    assert items[0].xpath(".//ul[@class='also']/li")
    assert "可能错在" in first


def test_page_quotes_the_sentence_and_marks_the_words(tmp_path: Path) -> None:
    """The quoted passage holds a mark; the private number is masked everywhere."""
    tree = page(tmp_path, wrong_book(tmp_path))
    assert "138****5678" in [mark.text for mark in tree.iter("mark")]
    assert "13812345678" not in tree.text_content()


def test_page_escapes_what_people_typed(tmp_path: Path) -> None:
    """A unit's name is text, never a tag."""
    tree = page(tmp_path, wrong_book(tmp_path, agency="<script>alert(1)</script>镇"))
    assert not list(tree.iter("script"))
    assert "<script>alert(1)</script>镇" in tree.text_content()


def test_page_of_several_files_begins_with_an_overview(tmp_path: Path) -> None:
    """One line a file with its outcome; what cannot be read is there with its reason."""
    broken = tmp_path / "红星乡.xlsx"
    broken.write_bytes(b"not a workbook")
    clean = book(tmp_path, report("2021"), "干净.xlsx")
    tree = page(tmp_path, wrong_book(tmp_path), clean, broken)
    states = [row[1].text for row in tree.xpath("//table/tbody/tr")]
    assert states == ["须改正", "可以报送", "读不了"]
    assert "红星乡.xlsx" in tree.text_content()
    assert "没有发现问题" in tree.text_content()


def test_page_lists_rules_passed_and_not_applicable(tmp_path: Path) -> None:
    """Without last year's report the carry-over is not applicable, and the page says why."""
    text = page(tmp_path, wrong_book(tmp_path)).text_content()
    assert "没有上年年报可以核对" in text
    assert "通过的规则" in text


@pytest.mark.parametrize("count", [1, 2])
def test_word_file_is_valid_and_tells_the_same(count: int, tmp_path: Path) -> None:
    """Opens in Word by the schema's word, and holds each message."""
    files = [wrong_book(tmp_path, f"{number}.xlsx") for number in range(count)]
    target = tmp_path / "意见.docx"
    assert main(["check", *map(str, files), "-o", str(target)]) == 1
    assert validate(target) == []
    document = docx.Document(io.BytesIO(target.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert sum("怎么办：可能错在" in cell for cell in cells) == count
    assert sum("138****5678" in cell for cell in cells) == count


def test_word_heading_stays_with_its_table(tmp_path: Path) -> None:
    """Heading and counts are never left alone at the foot of a page."""
    files = [wrong_book(tmp_path, f"{number}.xlsx") for number in range(2)]
    target = tmp_path / "意见.docx"
    main(["check", *map(str, files), "-o", str(target)])
    lines = docx.Document(io.BytesIO(target.read_bytes())).paragraphs
    at = next(number for number, line in enumerate(lines) if line.text.startswith("0.xlsx"))
    heading, counted = lines[at - 1 : at + 1]
    assert heading.style is not None
    assert (heading.style.paragraph_format.keep_with_next, counted.paragraph_format.keep_with_next) == (True, True)


def test_other_suffix_is_refused_before_any_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the suffixes there are."""
    assert main(["check", str(wrong_book(tmp_path)), "-o", str(tmp_path / "意见.pdf")]) == 2
    said = capsys.readouterr()
    assert ".html 或 .docx" in said.err
    assert said.out == ""
