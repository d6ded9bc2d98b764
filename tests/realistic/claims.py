"""Sentences that tell what the tables hold, in as many ways as clerks have."""

from decimal import ROUND_HALF_UP, Decimal

from nianbao.core.cell import Cell
from nianbao.core.report import Report
from tests.realistic.pen import Pen

NAMED = {
    "business": "商业企业",
    "research": "科研机构",
    "welfare": "社会公益组织",
    "legal": "法律服务机构",
    "other": "其他",
}
GROUPS = {
    "3.1": "予以公开",
    "3.2": "部分公开",
    "3.3": "不予公开",
    "3.4": "无法提供",
    "3.5": "不予处理",
    "3.6": "其他处理",
}
REASONS = {
    "3.3.4": "保护第三方合法权益",
    "3.3.5": "属于三类内部事务信息",
    "3.3.6": "属于四类过程性信息",
    "3.3.7": "属于行政执法案卷",
    "3.3.8": "属于行政查询事项",
    "3.4.1": "本机关不掌握相关政府信息",
    "3.4.2": "没有现成信息需要另行制作",
    "3.4.3": "补正后申请内容仍不明确",
    "3.5.1": "信访举报投诉类申请",
    "3.5.2": "重复申请",
}
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}


def held(report: Report, table: str, row: str, column: str = "total") -> int:
    """What a cell holds, or the sum of a group of rows."""
    cells = [cell for cell in report.values if cell.table == table and cell.column == column]
    return sum(int(report.values[cell] or 0) for cell in cells if cell.row == row or cell.row.startswith(f"{row}."))


def requests(pen: Pen, report: Report, prior: Report | None) -> str:
    """The paragraph on requests."""
    new, carried, done, later = (
        held(report, "t3", row) if row != "3.7" else _done(report) for row in ("1", "2", "3.7", "4")
    )
    if not new and not carried:
        return _none(pen)
    account = pen.random.choice((_all_at_once, _with_carried, _by_half_year, None, None))
    if account:
        return account(pen, report) + pen.one("odd_request")
    told = _received(pen, report, new)
    is_plain = not carried and not later
    if is_plain and pen.random.random() < 0.5:
        told += pen.choose(
            "，均已在法定期限内答复。", "，全部按时办结，办结率100%。", "，均已按期答复，未发生超期情况。"
        )
    else:
        told += _finished(pen, done, carried, later)
    details = _details(pen, report, prior)
    details.append(pen.one("odd_request"))
    return told + "".join(pen.random.sample(details, k=min(len(details), pen.random.randint(0, 2))))


def _done(report: Report) -> int:
    return int(report.values[Cell("t3", "3.7", "total")] or 0)


def _none(pen: Pen) -> str:
    return pen.choose(
        f"{pen.year}年，{pen.unit.own}未收到政府信息公开申请。",
        "本年度没有收到公民、法人或者其他组织提出的政府信息公开申请，也无上年结转的申请。",
        "全年收到政府信息公开申请0件。",
        "全年共受理依申请公开事项 0 件，办结 0 件。",
        "未收到依申请公开政府信息的申请，申请受理、登记、答复等流程已在网站公布。",
    )


def _received(pen: Pen, report: Report, new: int) -> str:
    number = pen.number(new, rule="W301", place="t3_1_total")
    told = pen.choose(
        f"{pen.year}年，{pen.unit.own}新收政府信息公开申请{number}",
        f"全年共收到政府信息公开申请{number}",
        f"本年度受理依申请公开{number}",
        f"一年来，共收到公民、法人和其他组织提出的政府信息公开申请{number}",
    )
    return told + _applicants(pen, report, new)


def _number(pen: Pen, report: Report, row: str) -> str:
    value = _done(report) if row == "3.7" else held(report, "t3", row)
    return pen.number(value, rule="W301", place=f"t3_{row}_total")


