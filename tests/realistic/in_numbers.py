"""Defects of the numbers told: they differ from the tables, from their parts, from the percentage, or are missing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from random import Random

from tests.realistic.defect import Defect, Planted, other_than, value, with_text, with_values
from tests.realistic.pen import FIRST
from tests.realistic.sample import Sample

UNSAID = ("未收到", "没有收到", "申请0件", "事项 0 件")
ALL_DONE = ("均已在法定期限内答复", "全部按时办结", "均已按期答复")
UPHELD = ("均获维持", "全部维持")
GAPS = ("（）", "○○", "□□", "  ", "   ", "XX", "××", "＿＿", "___", " ×× ")


def _told(sample: Sample, rule: str, place: str, kind: str) -> list[tuple[int, str]]:
    """The numbers a rule watches, with the text each stands in."""
    return [
        (at, address)
        for at, each in enumerate(sample.draft.said)
        for address in _homes(sample, at)
        if (each.rule, each.kind) == (rule, kind) and each.place.startswith(place)
    ]


def _homes(sample: Sample, at: int) -> Iterator[str]:
    return (address for address, text in sample.draft.texts.items() if chr(FIRST + at) in text)


def mistold(random: Random, sample: Sample, rule: str, place: str = "", kind: str = "") -> Planted | None:
    """Another number than it should be, where a rule watches for it."""
    told = _told(sample, rule, place, kind)
    if not told:
        return None
    at, address = random.choice(told)
    each = sample.draft.said[at]
    wrong = _other_share(random, each.value) if each.unit == "%" else other_than(random, each.value)
    spoilt = replace(sample, draft=sample.draft.saying(at, wrong))
    return Planted(spoilt.report, sample.prior, sample.form, address if each.place == "s" else each.place)


def part_above_whole(random: Random, sample: Sample) -> Planted | None:
    """One channel with more items than all together; the sum of channels may be what it will."""
    told = _told(sample, "W010", "", "channel")
    if not told:
        return None
    at, address = random.choice(told[1:])
    spoilt = replace(sample, draft=sample.draft.saying(at, sample.draft.said[told[0][0]].value * 10 + 3))
    return Planted(spoilt.report, sample.prior, sample.form, address)


def _other_share(random: Random, share: Decimal) -> Decimal:
    near = [share + step for step in (Decimal("1.7"), Decimal("10.4"), -3, 5) if 0 < share + step < 100]
    return random.choice(near)


def says_none(random: Random, sample: Sample) -> Planted | None:
    """The text says nothing came, the table holds something."""
    told = "".join(sample.report.texts.values())
    if value(sample, "t3_1_total") or value(sample, "t3_2_total") or not any(word in told for word in UNSAID):
        return None
    count = random.randint(1, 5)
    cells = ("t3_1_natural", "t3_1_total", "t3_3.1_natural", "t3_3.1_total", "t3_3.7_natural", "t3_3.7_total")
    return with_values(sample, dict.fromkeys(cells, count), "t3_1_total")


def says_all_done(random: Random, sample: Sample) -> Planted | None:
    """The text says all are done, the table carries some over."""
    told = "".join(sample.report.texts.values())
    done = value(sample, "t3_3.1_natural")
    if not done or not any(word in told for word in ALL_DONE):
        return None
    held = {
        address: (value(sample, address) or 0) - 1
        for address in ("t3_3.1_natural", "t3_3.1_total", "t3_3.7_natural", "t3_3.7_total")
    }
    return with_values(sample, {**held, "t3_4_natural": 1, "t3_4_total": 1}, "t3_3.7_total")


def says_no_review(random: Random, sample: Sample) -> Planted | None:
    """The text says there was no review and no suit, the table holds one."""
    if any(value(sample, f"t4_{row}_total") for row in ("1", "2.1", "2.2")):
        return None
    row = random.choice(("1", "2.1", "2.2"))
    return with_values(sample, {f"t4_{row}_upheld": 1, f"t4_{row}_total": 1}, f"t4_{row}_")


def says_upheld(random: Random, sample: Sample) -> Planted | None:
    """The text says all were upheld, the table holds a correction."""
    told = "".join(sample.report.texts.values())
    held = value(sample, "t4_1_upheld")
    if not held or not any(word in told for word in UPHELD):
        return None
    other = random.choice(("corrected", "pending"))
    return with_values(sample, {"t4_1_upheld": held - 1, f"t4_1_{other}": 1}, f"t4_1_{other}")


def everything_made_public(random: Random, sample: Sample) -> Planted | None:
    """The row of normative documents holds the count of all items made public."""
    for text in sample.draft.texts.values():
        for at, each in enumerate(sample.draft.said):
            before = text[: max(0, text.find(chr(FIRST + at)))]
            if before.endswith(("公开政府信息", "公开各类信息")):
                cells = [str(cell) for cell in sample.form.inputs() if str(cell).startswith("t2_1.2_")]
                held = {cell: each.value for cell in cells if not cell.endswith("repealed")}
                return with_values(sample, held, cells[0])
    return None


def left_open(random: Random, sample: Sample) -> Planted | None:
    """The place of a number left open."""
    if not sample.draft.said:
        return None
    at = random.randrange(len(sample.draft.said))
    address = next(_homes(sample, at), None)
    if address is None:
        return None
    gap = random.choice(GAPS) + sample.draft.said[at].unit
    texts = {**sample.draft.texts, address: sample.draft.texts[address].replace(chr(FIRST + at), gap)}
    spoilt = replace(sample, draft=replace(sample.draft, texts=texts))
    return Planted(spoilt.report, sample.prior, sample.form, address)


def document_without_number(random: Random, sample: Sample) -> Planted:
    """A document or a day whose number is missing."""
    year = sample.draft.report.year
    open_place = random.choice((f"（云政办〔{year}〕  号）", f"（云政办〔{year}〕×号）", "（   月   日印发）"))
    text = f"{sample.report.texts['s1_text']}\n印发《政府信息公开工作要点》{open_place}，明确年度任务。"
    return with_text(sample, "s1_text", text)


DEFECTS = (
    Defect("W301", "新收件数与表三不同", partial(mistold, rule="W301", place="t3_1_total")),
    Defect("W301", "自然人件数与表三不同", partial(mistold, rule="W301", place="t3_1_natural"), also=("W010",)),
    Defect("W301", "法人等件数与表三不同", partial(mistold, rule="W301", place="t3_1_"), also=("W010",)),
    Defect("W301", "上年结转与表三不同", partial(mistold, rule="W301", place="t3_2")),
    Defect("W301", "办结件数与表三不同", partial(mistold, rule="W301", place="t3_3.7"), also=("W010",)),
    Defect("W301", "办理结果与表三不同", partial(mistold, rule="W301", place="t3_3."), also=("W010",)),
    Defect("W301", "结转下年与表三不同", partial(mistold, rule="W301", place="t3_4")),
    Defect("W301", "说没有申请，表中有", says_none),
    Defect("W301", "说均已办结，表中有结转", says_all_done, also=("W011",)),
    Defect("W401", "复议、诉讼件数与表四不同", partial(mistold, rule="W401")),
    Defect("W401", "说没有复议诉讼，表中有", says_no_review),
    Defect("W402", "说均获维持，表中有别的结果", says_upheld),
    Defect("W201", "规范性文件件数与表二不同", partial(mistold, rule="W201", place="t2_1")),
    Defect("W201", "许可、处罚、强制件数与表二不同", partial(mistold, rule="W201", place="t2_5")),
    Defect("W201", "收费金额与表二不同", partial(mistold, rule="W201", place="t2_8")),
    Defect("W202", "规范性文件填成全部条数", everything_made_public),
    Defect("W010", "各类之和不等于总数", partial(mistold, rule="W010", kind="kind")),
    Defect("W010", "各种提交方式之和不等于总数", partial(mistold, rule="W010", kind="way")),
    Defect("W010", "一个渠道多于总数", part_above_whole),
    Defect("W011", "百分比算错", partial(mistold, rule="W011")),
    Defect("W009", "数字没有填", left_open),
    Defect("W009", "文号、日期没有填", document_without_number),
)
