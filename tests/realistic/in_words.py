"""Defects of the words: another body's, last year's, broken ones, and what must not be published."""

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from tests.realistic.defect import Defect, Planted, with_text
from tests.realistic.sample import Sample
from tests.realistic.units import UNITS

STRANGE = {
    "township": (
        "我局高度重视政府信息公开工作，多次召开会议研究。",
        "结合税务工作实际，健全了公开审查制度。",
        "积极推进审计政府信息公开工作。",
        "县气象局高度重视政府信息公开工作，专门安排经费。",
        "在网站开设专栏，让社会了解公安、支持公安。",
        "我委把信息公开列入年度目标。",
        "局党组高度重视，定期研究信息公开工作。",
        "成立由局长任组长、副局长任副组长的领导小组。",
    ),
    "department": (
        "我镇高度重视政府信息公开工作。",
        "我街道安排专人负责信息公开。",
        "立足海关职能，主动公开办事指南。",
        "积极推进气象政府信息公开工作。",
    ),
    "county": ("我镇认真落实公开要求，及时更新公开栏。", "我局对照目录逐条公开。"),
}
DAMAGES = ("格局", "布局", "局面", "困局", "大局", "当局", "局部", "局限", "结局", "开局")
CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _inserted(random: Random, text: str, sentence: str) -> str:
    """A sentence put in where another ends."""
    ends = [match.end() for match in re.finditer("。", text)]
    at = random.choice(ends) if ends else len(text)
    return text[:at] + sentence + text[at:]


def title_of_last_year(random: Random, sample: Sample) -> Planted:
    """The title still names last year."""
    return _year_before(sample, "head_title")


def period_of_last_year(random: Random, sample: Sample) -> Planted | None:
    """The lead still names last year's period."""
    return _year_before(sample, "head_lead") if "12月31日" in sample.report.texts["head_lead"] else None


def _year_before(sample: Sample, address: str) -> Planted:
    year = sample.draft.report.year or 0
    return with_text(sample, address, sample.report.texts[address].replace(f"{year}年", f"{year - 1}年"))


def opening_of_last_year(random: Random, sample: Sample) -> Planted | None:
    """Section one begins with last year and nothing else in it tells the year."""
    year, text = sample.draft.report.year or 0, sample.report.texts["s1_text"]
    start = f"{year}年，"
    if not text.lstrip("　").startswith(start) or "今年" in text or "本年" in text:
        return None
    return with_text(sample, "s1_text", text.replace(f"{year}年", f"{year - 1}年"))


def _neighbour(random: Random, sample: Sample) -> str | None:
    others = [unit.name for unit in UNITS if unit.kind == sample.unit.kind and unit.name != sample.unit.name]
    return random.choice(others) if sample.unit.kind == "township" else None


def named_as_a_neighbour(random: Random, sample: Sample) -> Planted | None:
    """The title, or a paragraph's subject, names another township."""
    other = _neighbour(random, sample)
    if other is None:
        return None
    if random.random() < 0.5:
        return with_text(sample, "head_title", sample.report.texts["head_title"].replace(sample.unit.name, other))
    started = random.choice(("高度重视政府信息公开工作，", "严格落实公开审查制度，", "积极拓宽公开渠道，"))
    text = f"{other}{started}取得了较好成效。\n{sample.report.texts['s1_text']}"
    return with_text(sample, "s1_text", text)


def name_cut_short(random: Random, sample: Sample) -> Planted | None:
    """青石人民政府 for 青石镇人民政府."""
    if sample.unit.kind != "township" or not sample.unit.name.endswith(("镇", "乡")):
        return None
    sentence = f"印发《{sample.unit.name[:-1]}人民政府关于进一步做好信息公开工作的通知》。"
    return with_text(sample, "s1_text", _inserted(random, sample.report.texts["s1_text"], sentence))


