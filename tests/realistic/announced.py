"""Sentences on what was made public: documents, decisions, fees, and counts that no table holds."""

from decimal import Decimal
from itertools import pairwise

from nianbao.core.cell import Cell
from nianbao.core.report import Report, as_text
from tests.realistic.claims import held, percent
from tests.realistic.pen import Pen

KINDS = ("机构职能", "规划计划", "财政信息", "重点项目", "应急管理", "社会救助", "通知公告", "政策文件")
PLACES = ("政府网站", "微信公众号", "公开栏", "政务微博", "查阅点")
LEAST = 40


def documents(pen: Pen, report: Report) -> str:
    """The sentence on normative documents."""
    if Cell("t2", "1.2", "made") not in report.values:
        return _old_documents(pen, report)
    new, gone, valid = (held(report, "t2", "1.2", column) for column in ("made", "repealed", "in_force"))
    if not new and not gone:
        none = pen.choose("全年没有制发行政规范性文件", "本年未制发、未废止行政规范性文件")
        return f"{none}，现行有效{pen.number(valid, rule='W201', place='t2_1.2_in_force')}。" if valid else f"{none}。"
    first, second, third = (
        pen.number(value, rule="W201", place=f"t2_1.2_{column}")
        for value, column in ((new, "made"), (gone, "repealed"), (valid, "in_force"))
    )
    return pen.choose(
        f"制发行政规范性文件{first}，废止{second}，现行有效{third}。",
        f"全年制发行政规范性文件{first}，废止行政规范性文件{second}，截至年底现行有效{third}，均已在网站公布。",
        f"本年制发规范性文件{first}、废止{second}、现行有效{third}，文本和解读同步发布。",
    )


def _old_documents(pen: Pen, report: Report) -> str:
    new, opened = (held(report, "t2", "1.2", column) for column in ("new_made", "new_open"))
    if not new:
        return pen.choose("全年未新制作规范性文件。", "本年没有制发规范性文件。")
    first, second = (
        pen.number(value, rule="W201", place=f"t2_1.2_{column}")
        for value, column in ((new, "new_made"), (opened, "new_open"))
    )
    return f"新制作规范性文件{first}，新公开{second}。"


def decisions(pen: Pen, report: Report) -> str:
    """The sentence on licences, penalties and compulsion."""
    names = {"5.1": "行政许可决定", "6.1": "行政处罚决定", "6.2": "行政强制决定"}
    listed = [
        f"{name}{pen.number(held(report, 't2', row, 'decided'), rule='W201', place=f't2_{row}_decided')}"
        for row, name in names.items()
        if held(report, "t2", row, "decided")
    ]
    return f"{pen.choose('全年', '依法')}作出{'、'.join(listed)}，相关信息按规定公示。" if listed else ""


def fees(pen: Pen, report: Report) -> str:
    """The sentence on fees and charges, in 万元 as the table or in 元."""
    charged = report.values.get(Cell("t2", "8.1", "fees")) or Decimal(0)
    if not charged or pen.random.random() < 0.4:
        return ""
    in_yuan = pen.random.random() < 0.5
    amount = pen.number(
        charged * 10_000 if in_yuan else charged, "元" if in_yuan else "万元", rule="W201", place="t2_8.1_fees"
    )
    return f"公开行政事业性收费目录，全年收取行政事业性收费{amount}。"


def published(pen: Pen, report: Report) -> str:
    """The sentence on how much was made public, with parts that sum up or a share."""
    whole = _whole(pen, report)
    unit = pen.choose("条", "条", "篇")
    told = pen.choose("全年主动公开政府信息", "累计主动公开各类信息", f"{pen.year}年共公开政府信息")
    way = pen.random.random()
    if way < 0.2:
        return f"{told}{pen.number(whole, unit)}，公开数量与{pen.year - 1}年基本持平。"
    if way < 0.5:
        names = pen.random.sample(KINDS, pen.random.randint(2, 5))
        return told + _parts(pen, whole, unit, [*names, "其他信息"], "kind")
    if way < 0.7:
        names = pen.random.sample(PLACES, pen.random.randint(2, 4))
        return told + _parts(pen, whole, unit, names, "channel")
    part = pen.random.randint(5, whole - 5)
    share = pen.number(percent(part, whole), "%", rule="W011", place="s")
    return f"{told}{pen.number(whole, unit)}，其中民生类{pen.number(part, unit)}，占{share}。"


def _whole(pen: Pen, report: Report) -> int:
    """A count that no cell of 表二 holds, lest it be taken for the documents."""
    taken = {as_text(value) for cell, value in report.values.items() if cell.table == "t2"}
    return next(each for each in iter(lambda: pen.random.randint(LEAST, 1500), None) if str(each) not in taken)


def _parts(pen: Pen, whole: int, unit: str, names: list[str], kind: str) -> str:
    """A whole and its parts; what stands on two channels at once need not sum up, so those are told apart."""
    cuts = sorted(pen.random.sample(range(1, whole), len(names) - 1))
    sizes = [end - start for start, end in pairwise([0, *cuts, whole])]
    number, *parts = (pen.number(each, unit, rule="W010", place="s", kind=kind) for each in (whole, *sizes))
    return f"{number}，其中{'、'.join(name + part for name, part in zip(names, parts, strict=True))}。"
