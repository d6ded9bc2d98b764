"""Defects of the report's build: headings missing, doubled or moved, sections empty, words of the template left."""

from dataclasses import replace
from random import Random

from nianbao.core.report import Heading
from tests.realistic.defect import Defect, Planted, with_text
from tests.realistic.sample import Sample

LEFT_OVER = ("（文字描述）", "该部分以表格形式报告", "（请填写本单位情况）")


def _with_headings(sample: Sample, headings: list[Heading], place: str) -> Planted:
    return Planted(replace(sample.report, headings=tuple(headings)), sample.prior, sample.form, place)


def section_missing(random: Random, sample: Sample) -> Planted:
    """One heading is not there."""
    gone = random.choice(sample.report.headings)
    return _with_headings(sample, [each for each in sample.report.headings if each != gone], f"{gone.section}_text")


def section_twice(random: Random, sample: Sample) -> Planted:
    """One heading stands twice."""
    again = random.choice(sample.report.headings)
    headings = [each for each in sample.report.headings for _ in range(1 + (each == again))]
    return _with_headings(sample, headings, f"{again.section}_text")


def sections_moved(random: Random, sample: Sample) -> Planted:
    """Two sections have changed places."""
    headings = list(sample.report.headings)
    at = random.randrange(len(headings) - 1)
    headings[at], headings[at + 1] = headings[at + 1], headings[at]
    return _with_headings(sample, headings, f"{headings[at].section}_text")


def problems_empty(random: Random, sample: Sample) -> Planted:
    """Section five holds nothing."""
    return with_text(sample, "s5_text", random.choice(("", "　　", "\n")))


def only_subheads(random: Random, sample: Sample) -> Planted:
    """Section one holds the customary sub-headings and nothing beneath."""
    return with_text(sample, "s1_text", "\n".join(sample.form.sections[0].subheads))


def template_left(random: Random, sample: Sample) -> Planted:
    """Words of the template stand in the text."""
    address = random.choice(("s1_text", "s5_text", "s6_text"))
    told = sample.report.texts[address]
    return with_text(
        sample, address, random.choice((f"{random.choice(LEFT_OVER)}{told}", f"{told}\n{random.choice(LEFT_OVER)}"))
    )


def help_left(random: Random, sample: Sample) -> Planted:
    """Our own workbook's hint was pasted into the text."""
    section = random.choice([section for section in sample.form.sections if section.code in ("s1", "s5", "s6")])
    return with_text(sample, section.text, f"{section.help}\n{sample.report.texts[section.text]}")


DEFECTS = (
    Defect("W001", "缺一章", section_missing),
    Defect("W001", "一章两次", section_twice),
    Defect("W001", "两章换了位置", sections_moved),
    Defect("W002", "第五章空着", problems_empty),
    Defect("W002", "只有小标题", only_subheads),
    Defect("W003", "留着模板的话", template_left),
    Defect("W003", "留着填写提示", help_left),
)
