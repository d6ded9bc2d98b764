"""One defect, one finding: broken identities are told under the cell that explains them."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from nianbao.commands.check import check
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, counts
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import clean_report, report

RUNS = 300


def findings(made: Report, prior: Report | None = None) -> list[Finding]:
    """What the identities say."""
    found = check(made, load.by_id(made.form), prior)
    return [finding for finding in found if finding.rule[0] in "GJ" and finding.level == "error"]


def leads(made: Report, prior: Report | None = None) -> list[str]:
    """The cells named first."""
    return [finding.cause.place for finding in findings(made, prior) if finding.cause and finding.cause.leads]


def with_value(made: Report, place: str, value: str | None) -> Report:
    """The report with one cell changed and nothing recomputed, as in a published report."""
    return replace(made, values={**made.values, Cell.parse(place): Decimal(value) if value is not None else None})


CLEAN = "t3_1_natural=5 t3_1_business=7 t3_3.1_natural=3 t3_3.1_business=7 t3_4_natural=2"


@pytest.mark.parametrize(
    ("place", "value", "suggested"),
    [
        ("t3_3.1_natural", "8", "3"),
        ("t3_1_total", "21", "12"),
        ("t3_4_natural", None, "2"),
        ("t3_3.7_total", "1", "10"),
        ("t3_1_business", "77", "7"),
    ],
)
def test_one_wrong_cell_is_named_with_the_value_it_should_hold(place: str, value: str | None, suggested: str) -> None:
    """Whatever cell is wrong, it leads, and the others stand under it."""
    found = findings(with_value(report("2021", CLEAN), place, value))
    assert len(found) > 1
    assert [finding.cause.place for finding in found if finding.cause] == [place] * len(found)
    assert found[0].cause is not None
    assert (found[0].cause.current, found[0].cause.suggested) == (value, suggested)
    assert [finding.is_lead for finding in found] == [True] + [False] * (len(found) - 1)
    assert counts(found)["error"] == 1
    assert f"应为 {suggested}" in found[0].remedy


def test_two_wrong_cells_apart_are_two_causes() -> None:
    """Each with its own findings under it."""
    made = with_value(with_value(report("2021", CLEAN), "t3_3.1_natural", "8"), "t3_3.2_other", "4")
    assert leads(made) == ["t3_3.1_natural", "t3_3.2_other"]
    assert counts(findings(made))["error"] == 2


def test_two_wrong_cells_of_one_row_are_both_named() -> None:
    """The row's sum is off by both together."""
    made = with_value(with_value(report("2021", CLEAN), "t3_3.1_natural", "8"), "t3_3.1_other", "4")
    assert leads(made) == ["t3_3.1_natural", "t3_3.1_other"]


def test_totals_that_are_formulas_are_never_the_cause() -> None:
    """In our workbook the totals follow; one column and the totals' column break together and are one defect."""
    made = report("2021", "t3_1_natural=5 t3_3.1_natural=3 t3_4_natural=1")
    made = replace(made, computed=frozenset(load.by_id("2021").totals))
    found = findings(made)
    assert [finding.rule for finding in found] == ["G301", "G301"]
    assert counts(found)["error"] == 1
    assert found[0].cause is not None
    assert found[0].cause.place.endswith("_natural")
    assert "等共" in found[0].remedy


def test_last_year_tells_which_side_is_wrong() -> None:
    """The carry-over differs from last year and breaks its column: that cell is meant, with last year's figure."""
    prior = report("2021", "t3_1_natural=2 t3_4_natural=2", year=2024)
    made = with_value(report("2021", "t3_2_natural=2 t3_3.1_natural=2", year=2025), "t3_2_natural", "9")
    found = findings(made, prior)
    assert {finding.rule for finding in found} == {"G301", "G303", "J301"}
    assert {finding.cause.place for finding in found if finding.cause} == {"t3_2_natural"}
    assert counts(found)["error"] == 1


