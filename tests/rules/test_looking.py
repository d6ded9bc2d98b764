"""Many words are looked for at once, and none of them is overlooked."""

import re

import pytest

from nianbao.rules.looking import branched, grouped, sought, stands

WORDS = ("我局", "本局", "局党组", "全局干部", "本街道", "我街道", "乡长")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("text", ["{}", "按照要求，{}认真落实。", "县司法局、{}", "{}\n第二段"])
def test_every_word_is_found_wherever_it_stands(word: str, text: str) -> None:
    """At the beginning, in the middle and at the end of a text, with another of its letters before it."""
    assert stands(text.format(word), sought(WORDS))


@pytest.mark.parametrize("text", ["", "县司法局和各街道、各乡镇", "我们的局面", "本\n局", "街道我"])
def test_letters_of_the_words_alone_are_not_taken_for_them(text: str) -> None:
    """局 by itself is no 我局, and a line break parts two letters."""
    assert not stands(text, sought(WORDS))


def test_signs_of_expressions_are_looked_for_as_they_are() -> None:
    """A word with brackets or a dot in it stands only where these do."""
    words = sought(("（文字描述）", "a.b(c)", "[年份]"))
    assert stands("见[年份]", words)
    assert stands("xa.b(c)", words)
    assert not stands("axb(c) 年份 文字描述", words)


def test_a_letter_twice_in_a_word_is_found_at_its_first() -> None:
    """部门部署 holds 部 twice; what stands before the first one decides."""
    assert stands("各部门部署", sought(("部门部署",)))
    assert stands("全部分部", sought(("分部",)))
    assert not stands("部署部门", sought(("部门部署",)))


def test_no_words_stand_nowhere() -> None:
    """A list without words finds nothing."""
    assert not stands("任何文字", sought(()))


def test_groups_hold_every_word_that_holds_no_other_once() -> None:
    """我局 stands wherever 我局长 does, which therefore need not be looked for."""
    groups = grouped((*WORDS, "我局长"))
    held = [word for _, words in groups for word in words]
    assert sorted(held) == sorted(WORDS)
    assert all(letter in word for letter, words in groups for word in words)


def test_branches_take_the_longest_word_at_a_place() -> None:
    """结转下年度 before 结转下年 before 结转."""
    pattern = re.compile(branched(("结转", "结转下年", "结转下年度", "收到", "结果")))
    assert pattern.findall("结转下年度，结转下年，结转，收到，结果") == [
        "结转下年度",
        "结转下年",
        "结转",
        "收到",
        "结果",
    ]
