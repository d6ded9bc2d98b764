"""`slips`: 退回单 and 核对单 for the units, 催报单 for those that sent nothing; Word files, and texts for messages."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from nianbao.adapters import excel_open, excel_patch, files
from nianbao.adapters.slips import REMINDER, RETURNED, TO_CHECK, Reminder, Slip
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import console, county_book, slips_plan
from nianbao.core import days
from nianbao.core.finding import Level

TO_PASTE = "（可粘贴到消息）"

Progress = Callable[[str], None]


def deadline(text: str) -> date | None:
    """The day of a deadline as people write it; None where nothing is written.

    Raises: BadInput.
    """
    return days.day(text, "期限")


def papers(slips: Sequence[Slip], reminder: Reminder | None, progress: Progress) -> dict[str, bytes]:
    """All that is to be written, by its file name, nothing written yet."""
    from nianbao.adapters import slips_text, slips_word

    made: dict[str, bytes] = {}
    for number, slip in enumerate(slips, start=1):
        progress(f"{slip.kind} {number}/{len(slips)}　{slip.agency}")
        stem = _free(files.safe_name(f"{slip.kind}_{slip.agency}"), made)
        made |= {f"{stem}.docx": slips_word.slip(slip), f"{stem}{TO_PASTE}.txt": slips_text.slip(slip)}
    if reminder is not None:
        made |= {
            f"{REMINDER}.docx": slips_word.reminder(reminder),
            f"{REMINDER}{TO_PASTE}.txt": slips_text.reminder(reminder),
        }
    return made


def _free(stem: str, taken: Mapping[str, bytes]) -> str:
    """A name no other unit has, however its name was made fit for a file; letters count alike, large or small."""
    used = {name.casefold() for name in taken}
    candidate, number = stem, 2
    while f"{candidate}.docx".casefold() in used:
        candidate, number = f"{stem} ({number})", number + 1
    return candidate


def write(folder: Path, made: Mapping[str, bytes]) -> list[str]:
    """Write the papers, each wholly or not at all, and name the slips of an earlier time that are no longer due.

    Raises: CannotWrite.
    """
    files.probe_writable(folder / REMINDER)
    for name, data in made.items():
        # Somebody may have written into the Word file; the text is only ever copied from.
        files.save(folder / name, data, backup=name.endswith(".docx"))
    return outdated(folder, made)


def with_marks(data: bytes, snapshot: Snapshot, slips: Sequence[Slip]) -> bytes:
    """The county workbook with today under 退回 for every unit that gets a 退回单."""
    sent_back = {slip.agency for slip in slips if slip.kind == RETURNED}
    blocks = list(county_book.mark_blocks(snapshot, sent_back, f"{date.today():%Y-%m-%d}"))
    return excel_patch.apply(data, snapshot, blocks) if blocks else data


def outdated(folder: Path, made: Mapping[str, bytes]) -> list[str]:
    """Word files in the folder that look like ours of an earlier time."""
    kinds = {name.partition("_")[0].partition(".")[0] for name in made}
    starts = (RETURNED, TO_CHECK) if kinds & {RETURNED, TO_CHECK} else ()
    patterns = [f"{start}_*.docx" for start in starts]
    found = sorted(path.name for pattern in patterns for path in folder.glob(pattern))
    return [name for name in found if name not in made and files.BACKUP_MARK not in name]


def told(slips: Sequence[Slip], reminder: Reminder | None) -> str:
    """A table of the slips, and who is to be reminded."""
    rows = [
        (each.kind, each.agency, *(str(each.count(level)) for level in Level), each.contact, each.phone)
        for each in slips
    ]
    headers = ("单子", "单位", *(level.label for level in Level), "联系人", "电话")
    lines = [console.table(headers, rows)] if rows else []
    if reminder is not None:
        lines += [f"{REMINDER}：{absent(reminder)}"]
    return "\n".join(lines)


def absent(reminder: Reminder) -> str:
    """The missing units in a line, with whom to ask."""
    return "、".join(
        f"{each.agency}（{' '.join(filter(None, (each.contact, each.phone)))}）"
        if each.contact or each.phone
        else each.agency
        for each in reminder.absent
    )


def counted(slips: Sequence[Slip], reminder: Reminder | None) -> str:
    """「退回单 2 份、核对单 1 份、催报单 1 份」; empty when there is nothing to write."""
    numbers = {kind: sum(each.kind == kind for each in slips) for kind in (RETURNED, TO_CHECK)}
    numbers[REMINDER] = int(reminder is not None)
    return "、".join(f"{kind} {number} 份" for kind, number in numbers.items() if number)


def left_over(names: Sequence[str]) -> str:
    """A word about slips of an earlier time; empty when there are none."""
    if not names:
        return ""
    listed = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    return f"文件夹里另有以前的 {len(names)} 份（{listed}），这次不再需要，请移走，以免发错。"


def nobodys(files: Sequence[str]) -> str:
    """A word about files that can be sent back to nobody; empty when there are none."""
    return f"看不出是哪个单位的，没有写退回单：{'、'.join(f'「{file}」' for file in files)}。" if files else ""


def configure(parser: ArgumentParser) -> None:
    """The arguments of `slips`."""
    parser.add_argument("book", type=Path, metavar="汇总.xlsx", help="用 consolidate 生成的汇总工作簿")
    parser.add_argument("-o", dest="folder", type=Path, required=True, metavar="文件夹", help="放在哪里")
    parser.add_argument("--deadline", default="", metavar="日期", help="要求几日前报来，如 年-月-日；不写则写「尽快」")
    parser.add_argument(
        "--returned", action="store_true", help="写了退回单的单位，在汇总工作簿「报送状态」的「退回」栏记上今天"
    )


def run(arguments: Namespace) -> int:
    """Write the papers and list them."""
    by = deadline(arguments.deadline)
    data = files.read_bytes(arguments.book)
    snapshot = excel_open.open_workbook(data, arguments.book.name)
    book = county_book.read(snapshot)
    sender = slips_plan.sender(book, by, date.today())
    slips, reminder = slips_plan.slips(book, sender), slips_plan.reminder(book, sender)
    strays = nobodys(slips_plan.strays(book))
    if strays:
        console.show(strays)
    if not slips and reminder is None:
        console.show("各单位都已报齐，没有须改正或核对的问题，不用写退回单和催报单。")
        return 0
    left = write(arguments.folder, papers(slips, reminder, console.say))
    if arguments.returned:
        marked = files.save(arguments.book, with_marks(data, snapshot, slips), backup=True)
        console.say(f"已在「{marked}」的「报送状态」记上退回。")
    console.show(told(slips, reminder))
    console.show(
        f"已写 {counted(slips, reminder)}，在「{arguments.folder}」，各附一份可以粘贴到消息里的文字。{left_over(left)}"
    )
    return 0
