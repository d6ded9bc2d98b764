"""Five real reports, checked whole: every finding, by hand: its rule, level and first place, and words of its message."""

from pathlib import Path

import pytest

from nianbao.commands.check import Checked, check_file

EXPECTED: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {
    # An audit office's text taken over by a township, 局 replaced by 镇.
    "000": [
        ("W007", "error", "s1_text", ("格镇", "格局")),
        ("W006", "warning", "s1_text", ("审计",)),
    ],
    "001": [
        ("W001", "error", "s6_text", ("缺少", "六、其他需要报告的事项")),
        ("W005", "warning", "s1_text", ("寒葱沟人民政府", "漏了「镇」字")),
    ],
    # Places left open in the text; the tables stand only in the model form at the end, mostly blank.
    "002": [
        ("D011", "error", "t2_1.1_new_made", ("表二", "附件")),
        ("D011", "error", "t3_1_natural", ("表三", "附件")),
        ("D011", "error", "t4_1_upheld", ("表四", "附件")),
        ("W001", "error", "s2_text", ("缺少", "二、", "三、", "四、")),
        ("W009", "error", "s1_text", ("3 处", "余条", "件", "%")),
        ("T001", "warning", "t3_1_natural", ("138 格",)),
    ],
    # A row short of cells. The uneven markdown headings are accepted.
    "003": [
        ("D010", "error", "t3_3.1_natural", ("予以公开", "格数与列数不符")),
        ("T001", "warning", "t3_3.1_natural", ("7 格",)),
    ],
    "004": [
        ("D016", "warning", "head_year", ("标题没有年度", "2019")),
        ("T001", "warning", "t3_4_business", ("1 格", "商业企业")),
        ("W202", "warning", "t2_1.2_new_made", ("15", "公开信息总数")),
    ],
}


@pytest.fixture(params=sorted(EXPECTED))
def seed(request: pytest.FixtureRequest) -> str:
    """The number of one seed."""
    return str(request.param)


@pytest.fixture
def checked(seed: str, seeds: Path) -> Checked:
    """The seed as `check` sees it."""
    return check_file(next(seeds.glob(f"{seed}_*.txt")))


def test_seed_has_these_findings_and_no_others(seed: str, checked: Checked) -> None:
    """Rule, level and first place of each, gravest first."""
    found = [(each.rule, each.level.value, each.places[0]) for each in checked.findings]
    assert [(rule, level, place) for rule, level, place, _ in EXPECTED[seed]] == found


def test_seed_findings_say_what_is_wrong(seed: str, checked: Checked) -> None:
    """Each message holds the words a clerk needs to find the place."""
    for finding, (rule, _, _, words) in zip(checked.findings, EXPECTED[seed], strict=True):
        assert [word for word in words if word not in finding.message] == [], rule


def test_seed_findings_quote_the_words_they_speak_of(seeds: Path) -> None:
    """What is marked in the quoted sentence is what the finding is about."""
    marked = {
        (number, each.rule): [each.quote[start:end] for start, end in each.marks]
        for number in EXPECTED
        for each in check_file(next(seeds.glob(f"{number}_*.txt"))).findings
        if each.quote
    }
    assert marked["000", "W007"] == ["格镇"]
    assert all("审计" in words for words in marked["000", "W006"])
    assert marked["001", "W005"] == ["寒葱沟人民政府"]
    assert len(marked["002", "W009"]) == 3
    assert marked["004", "W202"] == ["15条"]


def test_seed_words_of_another_body_are_found_in_both_sections(seeds: Path) -> None:
    """The audit office speaks in section one and in section five."""
    finding = next(each for each in check_file(next(seeds.glob("000_*.txt"))).findings if each.rule == "W006")
    assert finding.places == ("s1_text", "s5_text")
