"""Slips and reminders as plain text, to be pasted into a message."""

from collections.abc import Iterator

from nianbao.adapters.printout import clean
from nianbao.adapters.slips import REMINDER, Reminder, Sender, Slip, spelled


def slip(slip: Slip) -> bytes:
    """One unit's slip."""
    lines = [f"【{slip.kind}】{slip.agency}：", slip.opening, ""]
    for number, point in enumerate(slip.points, start=1):
        where = "" if not point.where or point.where in point.message else f"　{point.where}"
        first, *rest = point.lines
        lines += [f"{number}．【{point.level.label}】{point.rule}{where}", first, *rest, ""]
    return _encoded([*lines, slip.closing, *_signed(slip.sender)])


def reminder(reminder: Reminder) -> bytes:
    """The message to the units nothing came from."""
    return _encoded([f"【{REMINDER}】{reminder.message}", *_signed(reminder.sender)])


def _signed(sender: Sender) -> Iterator[str]:
    if sender.reach:
        yield sender.reach
    yield f"{sender.agency}　{spelled(sender.day)}" if sender.agency else spelled(sender.day)


def _encoded(lines: list[str]) -> bytes:
    # The signature and the line ends that Windows' own editor wants.
    return "".join(f"{clean(line)}\r\n" for line in lines).encode("utf-8-sig")
