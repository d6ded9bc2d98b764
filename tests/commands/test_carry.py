"""取上年结转: what is filled, what is only shown, what is left alone and reported."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.commands import carry
from nianbao.commands.carry_over import carry_over
from nianbao.commands.check import check
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.report import Report, Source
from nianbao.forms import load
from tests.builders import book, report, said

LAST = "t3_1_natural=5 t3_3.1_natural=3 t3_4_natural=2 t2_1.2_in_force=12"


def last_year(values: str = LAST, form: str = "2021", year: int = 2024) -> Report:
    """Last year's report as it was read from a page."""
    made = report(form, values, year=year)
    return replace(made, file="青石镇上年年报.docx", sources={"t3_4_natural": Source("", "第3个表格第28行第4列")})


def this_year(values: str = "", year: int = 2025) -> Report:
    """This year's report, blank but for what is given."""
    return report("2021", values, rest=None, year=year)


def test_six_columns_are_filled_and_the_stock_is_shown() -> None:
    """第四项 goes into 第二项; 现行有效 stands beside its cell and is not written."""
    carried = carry_over(this_year(), load.by_id("2021"), last_year())
    filled = {str(cell): value for cell, value in carried.filled.items()}
    assert filled == {
        "t3_2_natural": Decimal(2),
        **{f"t3_2_{column}": Decimal(0) for column in ("business", "research", "welfare", "legal", "other")},
    }
    assert {str(cell): value for cell, value in carried.bases.items()} == {
        "t2_1.1_in_force": Decimal(0),
        "t2_1.2_in_force": Decimal(12),
    }
    assert carried.findings == []
    assert (
        carried.origins[Cell.parse("t3_2_natural")] == "取自上年年报第四项，《青石镇上年年报.docx》第3个表格第28行第4列"
    )


def test_blank_of_last_year_stays_blank() -> None:
    """A blank is reported and never carried as 0."""
    carried = carry_over(this_year(), load.by_id("2021"), last_year(f"{LAST} t3_4_business= t3_4_total=2"))
    assert Cell.parse("t3_2_business") not in carried.filled
    assert said(carried.findings) == [("J001", "t3_2_business")]


def test_total_of_last_year_other_than_its_parts_is_reported() -> None:
    """总计 3 where the columns give 2: carried column by column, and said."""
    carried = carry_over(this_year(), load.by_id("2021"), last_year(f"{LAST} t3_4_total=3"))
    assert [finding.rule for finding in carried.findings] == ["J003"]
    assert carried.filled[Cell.parse("t3_2_natural")] == 2


def test_different_figure_already_typed_is_left_and_reported() -> None:
    """What the clerk typed stands; the difference is told."""
    carried = carry_over(this_year("t3_2_natural=4"), load.by_id("2021"), last_year())
    assert Cell.parse("t3_2_natural") not in carried.filled
    assert said(carried.findings) == [("J002", "t3_2_natural")]
    assert "已填 4，上年年报为 2，相差 2" in carried.findings[0].message


def test_older_form_gives_what_it_has() -> None:
    """2020 → 2021: 第四项 is carried; what has no predecessor is named."""
    prior = last_year("t3_1_natural=2 t3_4_natural=2", "2019", 2020)
    carried = carry_over(this_year(year=2021), load.by_id("2021"), prior)
    assert carried.filled[Cell.parse("t3_2_natural")] == 2
    assert carried.bases == {}
    assert [(finding.rule, finding.places) for finding in carried.findings] == [
        ("J004", ("t2_1.1_in_force", "t2_1.2_in_force"))
    ]


def test_2019_items_are_last_years_plus_their_change() -> None:
    """上一年项目数量 = last year's 上一年项目数量 + 本年增/减."""
    prior = last_year("t2_5.1_prior=10 t2_5.1_change=-2", "2019", 2019)
    made = report("2019", rest=None, year=2020)
    assert carry_over(made, load.by_id("2019"), prior).filled[Cell.parse("t2_5.1_prior")] == 8


def test_wrong_year_is_refused() -> None:
    """The report of two years ago is no carry-over."""
    with pytest.raises(BadInput, match="取结转数要用2024年度的"):
        carry_over(this_year(), load.by_id("2021"), last_year(year=2023))


def test_report_of_another_unit_is_pointed_out() -> None:
    """A wrong file is likely a mistake, a longer spelling of the name is not."""
    other = replace(last_year(), agency="白水镇")
    assert [finding.rule for finding in carry_over(this_year(), load.by_id("2021"), other).findings] == ["J005"]
    longer = replace(last_year(), agency="青石镇人民政府")
    assert carry_over(this_year(), load.by_id("2021"), longer).findings == []


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_carry_over_leaves_no_finding_of_its_kind(data: st.DataObject) -> None:
    """Whatever last year's clean figures were, after carrying them no J finding on carry-over is left."""
    form = load.by_id("2021")
    columns = ("natural", "business", "research", "welfare", "legal", "other")
    left = {column: data.draw(st.integers(0, 50)) for column in columns}
    notation = " ".join(f"t3_1_{column}={n} t3_4_{column}={n}" for column, n in left.items())
    prior = report("2021", notation, year=2024)
    made = this_year()
    carried = carry_over(made, form, prior)
    values = {str(cell): value for cell, value in carried.filled.items()}
    filled = report("2021", " ".join(f"{address}={value}" for address, value in values.items()), year=2025)
    assert [finding for finding in check(filled, form, prior) if finding.rule == "J301"] == []


def test_fill_writes_into_a_workbook_and_says_where_from(tmp_path: Path) -> None:
    """The closed file gets the figures, the figure beside, and the origin; typed cells stay."""
    path = book(tmp_path, this_year("t3_2_legal=7"))
    carried = carry.fill(path, last_year())
    found = read(path).report
    assert found.values[Cell.parse("t3_2_natural")] == 2
    assert found.values[Cell.parse("t3_2_legal")] == 7
    assert found.values[Cell.parse("t2_1.2_in_force")] is None
    assert said(carried.findings) == [("J002", "t3_2_legal")]
    import openpyxl

    sheets = openpyxl.load_workbook(path)

    def shown(name: str) -> object:
        sheet, place = next(sheets.defined_names[name].destinations)
        return sheets[sheet][place.replace("$", "").split(":")[0]].value

    assert shown("nb_base_t2_1.2_in_force") == 12
    assert "《青石镇上年年报.docx》" in str(shown("nb_origin_t3_2"))


def test_carry_leaves_alone_what_it_cannot_read(tmp_path: Path) -> None:
    """「3件」 and 「—」 typed by somebody stay as they are, and are told; a blank cell beside them is filled."""
    from nianbao.adapters import excel_open, excel_patch
    from nianbao.commands.carry import fill

    path = book(tmp_path, report("2021", "t3_2_natural= t3_2_business= t3_2_welfare=", year=2023))
    typed = {"t3_2_natural": "3件", "t3_2_business": "—"}
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, typed))
    prior = report("2021", "t3_4_natural=4 t3_4_business=2 t3_4_welfare=7", year=2022)
    carried = fill(path, prior)
    snapshot = excel_open.open_workbook(path.read_bytes(), path.name)
    areas = {name: snapshot.names[name] for name in (*typed, "t3_2_welfare")}
    held = {name: snapshot.sheets[area.sheet].value(area.top, area.left) for name, area in areas.items()}
    assert held == {**typed, "t3_2_welfare": 7}
    assert ("J002", "t3_2_natural") in said(carried.findings)
    assert ("J002", "t3_2_business") in said(carried.findings)
