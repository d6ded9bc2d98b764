"""PDF from the same document: by LibreOffice here, by Word where it is; proved like every export."""
# ruff: noqa: N802, N803  named as in Word

from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import proof, word, word_program
from nianbao.adapters.convert import Converter
from nianbao.adapters.libreoffice.program import PROGRAM_VARIABLE
from nianbao.cli import main
from nianbao.commands.read import read
from nianbao.core.errors import CannotWrite
from nianbao.forms import load
from tests.builders import book, report

FORM = load.by_id("2021")
# Lines of every length, so that some end just before a mark that could hang over the margin.
PROSE = "\n".join(
    "全年公开" + "信" * length + "，" + "息" * 25 + "、" + "更" * 26 + "，" + "新" * 24 + "。" for length in range(30)
)


def test_pdf_without_a_program_for_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence says what is missing and what to do instead; nothing is written."""
    monkeypatch.setenv(PROGRAM_VARIABLE, str(tmp_path / "none"))
    made = book(tmp_path, report("2021"))
    assert main(["export", str(made), "-o", str(tmp_path / "年报.pdf")]) == 2
    assert "本机没有 Word、WPS 或 LibreOffice。请导出 Word 文件" in capsys.readouterr().err
    assert not (tmp_path / "年报.pdf").exists()


@pytest.mark.office
def test_pdf_says_what_the_workbook_says(tmp_path: Path) -> None:
    """Values and texts are read back from it; headings are bookmarks, letters are text."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1

    made = book(tmp_path, report("2021", "t3_1_natural=777 t3_4_natural=777 t2_8.1_fees=1.25"))
    target = tmp_path / "年报.pdf"
    assert main(["export", str(made), "-o", str(target)]) == 0
    found, typed = read(target).report, read(made).report
    assert found.values == typed.values
    assert found.texts == {**typed.texts, "head_title": found.texts["head_title"]}
    with target.open("rb") as stream:
        document = PDFDocument(PDFParser(stream))
        bookmarks = [title for _, title, *_ in document.get_outlines()]
    assert [section.title for section in FORM.sections] == [each for each in bookmarks if each[1:2] == "、"]
    # Read out with a Chinese voice, table by table.
    assert document.catalog["Lang"] == b"zh-CN"
    assert resolve1(document.catalog["MarkInfo"])["Marked"]


@pytest.mark.office
def test_pdf_keeps_every_mark_and_every_label() -> None:
    """No mark at the end of a line is lost over the margin, no upright label at the end of a page."""
    with Converter() as converter:
        for lines in (4, 17, 30):
            made = report("2021", s1_text="\n".join(PROSE.split("\n")[:lines]))
            data = converter.printed(word.write(made, FORM))
            proof.prove(proof.Exported(made, FORM, False, "青石镇.pdf"), data)
        changed = report("2021", "t3_1_natural=8", s1_text="\n".join(PROSE.split("\n")[:30]))
        with pytest.raises(CannotWrite, match=r"表三·一·自然人不一致：应为「8」，读回是「0」"):
            proof.prove(proof.Exported(changed, FORM, False, "青石镇.pdf"), data)


class Refused(Exception):
    """What COM raises: it bears a code."""

    hresult = -2147352567


class FakeWord:
    """Answers the calls Word answers; `refuses` is the one it says no to."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.said: list[str] = []

    @property
    def Documents(self) -> "FakeWord":
        return self

    def Open(self, name: str, **options: Any) -> "FakeWord":
        assert options["ReadOnly"]
        return self._did("open")

    def ExportAsFixedFormat(self, OutputFileName: str, ExportFormat: int, **options: Any) -> None:
        assert (ExportFormat, options["CreateBookmarks"]) == (17, 1)
        self._did("export")
        Path(OutputFileName).write_bytes(b"%PDF-")

    def Close(self, SaveChanges: int) -> None:
        self._did("close")

    def Quit(self, SaveChanges: int) -> None:
        self._did("quit")

    def _did(self, what: str) -> "FakeWord":
        self.said.append(what)
        if what == self.refuses:
            raise Refused
        return self


@pytest.mark.parametrize(
    ("refuses", "said"),
    [
        ("", ["open", "export", "close", "quit"]),
        ("open", ["open", "quit"]),
        ("export", ["open", "export", "close", "quit"]),
        ("close", ["open", "export", "close", "quit"]),
    ],
)
def test_word_is_ended_whatever_it_refuses(tmp_path: Path, refuses: str, said: list[str]) -> None:
    """A program started for a PDF never stays behind, unseen."""
    program = FakeWord(refuses)
    assert word_program.export(program, tmp_path / "1.docx", tmp_path / "1.pdf") is (refuses in ("", "close"))
    assert program.said == said