def test_carry_over_that_differs_is_one_defect() -> None:
    """The column is even in itself, last year says otherwise: the cell and the total tell one difference, once."""
    prior = report("2021", "t3_1_natural=2 t3_4_natural=2", year=2024)
    made = report("2021", "t3_2_natural=1 t3_3.1_natural=1", year=2025)
    found = findings(made, prior)
    assert [finding.rule for finding in found] == ["J301", "J301"]
    assert counts(found)["error"] == 1
    assert found[0].cause is not None
    assert (found[0].cause.place, found[0].cause.suggested) == ("t3_2_natural", "2")
    assert "上年已公布的年报" in found[0].remedy


def test_carry_over_and_another_slip_are_two_defects() -> None:
    """What last year says is settled first; the column is then judged with the figure it should hold."""
    prior = report("2021", "t3_1_natural=2 t3_4_natural=2", year=2024)
    made = report("2021", "t3_1_natural=7 t3_2_natural=1 t3_3.1_natural=6 t3_4_natural=1", year=2025)
    made = replace(made, computed=frozenset(load.by_id("2021").totals))
    found = findings(made, prior)
    assert counts(found)["error"] == 2
    led = {finding.rule: finding.cause for finding in found if finding.cause and finding.cause.leads}
    assert (led["J301"].place, led["J301"].suggested) == ("t3_2_natural", "2")
    assert led["G301"].place.endswith("_natural")
    remedy = next(finding.remedy for finding in found if finding.rule == "G301")
    assert "应为 5" in remedy
    assert remedy.startswith("先按上年年报改好结转数；")


def computed(made: Report) -> Report:
    """The report as our workbook holds it: totals are formulas."""
    return replace(made, computed=frozenset(load.by_id(made.form).totals))


def led(made: Report) -> list[Finding]:
    """The findings that are told first of their cause."""
    return [finding for finding in findings(made) if finding.cause and finding.cause.leads]


EVEN = "t3_1_natural=9 t3_1_business=4 t3_3.1_natural=5 t3_3.1_business=4 t3_3.2_natural=3 t3_4_natural=1"
SAID = "（二）依申请公开\n全年收到政府信息公开申请13件，办结12件，其中予以公开9件，结转下年度1件。"


def test_text_tells_which_cell_of_a_column_is_wrong() -> None:
    """Six cells could mend the column; one of them makes what the text says right as well, and is named alone."""
    wrong = computed(report("2021", EVEN.replace("t3_3.1_natural=5", "t3_3.1_natural=6"), s1_text=SAID))
    assert findings(computed(report("2021", EVEN, s1_text=SAID))) == []
    (lead,) = led(wrong)
    assert lead.cause is not None
    assert (lead.cause.place, lead.cause.suggested) == ("t3_3.1_natural", "5")
    assert "与正文所说的也一致" in lead.remedy
    assert "等共" not in lead.remedy


def test_text_copied_from_a_wrong_table_speaks_against_nothing() -> None:
    """Who copies the sum copies the slip: cells the text does not speak of are no likelier for it."""
    values = EVEN.replace("t3_1_natural=9", "t3_1_natural=90")
    silent = led(computed(report("2021", values)))
    copied = led(computed(report("2021", values, s1_text=SAID.replace("13件", "94件"))))
    assert [finding.remedy for finding in copied] == [finding.remedy for finding in silent]


def test_cell_is_not_called_agreeing_with_a_text_it_would_contradict() -> None:
    """One number of the text asks for a change and another forbids it: nothing is said of the text."""
    values = EVEN.replace("t3_3.1_natural=5", "t3_3.1_natural=6")
    both = "（二）依申请公开\n全年收到政府信息公开申请13件，办结13件，其中予以公开9件。"
    assert not any("正文" in finding.remedy for finding in led(computed(report("2021", values, s1_text=both))))


def test_text_tells_two_wrong_cells_of_two_columns() -> None:
    """The totals' column is off by both together: the text speaks for one pair of cells only."""
    values = EVEN.replace("t3_3.1_natural=5", "t3_3.1_natural=6").replace("t3_1_business=4", "t3_1_business=7")
    found = led(computed(report("2021", values, s1_text=SAID)))
    assert {(finding.cause.place, finding.cause.suggested) for finding in found if finding.cause} == {
        ("t3_3.1_natural", "5"),
        ("t3_1_business", "4"),
    }
    assert all("两处都改好" in finding.remedy for finding in found)


