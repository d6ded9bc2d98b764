"""A form nobody has seen yet: one TOML file more, and everything works with no Python touched."""

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.adapters import html, text, word
from nianbao.cli import main
from nianbao.commands.read import parse, read
from nianbao.core.cell import Cell
from nianbao.forms import load
from tests.builders import book, report

NEW_ROW = '  { code = "3.5.6", label = "6.要求提供年鉴资料", help = "要求提供年鉴、统计资料汇编的件数。" },\n'


@pytest.fixture(autouse=True)
def form_2027(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> load.Form:
    """The form of 2021 with one more row and one column renamed, as one file in a folder."""
    shipped = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    made = (
        shipped.replace('id = "2021"', 'id = "2027"')
        .replace("first_year = 2021", "first_year = 2027")
        .replace("（2021）", "（2027）")
        .replace(
            '{ code = "business", label = "商业企业"', '{ code = "business", label = "营利法人", was = ["business"]'
        )
        .replace('  { code = "3.6", label', NEW_ROW + '  { code = "3.6", label')
        .replace('"3.5.5", "3.6.1"', '"3.5.5", "3.5.6", "3.6.1"')
    )
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "form_2027.toml").write_text(made, encoding="utf-8")
    monkeypatch.setenv(load.FOLDER_VARIABLE, str(folder))
    return load.by_id("2027")


VALUES = "t3_1_business=3 t3_3.5.6_business=2 t3_4_business=1"


def test_form_has_the_new_row_and_column(form_2027: load.Form) -> None:
    """Seven more cells, and the renamed column in every name."""
    assert len(form_2027.cells) == len(load.by_id("2021").cells) + 7
    assert form_2027.spell(Cell.parse("t3_3.5.6_business")) == "表三·三（五）6·营利法人"
    assert load.for_year(2027).id == "2027"
    assert load.for_year(2026).id == "2021"


def test_workbook_is_made_read_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`new` and `check` speak the new form."""
    path = tmp_path / "空表.xlsx"
    assert main(["new", "--year", "2027", "--agency", "青石镇", "--level", "乡镇", "-o", str(path)]) == 0
    assert read(path).report.form == "2027"
    broken = book(tmp_path, report("2027", VALUES.replace("t3_4_business=1", "t3_4_business=0"), year=2027))
    assert main(["check", str(broken)]) == 1
    assert "表三·营利法人列：第一项 3 ＋ 第二项 0 ＝ 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.txt", text.write), ("a.md", text.write_markdown), ("a.docx", word.write), ("a.html", html.write)],
)
def test_exports_read_back(name: str, write: object, form_2027: load.Form) -> None:
    """Text, Word and web page of the new form give the same values again, under the new form."""
    made = report("2027", VALUES, year=2027)
    found = parse(write(made, form_2027), name).report  # type: ignore[operator]
    assert found.form == "2027"
    assert found.values == made.values


def test_carry_over_from_the_form_before(tmp_path: Path) -> None:
    """The renamed column is carried because the form says what it was; the new row has no part in it."""
    prior = book(tmp_path, report("2021", "t3_1_business=4 t3_4_business=4 t2_1.2_in_force=9", year=2026), "上年.xlsx")
    path = tmp_path / "本年.xlsx"
    words = ["new", "--year", "2027", "--agency", "青石镇", "--prior", str(prior), "-o", str(path)]
    assert main(words) == 0
    assert read(path).report.values[Cell.parse("t3_2_business")] == Decimal(4)
