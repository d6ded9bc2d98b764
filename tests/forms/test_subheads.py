"""Sub-headings of a narrative are told from text, from figures and from items of a list."""

import pytest

from nianbao.forms.subheads import level_of, subheads


@pytest.mark.parametrize(
    ("paragraph", "level"),
    [
        ("（一）主动公开", 2),
        ("(十)其他", 2),
        ("1.渠道", 3),
        ("2．渠道", 3),
        ("3、渠道", 3),
        ("（1）网站", 4),
        ("(2)公开栏", 4),
        ("1.5万件", 0),
        ("2025年工作", 0),
        ("一是及时", 0),
        ("", 0),
    ],
)
def test_number_gives_the_level(paragraph: str, level: int) -> None:
    """（一） is the second level, 1. the third, （1） the fourth; a sum or a year is none."""
    assert level_of(paragraph) == level


def test_first_sentence_before_text_is_the_heading() -> None:
    """A long one is text."""
    assert next(subheads(["（一）加强领导。成立小组。"])) == (2, "（一）加强领导。", "成立小组。")
    assert next(subheads(["1.强化管理。健全机制。"])) == (3, "1.强化管理。", "健全机制。")
    long = f"（一）{'全' * 40}。成立小组。"
    assert next(subheads([long])) == (0, "", long)


def test_items_of_a_list_are_text() -> None:
    """Side by side, at the end of a narrative, or with something said in them: no heading."""
    for told in (["1.学习", "2.督查"], ["正文。", "1.学习"], ["1.加强学习，提高认识", "正文。"]):
        assert [each.level for each in subheads(told)] == [0] * len(told)


def test_line_over_text_or_over_a_lower_heading_is_one() -> None:
    """1. over （1） over text, and 2. after that text."""
    told = ["1.渠道", "（1）网站", "每周更新。", "2.队伍", "专人负责。"]
    assert [each.level for each in subheads(told)] == [3, 4, 0, 3, 0]
