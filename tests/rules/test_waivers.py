"""说明: a reason answers a finding while its figures stay; it lapses in sight when one changes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nianbao.commands.check import check
from nianbao.core.cell import Cell
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.report import Report
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.rules import waivers
from tests.builders import report

WRONG = "t4_1_upheld=3 t4_1_total=4"
REASON = {"reason": "复议机关合并审理", "by": "王芳", "date": "2026-01-20"}


def found(made: Report) -> list[Finding]:
    """The findings of 表四."""
    return [finding for finding in check(made, load.by_id(made.form)) if finding.rule == "G401"]


def answer(made: Report, **given: str) -> Report:
    """The report with its first finding of 表四 answered."""
    first = found(made)
    told = {**REASON, **given}
    return replace(made, waivers=(Waiver(first[0].rule, waivers.held(made, first[:1]), **told),))


def judged(made: Report) -> dict[str, object]:
    """What became of the answer."""
    waiver = waivers.answered(made, found(made), lambda _: True)[0].waiver
    return dict(waiver or {})


def test_answer_stands_while_its_figures_stay() -> None:
    """Reason, name and date come with the finding."""
    assert judged(answer(report("2021", WRONG))) == {**REASON, "stands": True, "note": None}


def test_answer_stands_when_another_cell_changes() -> None:
    """Only the cells the finding speaks of matter."""
    made = answer(report("2021", WRONG))
    changed = replace(made, values={**made.values, Cell.parse("t4_2.1_upheld"): Decimal(0)})
    assert judged(changed)["stands"] is True


def test_answer_lapses_when_a_figure_changes() -> None:
    """Still broken, by another amount: the reason is shown, and that it no longer holds."""
    made = answer(report("2021", WRONG))
    changed = replace(made, values={**made.values, Cell.parse("t4_1_total"): Decimal(9)})
    assert judged(changed)["stands"] is False
    assert "改过" in str(judged(changed)["note"])


@pytest.mark.parametrize(("key", "said"), [("reason", "原因"), ("by", "说明人")])
def test_answer_without_reason_or_name_does_not_stand(key: str, said: str) -> None:
    """An answer is somebody's, for a reason."""
    told = judged(answer(report("2021", WRONG), **{key: " "}))
    assert told["stands"] is False
    assert said in str(told["note"])


def test_error_that_may_not_be_answered_stays() -> None:
    """The form's owner says which errors may."""
    made = answer(report("2021", WRONG))
    told = waivers.answered(made, found(made), lambda _: False)[0].waiver
    assert told is not None
    assert told["stands"] is False


def test_answer_to_a_mended_finding_is_settled() -> None:
    """Nothing is left to answer; the list may say so."""
    made = answer(report("2021", WRONG))
    mended = replace(made, values={**made.values, Cell.parse("t4_1_total"): Decimal(3)})
    (kept,) = waivers.settled(mended, found(mended))
    assert (kept.rule, kept.level, kept.held) == (waivers.SETTLED, "hint", made.waivers[0].held)
    assert waivers.settled(made, found(made)) == []


def test_findings_of_one_cause_share_the_answer_of_the_first() -> None:
    """One defect, one answer; a change in any of their cells ends it."""
    made = report("2021", "t3_1_natural=5 t3_3.1_natural=5")
    made = replace(made, values={**made.values, Cell.parse("t3_3.1_natural"): Decimal(8)})

    def group(of: Report) -> list[Finding]:
        return [finding for finding in check(of, load.by_id(of.form)) if finding.rule in ("G302", "G303")]

    told = replace(made, waivers=(Waiver(group(made)[0].rule, waivers.held(made, group(made)), **REASON),))
    assert [bool(finding.is_waived) for finding in waivers.answered(told, group(told), lambda _: True)] == [True, True]
    row_total = Cell.parse("t3_3.1_total")
    changed = replace(told, values={**told.values, row_total: Decimal(6)})
    assert not any(finding.is_waived for finding in waivers.answered(changed, group(changed), lambda _: True))


def test_answer_stands_when_only_the_suspected_cell_is_another() -> None:
    """Other words in the text may name another cell as the likeliest; none of the figures answered for has changed."""
    values = "t3_1_natural=9 t3_3.1_natural=6 t3_3.2_natural=2 t3_4_natural=2"
    said = "（二）依申请公开\n全年予以公开5件。"
    made = replace(report("2021", values, s1_text=said), computed=frozenset(load.by_id("2021").totals))

    def group(of: Report) -> list[Finding]:
        return [finding for finding in check(of, load.by_id(of.form)) if finding.rule == "G301"]

    def named(of: Report) -> str:
        return next(finding.cause.place for finding in group(of) if finding.cause)

    told = replace(made, waivers=(Waiver("G301", waivers.held(made, group(made)), **REASON),))
    reworded = replace(told, texts={**told.texts, "s1_text": "（二）依申请公开\n按时答复。"})
    assert named(told) != named(reworded)
    for each in (told, reworded):
        assert all(finding.is_waived for finding in waivers.answered(each, group(each), lambda _: True))
    changed = replace(reworded, values={**reworded.values, Cell.parse("t3_4_natural"): Decimal(3)})
    assert not any(finding.is_waived for finding in waivers.answered(changed, group(changed), lambda _: True))


def test_answer_to_what_was_not_judged_is_kept_and_nobody_told_to_clear_it() -> None:
    """Without last year's report nothing is known of the carry-over: the answer to it is not out of date."""
    made = answer(report("2021", WRONG))
    (kept,) = waivers.settled(made, [], {"G401": "没有上年年报可以核对"})
    assert kept.waiver is not None
    assert (kept.rule, kept.held, kept.waiver["note"]) == (waivers.SETTLED, made.waivers[0].held, "这次没有核对")
    assert "清空" not in kept.remedy


def test_answer_to_what_now_stands_under_another_finding_says_where() -> None:
    """The finding is still there, under the first of its cause: it has not gone."""
    made = replace(report("2021", "t3_1_natural=5 t3_3.1_natural=5"))
    made = replace(made, values={**made.values, Cell.parse("t3_3.1_natural"): Decimal(8)})
    found = [each for each in check(made, load.by_id(made.form)) if each.cause]
    under = next(each for each in found if not each.is_lead)
    assert under.rule != found[0].rule
    told = replace(made, waivers=(Waiver(under.rule, waivers.held(made, [under]), **REASON),))
    (kept,) = waivers.settled(told, found)
    assert f"和 {found[0].rule} 是同一个原因" in kept.message
    assert "清空" not in kept.remedy


def test_answer_to_one_cell_is_none_to_another_with_the_same_two_sides() -> None:
    """自然人 was answered; 法律服务机构 shows the same 0 and 1, and nobody has said anything of it."""
    made = report("2021", "t3_2_natural=0 t3_2_legal=0")
    given = Waiver("J301", (("t3_2_natural", "0"), ("left", "0"), ("right", "1")), **REASON)
    other = Finding("J301", Level.ERROR, "相差 1。", places=("t3_2_legal",), left="0", right="1")
    suspected = replace(other, cause=Cause("t3_2_legal", "0", "1", leads=True))
    (judged_now,) = waivers.answered(replace(made, waivers=(given,)), [suspected], lambda _: True)
    assert judged_now.waiver is None
