"""个人信息: found without being printed once more."""

import json
import re

import pytest

from nianbao.commands.check import check
from nianbao.forms import load
from nianbao.rules.privacy import _may_hold_any, veiled
from tests.builders import report

PHONE = "13800005678"
CARD = "999999198512310016"


@pytest.mark.parametrize(
    "number", [PHONE, "138 0000 5678", "138-0000-5678", "１３８００００５６７８", CARD, "999999 19851231 0016"]
)
def test_number_is_nowhere_in_the_findings(number: str) -> None:
    """Message, quote and marks of every finding hold the number with its middle starred out."""
    made = report("2021", s1_text=f"收到申请   件，联系人{number}，均已答复。")
    found = veiled(check(made, load.by_id("2021")), made.year)
    assert {"W009", "W012"} <= {finding.rule for finding in found}
    printed = json.dumps([finding.as_dict() for finding in found], ensure_ascii=False)
    assert not re.search(r"[0-9０-９](?:[ -]?[0-9０-９]){7}", printed)


def test_marks_show_the_starred_number() -> None:
    """The quote is as long as the sentence, so marks stay where the number stands."""
    (found,) = [
        each for each in check(report("2021", s6_text=f"电话{PHONE}。"), load.by_id("2021")) if each.rule == "W012"
    ]
    quote = found.quote or ""
    assert [quote[start:end] for start, end in found.marks] == ["138****5678"]


def test_reports_without_private_numbers_are_not_touched() -> None:
    """Findings come back as they are."""
    made = report("2021", s1_text="收到申请   件。")
    found = check(made, load.by_id("2021"))
    assert veiled(found, made.year) is found


@pytest.mark.parametrize("number", ["13800005678", "１３８００００５６７８", "138-0000-5678", "138　0000　5678", CARD])
def test_quick_look_misses_no_number_at_any_place(number: str) -> None:
    """Whatever stands before and behind it, and at whatever distance."""
    for before in range(25):
        for behind in (0, 1, 10, 11, 12):
            assert _may_hold_any("文" * before + number + "字" * behind), (before, behind)


def test_quick_look_finds_the_one_number_among_short_ones() -> None:
    """Shorter numbers, years and dates before it do not stop the search."""
    short = "2023年1月1日，收到1234567890件，电话0531-88123，"
    assert not _may_hold_any(short * 3)
    assert _may_hold_any(short * 3 + PHONE)


def test_quick_look_passes_over_blanks_alone() -> None:
    """A long gap without digits holds no number, nor does an empty text."""
    assert not _may_hold_any("单位　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　盖章")
    assert not _may_hold_any("")


@pytest.mark.parametrize("before", ["", "+86", "＋86 ", "86-", "电话"])
def test_number_is_found_behind_its_country_code(before: str) -> None:
    """The code is no part of what is starred out."""
    found = check(report("2021", s6_text=f"{before}{PHONE}。"), load.by_id("2021"))
    (told,) = [each for each in found if each.rule == "W012"]
    assert [(told.quote or "")[start:end] for start, end in told.marks] == ["138****5678"]


@pytest.mark.parametrize("text", [f"1{PHONE}。", f"{PHONE}0。", f"A{PHONE}。", f"0531-{PHONE}。", f"{PHONE}元。"])
def test_number_that_is_part_of_something_else_is_none(text: str) -> None:
    """Longer numbers, codes and amounts."""
    assert "W012" not in {each.rule for each in check(report("2021", s6_text=text), load.by_id("2021"))}
