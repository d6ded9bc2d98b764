"""The forms as data: counts, printed grids, references, and that no Python knows them."""

import ast
import re
from pathlib import Path

import pytest

from nianbao.core.errors import BadForm, UnknownForm
from nianbao.forms import layout, load
from nianbao.forms.across import same_items

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize(("form", "cells"), [("2019", (22, 161, 15)), ("2021", (10, 175, 15))])
def test_forms_have_their_official_cells(form: str, cells: tuple[int, int, int]) -> None:
    """22 + 161 + 15 and 10 + 175 + 15 value cells."""
    found = load.by_id(form)
    assert tuple(sum(cell.table == table.code for cell in found.cells) for table in found.tables) == cells


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
def test_printed_grid_is_the_official_one(form: load.Form, table: str) -> None:
    """The grid, its merges and its wording are those of the golden text."""
    golden = GOLDEN / f"form_{form.id}_{table}.txt"
    assert layout.as_text(layout.layout(form.table(table))) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
def test_grid_covers_every_place_once(form: load.Form) -> None:
    """Merged cells neither overlap nor leave holes, and every value cell is printed once."""
    for table in form.tables:
        grid = layout.layout(table)
        covered = [
            (printed.row + i, printed.column + j)
            for printed in grid.cells
            for i in range(printed.rowspan)
            for j in range(printed.colspan)
        ]
        assert sorted(covered) == [(i, j) for i in range(grid.rows) for j in range(grid.columns)]
        assert [p.cell for p in grid.values()] == [cell for cell in form.cells if cell.table == table.code]


def test_year_leads_to_its_form() -> None:
    """2019 and 2020 use the first form, 2021 onwards the second, earlier years none."""
    assert [load.for_year(year).id for year in (2019, 2020, 2021, 2025)] == ["2019", "2019", "2021", "2021"]
    with pytest.raises(UnknownForm, match="2018年没有对应的年报格式"):
        load.for_year(2018)


def test_carry_over_row_is_the_same_item_in_both_forms() -> None:
    """第四项 of 2020 is 第四项 of 2021; 现行有效件数 has no predecessor."""
    newer, older = load.by_id("2021"), load.by_id("2019")
    items = same_items(newer, older)
    assert newer.find("t3_4_natural") in items
    assert newer.find("t2_1.2_in_force") not in items


def test_miswritten_form_names_the_place(tmp_path: Path) -> None:
    """An identity over a cell that is not there is refused with its code."""
    text = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "form_wrong.toml"
    wrong.write_text(text.replace('left = ["1", "2"]', 'left = ["1", "9"]'), encoding="utf-8")
    with pytest.raises(BadForm, match="勾稽关系 G301 用到不存在的单元格 t3_9_natural"):
        load.load(wrong)


def _python_files(root: Path) -> list[Path]:
    folders = ("src", "udfs", "workbook", "installer", "benchmarks")
    return [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]


def test_no_python_knows_a_year_or_a_row(root: Path) -> None:
    """No report year and no row label of a form stands in any .py outside the tests."""
    labels = {
        re.sub(r"^([一二三四五六七八九十]+、|（.）|[0-9]+\.)", "", row.label)
        for form in load.catalogue()
        for table in form.tables
        for block in table.blocks
        for row in block.rows
    }
    offences = []
    for path in _python_files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int) and 2010 <= node.value <= 2040:
                offences.append(f"{path.name}:{node.lineno} {node.value}")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                told = [label for label in labels if (len(label) > 3 and label in node.value) or label == node.value]
                told += re.findall(r"(?<![0-9/])20[12][0-9](?![0-9/])", node.value)
                offences += [f"{path.name}:{node.lineno} {each}" for each in told]
    assert offences == []
