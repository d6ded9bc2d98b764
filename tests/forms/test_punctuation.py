"""Slips of the keyboard are put right where nothing else can be meant, and nothing else is touched."""

import pytest

from nianbao.forms.punctuation import mended


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ("我镇高度重视,认真落实.", "我镇高度重视，认真落实。"),
        ("及时公开;主动公开", "及时公开；主动公开"),
        ("具体如下:一是及时", "具体如下：一是及时"),
        ("全年公开信息, 2025年更新", "全年公开信息，2025年更新"),
        ("“放心”,满意!", "“放心”，满意！"),
        ("谁来公开?我们来", "谁来公开？我们来"),
        ("现行有效16件(含修订2件)。", "现行有效16件（含修订2件）。"),
        ("（含街道)公开", "（含街道）公开"),
        ("(一)主动公开", "（一）主动公开"),
        ("(2)网站公开", "（2）网站公开"),
        ("共15件，，其中3件。。", "共15件，其中3件。"),
        ("我镇 认真落实 。", "我镇认真落实。"),
        ("我镇，\u3000全年公开。", "我镇，全年公开。"),
    ],
)
def test_slip_is_mended(typed: str, proper: str) -> None:
    """Half-width signs and brackets, doubled signs, single blanks."""
    assert mended(typed).text == proper
    assert mended(typed).slips
    assert mended(proper) == (proper, ())


@pytest.mark.parametrize(
    "typed",
    [
        "收费1,002.5元，占3.5%",
        "网址http://www.example.gov.cn/a,b(公开)x.html",
        "邮箱zw_gk@example.gov.cn",
        "国办公开办函(2021)30号",
        "上午9:00至17:30",
        "依据GB/T 9704-2012编排",
        "共15条:a,b",
        "加油！！真的吗？？",
        "等等……。。。",
        "公开政府信息  条，办结  件。",
        "联系人：张三 电话：123。",
        "张 三 李 四",
        "阿依·买买提.艾力到会",
        "1. 公开渠道",
        "",
    ],
)
def test_what_may_be_meant_is_left(typed: str) -> None:
    """Figures, times, addresses, numbers of documents, names, several blanks: none is certain to be a slip."""
    assert mended(typed) == (typed, ())


def test_blanks_are_left_where_not_wanted() -> None:
    """The signs are mended all the same."""
    assert mended("我镇 认真落实,公开。", blanks=False).text == "我镇 认真落实，公开。"


def test_slips_are_counted_by_kind() -> None:
    """What was done is told with its number."""
    found = mended("一,二,三(四)。\n五；；六 七。")
    assert found.slips == (
        ("半角标点改为全角", 2),
        ("半角括号改为全角", 1),
        ("重复的标点去掉一个", 1),
        ("去掉多余空格", 1),
    )
    assert found.text == "一，二，三（四）。\n五；六七。"
