"""雷同: units of a county that hand in the same narrative, each group told once."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.rules import alike as rule
from nianbao.rules.alike import Pair, alike, keys, likenesses, pairs
from tests.builders import report

FORM = load.by_id("2021")
TEA = (
    "2024年，青石镇把茶园改造补助的发放作为公开的重头戏，从报名、丈量到打款，每一步都在村口张榜。\n"
    "我镇全年公开信息 86 条，其中补助名单 31 条、工程进度 20 条，采茶季每周更新一次，外出务工的群众可在微信群里查看。\n"
    "针对丈量面积有出入的 12 户，包村领导带着图纸上门复核，当场改正，改正结果第二天重新张榜，没有一户再来信访。"
)
ROAD = (
    "全年的公开围绕通组公路展开，招标文件、中标价格、变更签证和决算分四次挂到县政府网站，村民小组长人手一份。\n"
    "路基沉降的两处由监理写明原因，连同返工照片一并公布，施工队的工资发放表每月贴在工地门口。\n"
    "收到关于占地补偿的咨询二十余次，全部当面算给群众看，算错的一笔当天补发并致歉。"
)
SHORT = "一是形式单一。\n下一步加强培训。"
TEMPLATE = (
    "政府信息管理方面，严格执行先审后发制度，明确专人负责，做到不漏一件、不错一字。\n"
    "政府信息公开平台建设方面，按照县政府统一部署，及时维护栏目，定期检查链接，确保平台运行平稳。\n"
    "监督保障方面，将公开工作纳入年度考核，接受社会监督，全年没有发生责任追究的情形。\n"
)


def unit(name: str, first: str, second: str = SHORT) -> Report:
    """A unit with these narratives in sections one and five."""
    return replace(report("2021", agency=name, s1_text=first, s5_text=second), file=f"{name}.xlsx")


def own(name: str, topic: str) -> str:
    """A narrative about one topic that nobody else writes about."""
    return "\n".join(
        f"{name}{when}公开了{topic}的{what}，{topic}涉及的{who}都看过{what}，提出的意见由{topic}专班逐条答复。"
        for when, what, who in [("春天", "预算", "村民代表"), ("夏天", "进度", "施工队"), ("冬天", "决算", "监督委员")]
    )


def named(units: list[Report]) -> list[tuple[str, ...]]:
    """The units each finding names, in the order of the message."""
    names = [each.agency or "" for each in units]
    heads = [finding.message.split("个单位")[0] for finding in alike(units, FORM)]
    return [tuple(sorted(name for name in names if name in head)) for head in heads]


def test_copy_with_another_name_is_found_and_both_passages_shown() -> None:
    """The name, the year and the figures changed: still the same narrative, with a sentence of each."""
    copied = TEA.replace("青石镇", "白溪乡").replace("我镇", "我乡").replace("86", "64").replace("31", "25")
    (found,) = alike([unit("青石镇", TEA), unit("白溪乡", copied), unit("柳湾乡", ROAD)], FORM)
    assert (found.rule, found.level.value, found.places) == ("H009", "warning", ("s1_text",))
    assert "青石镇、白溪乡 2 个单位" in found.message
    assert "公开信息 86 条" in found.message
    assert "公开信息 64 条" in found.message
    assert found.file == "青石镇.xlsx"
    assert (found.quote or "")[slice(*found.marks[0])] == found.quote


def test_copy_with_words_changed_here_and_there_is_found() -> None:
    """Synonyms and a sentence of one's own do not hide a copy."""
    copied = TEA.replace("青石镇", "白溪乡").replace("重头戏", "重点").replace("当场改正", "立即改正")
    units = [unit("青石镇", TEA), unit("白溪乡", copied + "年末又补登了三户。"), unit("柳湾乡", ROAD)]
    assert named(units) == [("白溪乡", "青石镇")]


def test_three_copies_are_one_finding() -> None:
    """A group is named together, not pair by pair."""
    names = ("青石镇", "白溪乡", "松桥镇")
    units = [unit(name, TEA.replace("青石镇", name)) for name in names] + [unit("柳湾乡", ROAD)]
    assert named(units) == [tuple(sorted(names))]


def test_two_groups_are_two_findings() -> None:
    """Each group has its own finding."""
    units = [unit("青石镇", TEA), unit("柳湾乡", ROAD), unit("白溪乡", TEA), unit("松桥镇", ROAD)]
    assert sorted(named(units)) == [("松桥镇", "柳湾乡"), ("白溪乡", "青石镇")]


def test_copied_section_five_alone_is_found() -> None:
    """A section copied by itself is told with that section."""
    (found,) = alike([unit("青石镇", TEA, ROAD), unit("白溪乡", own("白溪乡", "河道清淤"), ROAD)], FORM)
    assert found.places == ("s5_text",)


def test_both_sections_copied_is_one_finding() -> None:
    """Two sections of the same pair are one finding with both places."""
    (found,) = alike([unit("青石镇", TEA, ROAD), unit("白溪乡", TEA, ROAD)], FORM)
    assert found.places == ("s1_text", "s5_text")


def test_template_of_the_county_is_nobodys_copy() -> None:
    """Paragraphs most units share by the county's template do not count."""
    topics = ["河道清淤", "危房改造", "饮水工程", "农机购置", "林地承包", "养老院收费"]
    units = [unit(f"{topic[:2]}镇", TEMPLATE + own(f"{topic[:2]}镇", topic)) for topic in topics]
    assert named(units) == []
    copied = unit("松桥镇", TEMPLATE + TEA)
    assert named([*units, copied, unit("青石镇", TEMPLATE + TEA)]) == [("松桥镇", "青石镇")]


