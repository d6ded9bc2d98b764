"""Which rows requests come in by and go out by is read off the form's own identities."""

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.core.cell import Cell
from nianbao.forms import load
from nianbao.forms.flow import flow, other_totals, plain
from tests.builders import report

OUTCOMES = ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_flow_names_what_comes_in_and_what_becomes_of_it(form_id: str) -> None:
    """Received and carried over on one side, settled and carried on at the other, by short names."""
    found = flow(load.by_id(form_id))
    assert found is not None
    ends = (found.received, found.carried, found.done, found.following)
    assert [each.name for each in ends] == ["新收", "上年结转", "办结", "结转下年"]
    assert [str(each.cells[0]) for each in ends] == ["t3_1_total", "t3_2_total", "t3_3.7_total", "t3_4_total"]
    assert [each.name for each in found.outcomes] == OUTCOMES
    assert found.unit == "件"


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_outcomes_are_all_rows_of_the_settled_ones(form_id: str) -> None:
    """Every row that the total of results sums is in one outcome, and in one only."""
    form = load.by_id(form_id)
    found = flow(form)
    assert found is not None
    cells = [cell for item in found.outcomes for cell in item.cells]
    summed = next(each for each in form.identities if each.total and each.left[0].code == "3.7")
    assert sorted(cells) == sorted(Cell("t3", term.code, "total") for term in summed.right)


def test_outcome_of_several_rows_is_their_sum_and_blank_only_when_all_are() -> None:
    """A blank row adds nothing; an outcome of blanks is blank, not 0."""
    found = flow(load.by_id("2021"))
    assert found is not None
    refused = found.outcomes[2]
    assert refused.value(report("2021", "t3_3.3.2_natural=2 t3_3.3.8_legal=3").values) == 5
    blank = report("2021", "t3_3.3.2_natural=2", rest=None).values
    assert refused.value(blank) == 2
    assert found.outcomes[0].value(blank) is None
    assert found.outcomes[0].value(report("2021").values) == Decimal(0)


def test_form_nobody_has_seen_tells_its_flow_by_its_own_words(tmp_path: Path) -> None:
    """A row more, another label and no word on how texts speak: nothing of it stands in code."""
    shipped = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    spoken = shipped.index("[[said.subjects]]")
    added = '  { code = "3.5.6", label = "6.要求提供年鉴资料" },\n  { code = "3.6", label'
    made = shipped[:spoken].replace('id = "2021"', 'id = "2027"').replace('  { code = "3.6", label', added, 1)
    made = made.replace('"3.5.5", "3.6.1"', '"3.5.5", "3.5.6", "3.6.1"').replace("（一）予以公开", "（一）全部公开")
    file = tmp_path / "form_2027.toml"
    file.write_text(made, encoding="utf-8")
    found = flow(load.load(file))
    assert found is not None
    assert [found.received.name, found.outcomes[0].name] == ["本年新收政府信息公开申请数量", "全部公开"]
    assert "t3_3.5.6_total" in map(str, found.outcomes[4].cells)


def test_other_totals_are_those_of_reviews_and_suits() -> None:
    """表四's three groups, by their labels."""
    names = {str(each.cells[0]): each.name for each in other_totals(load.by_id("2021"))}
    assert names == {"t4_1_total": "行政复议", "t4_2.1_total": "未经复议直接起诉", "t4_2.2_total": "复议后起诉"}


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("四、结转下年度继续办理", "结转下年度继续办理"),
        ("规章", "规章"),
    ],
)
def test_label_is_shortened_to_its_words(label: str, short: str) -> None:
    """Neither the printed number nor what stands in brackets."""
    assert plain(label) == short