def test_text_tells_wrong_cells_of_three_columns() -> None:
    """Each column is judged by itself; their sum, off by all three together, only follows."""
    values = EVEN.replace("t3_3.1_natural=5", "t3_3.1_natural=6").replace("t3_1_business=4", "t3_1_business=7")
    found = findings(computed(report("2021", f"{values} t3_4_legal=5", s1_text=SAID)))
    assert [(each.cause.place, each.cause.suggested) for each in found if each.cause] == [
        ("t3_3.1_natural", "5"), ("t3_1_business", "4"), ("t3_4_legal", "0"),
    ]  # fmt: skip
    assert "前面各列改好后" in found[-1].remedy


def test_text_tells_the_wrong_cell_of_a_single_sum() -> None:
    """The total was typed; the text says what it should be."""
    made = report("2021", "t4_1_upheld=2 t4_1_pending=1 t4_1_total=2", s1_text="全年被申请行政复议3件，其中维持2件。")
    (lead,) = led(made)
    assert (lead.rule, lead.cause and lead.cause.place, lead.cause and lead.cause.suggested) == (
        "G401", "t4_1_total", "3",
    )  # fmt: skip
    assert "这项关系成立" in lead.remedy


def test_figures_in_each_others_column_are_told_as_exchanged() -> None:
    """Two columns are off by the same in opposite ways, and one row's figures exchanged mend both."""
    swapped = "t3_1_natural=9 t3_1_business=4 t3_3.1_natural=4 t3_3.2_natural=3 t3_3.1_business=6"
    found = findings(computed(report("2021", swapped)))
    assert counts(found)["error"] == 1
    assert [(f.cause.place, f.cause.current, f.cause.suggested) for f in found if f.cause] == [
        ("t3_3.1_natural", "4", "6"), ("t3_3.1_natural", "4", "6"),
    ]  # fmt: skip
    assert "填反了" in found[0].remedy


def test_totals_column_that_only_follows_says_so() -> None:
    """Two columns are wrong by themselves and nothing tells where: their sum needs no mending of its own."""
    values = EVEN.replace("t3_3.1_natural=5", "t3_3.1_natural=6").replace("t3_1_business=4", "t3_1_business=7")
    found = findings(computed(report("2021", values)))
    assert [finding.cause for finding in found] == [None] * 3
    assert ["前面各列改好后" in finding.remedy for finding in found] == [False, False, True]


def test_carry_over_wrong_in_two_columns_says_what_is_mended_first() -> None:
    """The total comes right only after both: nobody is told that one change mends it."""
    prior = report("2021", "t3_1_natural=2 t3_4_natural=2 t3_1_legal=1 t3_4_legal=1", year=2024)
    made = report("2021", "t3_1_natural=3 t3_2_natural=18 t3_3.1_natural=5 t3_3.1_legal=1", year=2025)
    first, second = (each for each in findings(computed(made), prior) if each.cause and each.cause.leads)
    assert [each.cause and each.cause.place for each in (first, second)] == ["t3_2_natural", "t3_2_legal"]
    assert first.remedy.startswith("最可能错在")
    assert second.remedy.startswith("先按上年年报改好结转数；")


def test_single_broken_identity_stays_as_it_is() -> None:
    """One sum alone does not tell which of its cells is wrong."""
    found = findings(with_value(report("2021"), "t4_1_total", "4"))
    assert [(finding.rule, finding.cause) for finding in found] == [("G401", None)]


def _corrupted(random: Random, made: Report) -> tuple[str, Report]:
    cell = random.choice([cell for cell in made.values if cell.table == "t3"])
    value = made.values[cell] or Decimal(0)
    wrong = random.choice([value * 10, value + random.randint(1, 9), Decimal(int(str(value)[::-1])), Decimal(0), None])
    return str(cell), replace(made, values={**made.values, cell: wrong})


def test_corrupted_cell_is_the_suspect_named_first() -> None:
    """In at least 95 % of random reports with one wrong cell, where anything broke at all."""
    random, right, judged = Random(4), 0, 0
    while judged < RUNS:
        made = clean_report(random, random.choice(["2019", "2021"]))
        assert findings(made) == []
        place, wrong = _corrupted(random, made)
        if not findings(wrong):
            continue
        judged += 1
        right += leads(wrong)[:1] == [place]
    assert right / judged >= 0.95