@pytest.mark.parametrize(
    "units",
    [
        [],
        [unit("青石镇", TEA)],
        [unit("青石镇", TEA), unit("白溪乡", ROAD)],
        [unit("青石镇", "全年没有收到申请。"), unit("白溪乡", "全年没有收到申请。")],
        [unit("青石镇", ""), unit("白溪乡", "")],
        [unit("青石镇", TEA + own("青石镇", "河道清淤") * 2), unit("白溪乡", ROAD + own("白溪乡", "危房改造") * 2)],
    ],
    ids=["没有单位", "一个单位", "各写各的", "短句相同", "没有文字", "句式相近"],
)
def test_narratives_of_their_own_are_left_alone(units: list[Report]) -> None:
    """Nothing to say of units that write for themselves, or next to nothing."""
    assert named(units) == []


def test_report_sent_twice_is_no_copy() -> None:
    """Two reports of one unit are a matter of counting it once, not of copying."""
    assert named([unit("青石镇", TEA), unit("青石镇人民政府", TEA)]) == []


def test_unit_without_name_is_told_by_its_file() -> None:
    """Even a unit whose name could not be read is named somehow."""
    nameless = replace(unit("青石镇", TEA), agency=None, file="无名.docx")
    (found,) = alike([nameless, unit("白溪乡", TEA)], FORM)
    assert "无名.docx、白溪乡" in found.message


def beside(units: list[Report]) -> list[Pair]:
    """The pairs of units with a passage of each."""
    return pairs(units, FORM, likenesses(units, FORM))


def test_pair_stands_side_by_side_with_all_that_was_copied() -> None:
    """The whole run of shared sentences, each as its unit printed it; a sentence of one's own is left out."""
    copied = TEA.replace("青石镇", "白溪乡").replace("我镇", "我乡").replace("86", "64")
    (found,) = beside([unit("青石镇", TEA), unit("白溪乡", "白溪乡三月起逐户走访。" + copied), unit("柳湾乡", ROAD)])
    assert (found.one.agency, found.other.agency) == ("青石镇", "白溪乡")
    assert found.section == "一、总体情况"
    assert found.likeness > 85
    assert found.passage == TEA.replace("\n", "")
    assert found.same == copied.replace("\n", "")


def test_sentences_in_between_end_the_passage() -> None:
    """A sentence only one of them has is not shown as shared."""
    first, second, third = TEA.split("\n")
    own_words = "此外本乡另设流动查阅车，逢集日开到山脚下三个自然村供人翻看。"
    units = [unit("青石镇", TEA), unit("白溪乡", f"{first}\n{second}\n{own_words}\n{third}")]
    (found,) = beside(units)
    assert found.passage == first + second
    assert found.same == first + second


def test_group_is_shown_by_as_many_pairs_as_tie_it_together() -> None:
    """Three copies are two pairs, the most alike first, and every unit is in one."""
    names = ("青石镇", "白溪乡", "松桥镇")
    units = [unit(name, TEA.replace("青石镇", name)) for name in names]
    units[1] = unit("白溪乡", TEA.replace("重头戏", "头一件事") + "年末又补登三户，并逐户回访。")
    found = beside([*units, unit("柳湾乡", ROAD)])
    assert len(found) == 2
    assert {each.agency for pair in found for each in (pair.one, pair.other)} == set(names)
    assert found[0].likeness > found[1].likeness
    assert (found[0].one.agency, found[0].other.agency) == ("青石镇", "松桥镇")


def test_shown_passage_hides_private_numbers_and_is_not_endless() -> None:
    """It is printed and handed round."""
    long = TEA.replace("86 条", "86 条（小李，13812345678）") + ROAD
    (found,) = beside([unit("青石镇", long), unit("白溪乡", long)])
    assert "138****5678" in found.passage
    assert "13812345678" not in found.passage
    assert len(found.passage) < len(long)


def test_likenesses_are_the_same_by_keys_made_before() -> None:
    """Keys made while the files were read, in whichever process, find the same groups as those made now."""
    units = [unit("青石镇", TEA), unit("柳湾乡", ROAD), unit("白溪乡", TEA.replace("青石镇", "白溪乡"))]
    made = [keys(each, FORM) for each in units]
    assert [each.units for each in likenesses(units, FORM, made)] == [(0, 2)]
    assert likenesses(units, FORM, made) == likenesses(units, FORM) == likenesses(units, FORM, [{}, made[1], {}])


def test_keys_are_the_same_in_every_process() -> None:
    """They are kept from run to run, and made in processes that mix up their own checksums differently."""
    code = "from tests.rules.test_alike import *; print(keys(unit('青石镇', TEA), FORM)['s1_text'].keys.tolist())"
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != b""


def test_candidates_are_those_counted_pair_by_pair() -> None:
    """What meets is what every pair's keys say, neighbours alone where many hold a key; the template's never counts."""
    lot = Random(5)
    owned = [{lot.randrange(60) for _ in range(14)} | ({99, 98, 97, 96} if unit % 2 else {95}) for unit in range(60)]
    shared, common = rule._shared_keys(owned)
    assert max(shared.values()) > 12 > min(shared.values())
    assert common == {key for key in range(100) if sum(key in own for own in owned) > 18}
    met: Counter[tuple[int, int]] = Counter()
    for key in shared:
        holders = [unit for unit, own in enumerate(owned) if key in own]
        reach = 4 if len(holders) > 12 else len(holders)
        met.update((one, other) for at, one in enumerate(holders) for other in holders[at + 1 : at + 1 + reach])
    sizes = [len(own - common) for own in owned]
    wanted = {pair for pair, count in met.items() if count >= max(4, 0.2 * min(sizes[at] for at in pair))}
    assert wanted
    assert set(rule._candidates(owned, shared, common)) == wanted
