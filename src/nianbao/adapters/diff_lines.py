"""What a list of differences says, line by line: the page, the Word file, the terminal and the county's sheet share it."""

from decimal import Decimal

from nianbao.adapters.listing import place_label
from nianbao.core.difference import AnswerChange, CellChange, Differences, HeadChange, Side, TextChange
from nianbao.core.finding import Finding
from nianbao.core.report import as_text
from nianbao.core.waiver import Waiver

BLANK, NONE = "未填", "（没有）"
CELL_HEADERS = ("位置", "原来", "现在", "相差", "备注")
_SAME = "两份内容相同，没有不同之处。"


def titled(side: Side) -> str:
    """Whose report one of the two is: 「青石镇　某年度」."""
    year = f"{side.year}年度" if side.year else "（年度不明）"
    return f"{side.agency or '（单位不明）'}　{year}"


def summary(differences: Differences) -> str:
    """「数 3 格、文字 2 处、标题等 1 项不同。」"""
    if differences.is_same:
        return _SAME
    return f"{counted(differences)}不同。"


def counted(differences: Differences) -> str:
    """「数 3 格、文字 2 处」: how much of each kind differs."""
    forms = {differences.old.form.id, differences.new.form.id}
    told = (
        ("格式", len(forms) - 1, "处"),
        ("数", len(differences.cells), "格"),
        ("只有一份格式才有的数", len(differences.uncompared), "格"),
        ("文字", len(differences.texts), "处"),
        ("封面", len(differences.head), "项"),
        ("说明", len(differences.answers), "条"),
    )
    return "、".join(f"{name} {number} {unit}" for name, number, unit in told if number)


def judged(differences: Differences) -> str:
    """「已消除 2 条，新出现 1 条，两份都有 3 条。」, those of one cause counted once."""
    told = (
        ("已消除", differences.vanished),
        ("新出现", differences.appeared),
        ("两份都有", differences.remaining),
    )
    return "，".join(f"{name} {sum(each.is_lead for each in found)} 条" for name, found in told) + "。"


def figure(value: Decimal | None) -> str:
    """A value, a blank said as such."""
    return as_text(value) or BLANK


def change(cell: CellChange) -> str:
    """「+2」, 「-1」; a dash where one side is blank."""
    if cell.difference is None:
        return "—"
    return f"{'+' if cell.difference > 0 else ''}{as_text(cell.difference)}"


def cell_line(cell: CellChange) -> tuple[str, ...]:
    """A value that differs, in the columns of CELL_HEADERS."""
    return (cell.name, figure(cell.old), figure(cell.new), change(cell), cell.note)


def fact(value: str | None) -> str:
    """A fact of the head."""
    return value or NONE


def head_line(head: HeadChange) -> tuple[str, str, str]:
    """A fact that differs: what it is, then and now."""
    return head.name, fact(head.old), fact(head.new)


def where(text: TextChange) -> str:
    """Where a sentence stands; where it came from too, if it was moved there."""
    passage, old = text.passage, text.old
    if old is None or old.where == passage.where:
        return passage.where
    return f"{passage.where}（原在{'' if old.name == passage.name else old.name + '·'}第{old.paragraph}段）"


def finding_line(finding: Finding, side: Side) -> tuple[str, str, str, str]:
    """Level, code, place and what is wrong."""
    return finding.level.label, finding.rule, place_label(finding, side.form) or "", finding.message


def answer(waiver: Waiver | None) -> str:
    """A 说明 with who gave it and when."""
    if waiver is None:
        return NONE
    return f"{waiver.reason}（{'，'.join(each for each in (waiver.by or '没有署名', waiver.date) if each)}）"


def answer_line(each: AnswerChange) -> tuple[str, str, str, str]:
    """A 说明 that differs: what became of it, to which finding, then and now."""
    return each.kind.label, f"{each.rule}　{each.name}".strip(), answer(each.old), answer(each.new)
