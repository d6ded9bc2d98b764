"""Slips and reminders as .docx, to be printed or sent."""

from collections.abc import Iterator

from nianbao.adapters.printout import clean
from nianbao.adapters.slips import REMINDER, Absent, Point, Reminder, Sender, Slip, spelled
from nianbao.adapters.word_parts import document, line, table
from nianbao.adapters.word_xml import BODY_FONT, TITLE_FONT, paragraph, run

_HEADERS = ("序号", "级别", "编号 · 位置", "问题和怎么办")
# Twips.
_WIDTHS = (700, 700, 1900, 5544)
_ABSENT_HEADERS = ("序号", "单位", "层级", "联系人", "电话", "报送方式")
_ABSENT_WIDTHS = (700, 2894, 1000, 1100, 2000, 1150)
# A slip is to fit on one page: 四号 where the report has 三号, and closer lines.
_SIZE = 28
_SPACING = '<w:spacing w:line="440" w:lineRule="exact"/>'
_TITLE_SPACING = '<w:spacing w:after="240" w:line="640" w:lineRule="exact"/>'
_AIR = '<w:spacing w:before="160" w:line="440" w:lineRule="exact"/>'
_FLUSH = '<w:ind w:firstLine="0" w:firstLineChars="0"/>'
_INDENT = '<w:ind w:firstLine="560" w:firstLineChars="200"/>'


def slip(slip: Slip) -> bytes:
    """One unit's slip."""
    title = f"政府信息公开年报{slip.kind}"
    return document(f"{title}　{slip.agency}", _slip(slip, title), slip.sender.agency)


def reminder(reminder: Reminder) -> bytes:
    """The list of the units nothing came from, with whom to ask there."""
    title = f"政府信息公开年报{REMINDER}"
    return document(title, _reminder(reminder, title), reminder.sender.agency)


def _slip(slip: Slip, title: str) -> Iterator[str]:
    yield _title(title)
    yield _body(f"{slip.agency}：", f"{_SPACING}{_FLUSH}")
    yield _body(slip.opening)
    yield table(_HEADERS, [_cells(number, point) for number, point in enumerate(slip.points, start=1)], _WIDTHS)
    yield _body(slip.closing, f"{_AIR}{_INDENT}")
    yield from _signed(slip.sender)


def _cells(number: int, point: Point) -> tuple[str, ...]:
    first = (str(number), point.level.label, "\n".join(each for each in (point.rule, point.where) if each))
    return (*(line(text) for text in first), "".join(line(text) for text in point.lines))


def _reminder(reminder: Reminder, title: str) -> Iterator[str]:
    yield _title(title)
    yield _body(reminder.opening)
    rows = [_absent(number, each) for number, each in enumerate(reminder.absent, start=1)]
    yield table(_ABSENT_HEADERS, rows, _ABSENT_WIDTHS)
    yield from _signed(reminder.sender, _AIR)


def _absent(number: int, absent: Absent) -> tuple[str, ...]:
    first, named, *rest = (str(number), absent.agency, absent.level, absent.contact, absent.phone, absent.channel)
    note = line(f"（{absent.note}）") if absent.note else ""
    return (line(first), line(named) + note, *map(line, rest))


def _signed(sender: Sender, spacing: str = _SPACING) -> Iterator[str]:
    if sender.reach:
        yield _body(f"{sender.reach}。", f"<w:keepNext/>{spacing}{_INDENT}")
        spacing = _SPACING
    if sender.agency:
        yield _body(sender.agency, f'<w:keepNext/>{spacing}{_FLUSH}<w:jc w:val="right"/>')
        spacing = _SPACING
    yield _body(spelled(sender.day), f'{spacing}{_FLUSH}<w:jc w:val="right"/>')


def _title(text: str) -> str:
    return paragraph("Title", run(text, TITLE_FONT), _TITLE_SPACING)


def _body(text: str, extra: str = f"{_SPACING}{_INDENT}") -> str:
    return paragraph("Normal", run(clean(text), BODY_FONT, _SIZE), extra)
