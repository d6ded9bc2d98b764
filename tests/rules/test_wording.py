"""文字: headings, template residue, unfilled places."""

from dataclasses import replace

import pytest

from nianbao.commands.check import check
from nianbao.core.report import Heading, Report
from nianbao.forms import load
from nianbao.rules import wording
from tests.builders import report, said

CODES = {procedure.code for procedure in wording.RULES}


def told(made: Report) -> list[tuple[str, str]]:
    """Codes and first places of what the rules on wording say."""
    return said(each for each in check(made, load.by_id(made.form)) if each.rule in CODES)


def with_headings(*codes: str) -> Report:
    """A clean report whose headings stand in this order."""
    return replace(report("2021"), headings=tuple(Heading(code, code, "") for code in codes))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("s1", "s2", "s3", "s4", "s5", "s6"), []),
        (("s1", "s2", "s3", "s4", "s5"), [("W001", "s6_text")]),
        (("s1", "s2", "s2", "s3", "s4", "s5", "s6"), [("W001", "s2_text")]),
        (("s1", "s3", "s2", "s4", "s5", "s6"), [("W001", "s3_text")]),
    ],
)
def test_headings_are_there_once_in_order(codes: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    """Missing, repeated and moved headings are each one error."""
    assert told(with_headings(*codes)) == expected


def test_unknown_headings_do_not_disturb() -> None:
    """A seventh heading of the unit's own is no matter."""
    assert told(with_headings("s1", "s2", "s3", "s4", "s5", "s6", "")) == []


def test_empty_section_five_is_an_error() -> None:
    """存在的主要问题及改进情况 may not be empty; section six may."""
    assert told(report("2021", s5_text="", s6_text="")) == [("W002", "s5_text")]


def test_template_residue_is_an_error() -> None:
    """（文字描述） left where the text should be."""
    assert told(report("2021", s1_text="（文字描述）")) == [("W003", "s1_text")]


@pytest.mark.parametrize(
    "text",
    [
        "全乡累计主动公开政府信息  余条。",
        "收到政府信息公开申请   件，均已办结。",
        "办结率  %。",
        "发放宣传单XX份。",
        "投诉电话××××。",
        "共召开会议____次。",
        "收到申请 件，",
        "培训（　）人次。",
    ],
)
def test_unfilled_places_are_errors(text: str) -> None:
    """Gaps before a measure word, X for a number, lines to write on."""
    assert told(report("2021", s1_text=text)) == [("W009", "s1_text")]


@pytest.mark.parametrize(
    "text",
    [
        "全年公开信息 56 条，其中机构职能 1 条。",
        "　　二是完善制度，规范流程。  ",
        "收到申请 3 件，办结率 100%。",
        "使用 Excel 和 XX网络以外的系统。".replace("XX", "X"),
        "制定《政府信息公开条例》 条目清单。",
        "第1  次会议研究部署。".replace("  ", ""),
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    """Blanks round numbers, indents and single letters are no gaps."""
    assert told(report("2021", s1_text=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "公开信息  余条。",
        "收到申请   件。",
        "办结率%，",
        "由   任组长。",
        "XX镇人民政府",
        "〔2021〕   号",
        "（）件",
        "联系电话：。",
        "公开＿＿条",
        "〇〇件",
        "＊＊＊号",
        "2021年1月1日至12月31日：公开（主动）56 条，占12.5%，见〔2021〕15号。",
        "一切都已填写。",
    ],
)
def test_quick_look_for_gaps_sees_what_the_closer_one_sees(text: str) -> None:
    """Sign by sign there is a gap exactly where there is one at all."""
    is_gap = wording._gap_pattern().search(text) is not None
    assert any(wording._gap_behind(sign).search(text) for sign in wording._GAP_SIGNS) is is_gap