def _all_at_once(pen: Pen, report: Report) -> str:
    """新收, 上年结转, the sum of both, 办结 with its outcomes, 结转下年."""
    new, carried, done, later = (_number(pen, report, row) for row in ("1", "2", "3.7", "4"))
    both = pen.number(held(report, "t3", "1") + held(report, "t3", "2"))
    results = _results_listed(pen, report, "、")
    split = pen.choose("，其中", "：") + results if results else ""
    return pen.choose(
        f"本年新收申请{new}，上年结转{carried}，共需办理{both}；办结{done}{split}；结转下年度{later}。",
        f"全年新收政府信息公开申请{new}，加上上年度结转{carried}，共{both}。截至{pen.year}年12月31日，办结{done}{split}；未到期结转下年度继续办理{later}。",
    )


def _with_carried(pen: Pen, report: Report) -> str:
    """收到 that counts last year's in."""
    carried = held(report, "t3", "2")
    both = pen.number(held(report, "t3", "1") + carried)
    inside = f"（含上年结转{_number(pen, report, '2')}）" if carried else ""
    done = _number(pen, report, "3.7")
    return f"{pen.year}年共受理政府信息公开申请{both}{inside}，办结{done}，{pen.choose('答复率', '按时答复率')}100%。"


def _by_half_year(pen: Pen, report: Report) -> str:
    """Parts of the year told before the whole."""
    new = held(report, "t3", "1")
    first = pen.random.randint(0, new)
    told = f"上半年收到申请{pen.number(first)}，下半年收到申请{pen.number(new - first)}，全年共收到政府信息公开申请{_number(pen, report, '1')}"
    return f"{told}。{_outcomes(pen, report) if _done(report) else ''}"


def _results_listed(pen: Pen, report: Report, joint: str) -> str:
    return joint.join(
        f"{name}{pen.number(held(report, 't3', row), rule='W301', place=f't3_{row}')}"
        for row, name in GROUPS.items()
        if held(report, "t3", row)
    )


def _applicants(pen: Pen, report: Report, new: int) -> str:
    natural = held(report, "t3", "1", "natural")
    way = pen.random.random()
    if not new or way < 0.3:
        return ""
    if natural == new:
        return pen.choose("，均为自然人提出", "，申请人均为自然人", "")
    person = pen.number(natural, rule="W301", place="t3_1_natural")
    if way < 0.6:
        body = pen.number(new - natural, rule="W301", place="t3_1_")
        return pen.choose(f"，其中自然人{person}、法人或其他组织{body}", f"（自然人{person}，法人或其他组织{body}）")
    parts = [
        f"{NAMED[column]}{pen.number(held(report, 't3', '1', column), rule='W301', place=f't3_1_{column}')}"
        for column in NAMED
        if held(report, "t3", "1", column)
    ]
    return "，其中" + "、".join([f"自然人{person}", *parts])


def _finished(pen: Pen, done: int, carried: int, later: int) -> str:
    finish, left = (
        pen.number(done, rule="W301", place="t3_3.7_total"),
        pen.number(later, rule="W301", place="t3_4_total"),
    )
    before = pen.number(carried, rule="W301", place="t3_2_total")
    brought = f"；上年结转{before}" if carried else pen.choose("；没有上年结转", "")
    passed = (
        pen.choose(f"，结转下年度继续办理{left}。", f"，另有{left}结转下年度继续办理。")
        if later
        else pen.choose("。", "，无结转下年度继续办理的申请。")
    )
    return f"{brought}；{pen.choose('办结', '已办结', '答复')}{finish}{passed}"


def _details(pen: Pen, report: Report, prior: Report | None) -> list[str]:
    new, done = held(report, "t3", "1"), _done(report)
    told = [_channels(pen, new), _rate(pen, report, new), _growth(pen, new, prior)]
    if done:
        told += [_outcomes(pen, report), _reasons(pen, report)]
    return [each for each in told if each]


def _outcomes(pen: Pen, report: Report) -> str:
    start = pen.choose("从办理结果看，", "按结果分，", "已办结的申请中，")
    return f"{start}{_results_listed(pen, report, pen.choose('、', '，'))}。"