def words_of_another(random: Random, sample: Sample) -> Planted:
    """A sentence from another body's report."""
    sentence = random.choice(STRANGE[sample.unit.kind])
    if sample.unit.name.endswith("审计局"):
        sentence = STRANGE["department"][0]
    address = random.choice(("s1_text", "s5_text"))
    return with_text(sample, address, _inserted(random, sample.report.texts[address], sentence))


def replaced_everywhere(random: Random, sample: Sample) -> Planted | None:
    """局 replaced by 镇 in the whole report, as when another body's text is taken over."""
    ending = "街道" if sample.unit.name.endswith("街道") else sample.unit.name[-1]
    texts = sample.report.texts
    if sample.unit.kind != "township" or not any(word in text for text in texts.values() for word in DAMAGES):
        return None
    spoilt = {address: text.replace("局", ending) for address, text in texts.items()}
    return Planted(replace(sample.report, texts=spoilt), sample.prior, sample.form, "s")


def identity_card(random: Random, sample: Sample) -> Planted:
    """A list of beneficiaries with their identity card numbers."""
    body = f"4212{random.randint(10, 29)}19{random.randint(50, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}{random.randint(0, 999):03}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, CARD_WEIGHTS, strict=True)) % 11]
    sentence = f"救助对象李某（身份证号码{body}{check}）等人的名单已公示。"
    return with_text(sample, "s1_text", _inserted(random, sample.report.texts["s1_text"], sentence))


def mobile_phone(random: Random, sample: Sample) -> Planted:
    """A private phone for contact."""
    number = f"1{random.choice('3589')}{random.randint(0, 9)}{random.randint(0, 99_999_999):08}"
    shown = random.choice(
        (number, f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}")
    )
    sentence = random.choice((f"联系人手机：{shown}。", f"咨询电话{shown}（张主任）。"))
    address = random.choice(("head_lead", "s6_text"))
    return with_text(sample, address, f"{sample.report.texts[address]}{sentence}")


def copied_from_last_year(random: Random, sample: Sample) -> Planted | None:
    """A section taken over from last year's report but for the years."""
    if sample.prior is None:
        return None
    address = random.choice(("s1_text", "s5_text"))
    text, year = sample.prior.texts[address], sample.prior.year or 0
    if len(text) < 80:
        return None
    for at in (year + 1, year, year - 1):
        text = text.replace(f"{at}年", f"{at + 1}年")
    return with_text(sample, address, text)


def fee_without_a_word(random: Random, sample: Sample) -> Planted | None:
    """A charge in 表二, or a fee notice in the text, and section six does not speak of it."""
    planted = with_text(sample, "s6_text", "无其他需要报告的事项。")
    cell = Cell.parse("t2_8.1_fees")
    if cell not in planted.report.values:
        return None
    if random.random() < 0.5:
        sentence = "依申请公开办理中，按规定发出信息处理费收费通知。"
        spoken = {**planted.report.texts, "s1_text": sample.report.texts["s1_text"] + sentence}
        return replace(planted, report=replace(planted.report, texts=spoken))
    return replace(planted, report=replace(planted.report, values={**planted.report.values, cell: Decimal(3)}))


DEFECTS = (
    Defect("W004", "标题是上年的", title_of_last_year),
    Defect("W004", "统计期限是上年的", period_of_last_year),
    Defect("W004", "第一章开头是上年的", opening_of_last_year),
    Defect("W005", "写成邻近乡镇", named_as_a_neighbour),
    Defect("W005", "人民政府前漏了镇、乡", name_cut_short),
    Defect("W006", "别的单位的话", words_of_another),
    Defect("W007", "把「局」全部替换", replaced_everywhere),
    Defect("W012", "身份证号码", identity_card),
    Defect("W012", "手机号码", mobile_phone),
    Defect("J008", "照抄上年只改年份", copied_from_last_year),
    Defect("W601", "第六章没有写信息处理费", fee_without_a_word),
)