def _reasons(pen: Pen, report: Report) -> str:
    listed = [
        pen.choose(f"因{name}{GROUPS[row[:3]]}的{{}}", f"{name}的{{}}").format(
            pen.number(held(report, "t3", row), rule="W301", place=f"t3_{row}_total")
        )
        for row, name in REASONS.items()
        if held(report, "t3", row)
    ]
    return f"办结的申请中，{'，'.join(listed)}。" if listed else ""


def _channels(pen: Pen, new: int) -> str:
    if new < 3:
        return ""
    online = pen.random.randint(1, new - 2)
    letters = pen.random.randint(1, new - online - 1)
    parts = [pen.number(each, rule="W010", place="s", kind="way") for each in (online, letters, new - online - letters)]
    names = pen.random.choice((("网上申请", "信函申请", "当面申请"), ("网络渠道", "邮寄", "现场")))
    told = "、".join(name + part for name, part in zip(names, parts, strict=True))
    return f"按提交方式分，共{pen.number(new, rule='W010', place='s')}，其中{told}。"


def _rate(pen: Pen, report: Report, new: int) -> str:
    natural = held(report, "t3", "1", "natural")
    if not natural or natural == new:
        return ""
    share = percent(natural, new)
    return f"收到的{pen.number(new)}申请中，自然人{pen.number(natural, rule='W301', place='t3_1_natural')}，占{pen.number(share, '%', rule='W011', place='s')}。"


def _growth(pen: Pen, new: int, prior: Report | None) -> str:
    before = held(prior, "t3", "1") if prior else 0
    if not before or before == new:
        return ""
    change = pen.number(abs(new - before))
    rate = pen.number(percent(abs(new - before), before), "%")
    grew, by = ("增加", "增长") if new > before else ("减少", "下降")
    return (
        f"申请量较{pen.choose('上年', f'{pen.year - 1}年', '去年')}的{pen.number(before)}{grew}{change}，{by}{rate}。"
    )


def percent(part: int, whole: int) -> Decimal:
    """A share in percent, to one decimal."""
    return (Decimal(part) / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def reviews(pen: Pen, report: Report) -> str:
    """The sentence on reviews and suits."""
    asked, sued = held(report, "t4", "1"), held(report, "t4", "2")
    if not asked and not sued:
        return pen.choose(
            "全年未发生因政府信息公开引发的行政复议、行政诉讼。",
            "因政府信息公开工作被申请行政复议0件、被提起行政诉讼0件。",
            "没有因政府信息公开被申请行政复议或者提起行政诉讼的情况。",
            f"{pen.year}年，{pen.unit.own}无涉及政府信息公开的行政复议和行政诉讼案件。",
        )
    told = [
        _asked(pen, report, asked) if asked else "没有行政复议案件",
        _sued(pen, report, sued) if sued else pen.choose("未发生行政诉讼", "无行政诉讼案件"),
    ]
    return f"因政府信息公开工作，{'；'.join(told)}。"


def _asked(pen: Pen, report: Report, count: int) -> str:
    told = f"被申请行政复议{pen.number(count, rule='W401', place='t4_1_total')}"
    upheld = held(report, "t4", "1", "upheld")
    if upheld == count and pen.random.random() < 0.5:
        return told + pen.choose("，均获维持", "，全部维持")
    return f"{told}，其中{_results(pen, report, ('1',))}"


def _sued(pen: Pen, report: Report, count: int) -> str:
    told = f"被提起行政诉讼{pen.number(count, rule='W401', place='t4_2')}"
    if pen.random.random() < 0.5:
        return told
    kinds = {"2.1": "未经复议直接起诉", "2.2": "复议后起诉"}
    listed = [
        f"{name}{pen.number(held(report, 't4', row), rule='W401', place=f't4_{row}_total')}"
        for row, name in kinds.items()
        if held(report, "t4", row)
    ]
    return f"{told}，其中{'、'.join(listed)}"


def _results(pen: Pen, report: Report, rows: tuple[str, ...]) -> str:
    found = {column: sum(held(report, "t4", row, column) for row in rows) for column in RESULTS}
    return "、".join(
        f"{RESULTS[column]}{pen.number(count, rule='W401', place=f't4_{rows[0]}_{column}')}"
        for column, count in found.items()
        if count
    )
