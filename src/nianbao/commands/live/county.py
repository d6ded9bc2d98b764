"""The county's buttons: hand out the year's workbooks, see who reported, sum, send back, remind."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.adapters import files
from nianbao.adapters.slips import REMINDER, Reminder, Sender, Slip
from nianbao.commands import board, board_told, console, county_book, handing_list, roster, slips_plan
from nianbao.commands import consolidate as summing
from nianbao.commands import distribute as handing
from nianbao.commands import slips as papers
from nianbao.commands.county_book import CountyBook
from nianbao.commands.distribute import Handed, Planned, Priors
from nianbao.commands.intake import is_litter
from nianbao.commands.live import asking, asking_day, county_asking
from nianbao.commands.live.county_asking import ROSTERS, Received
from nianbao.commands.live.desk import shortened
from nianbao.commands.new_workbook import write
from nianbao.commands.prior import PriorFile, read_prior
from nianbao.commands.roster import Unit
from nianbao.core.finding import Level
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_MOST_FINDINGS = 8


def distribute(desk: "Desk") -> str:
    """Hand out a workbook to every unit of a roster, after showing who gets last year's figures from where.

    Nothing is written until all of them are made.
    Raises: Stopped; CannotOpen, CannotRead, CannotWrite, BadInput, UnknownForm.
    """
    path = desk.file("选择编制主体名单", ROSTERS)
    units = roster.read(path)
    year = asking.year(desk, datetime.now().year - 1, f"名单「{path.name}」上有 {len(units)} 个单位。\n")
    load.for_year(year)
    priors = _priors(desk, year - 1, units)
    folder = desk.directory("下发的工作簿放到哪个文件夹")
    files.probe_writable(folder / path.name)
    planned = handing.plan(units, year, priors.reports, priors.doubled)
    desk.agree(_handing_preview(planned, folder, priors))
    made = []
    for number, each in enumerate(planned, start=1):
        desk.progress(f"正在下发 {number}/{len(planned)}　{each.unit.name}")
        made.append(handing.made(each))
    handed = [handing.hand(each, work, folder) for each, work in zip(planned, made, strict=True)]
    handing_list.save(handed, year, folder, priors.unreadable)
    if told := _doubts(handed):
        desk.host.tell(shortened(told))
    desk.host.show_file(folder)
    return f"已下发 {len(handed)} 本，放在「{folder}」，带入上年结转 {sum(each.carried for each in handed)} 格。"


def _priors(desk: "Desk", year: int, units: Sequence[Unit]) -> Priors:
    """Last year's reports, from a folder or a file; none when the clerk has none."""
    if not desk.host.ask(f"要带入{year}年度的结转数吗？\n选「是」请接着选择{year}年度的年报；选「否」下发空表。"):
        return Priors()
    if desk.host.ask(f"{year}年度的年报是放在一个文件夹里吗？\n选「是」请选择文件夹；选「否」请选择一个文件。"):
        source = desk.directory(f"选择放着{year}年度年报的文件夹")
    else:
        source = desk.file(f"选择{year}年度的年报", asking.REPORTS)
    return handing.read_priors([source], county_asking.steps(desk), units)


def _handing_preview(planned: Sequence[Planned], folder: Path, priors: Priors) -> str:
    year, names = planned[0].year, [each.unit.name for each in planned]
    lines = [f"将下发{year}年度工作簿 {len(planned)} 本，放到：", str(folder)]
    if priors.checked:
        without = [each.unit.name for each in planned if not each.found]
        twice = [each.unit.name for each in planned if each.found and each.prior is None]
        lines.append(f"找到{year - 1}年度年报、带入结转的：{sum(each.prior is not None for each in planned)} 个单位")
        lines += [f"没有找到，下发空表的：{board_told.listed(without)}"] if without else []
        lines += [f"分不清用哪一份、下发空表的：{board_told.listed(twice)}"] if twice else []
        lines += [f"读不了：{reason}" for reason in priors.unreadable.values()]
    else:
        lines.append(f"单位：{board_told.listed(names)}")
    replaced = sum((folder / each.name).exists() for each in planned)
    if replaced:
        lines.append(f"文件夹里已有 {replaced} 本同名的，会被替换，原来的另存为备份。")
    return "\n".join([*lines, "", "下发吗？"])


def _doubts(handed: Sequence[Handed]) -> str:
    """What carrying over brought up, to be looked at; empty when nothing did."""
    found = [finding for each in handed for finding in each.findings]
    if not found:
        return ""
    lines = [f"{finding.agency}：{finding.message}" for finding in found[:_MOST_FINDINGS]]
    rest = [f"……另有 {len(found) - len(lines)} 处"] if len(found) > len(lines) else []
    return "\n".join([f"带入上年结转时有 {len(found)} 处请留意：", *lines, *rest])


def status(desk: "Desk") -> str:
    """Read what the units sent and show who reported what; nothing is written.

    Raises: Stopped; CannotOpen, CannotRead, BadInput.
    """
    got = county_asking.received(desk, is_named=False)
    standings = board.stand(got.gathered, got.units, load.for_year(got.year), got.year)
    lines = board_told.lines(standings)
    known = f"名单上 {len(got.units)} 个单位，" if got.units else ""
    head = f"{got.year}年度报送状态（{known}文件 {len(got.gathered.checked)} 份）"
    desk.host.tell(shortened("\n".join([head, *lines])))
    return f"{got.year}年度：{lines[0]}。"


def consolidate(desk: "Desk") -> str:
    """Sum what the units sent into the county workbook, after showing who is in it, and open it.

    Raises: Stopped; CannotOpen, CannotRead, CannotWrite, BadInput, UnknownForm.
    """
    got = county_asking.received(desk)
    last = _last_sum(desk, got)
    name = files.safe_name(f"{got.agency}{got.year}年政府信息公开年报汇总")
    target = county_asking.target(desk, f"{name}.xlsx", got.folder.parent)
    files.probe_writable(target.path)
    desk.progress("正在汇总……")
    county = summing.consolidate(
        got.gathered,
        got.units,
        agency=got.agency,
        year=got.year,
        prior=last.reading.report if last else None,
        last=last.units if last else (),
        answers=target.answers,
    )
    desk.agree(_summing_preview(got, county, [*target.notes, f"存为：{target.path}"]))
    desk.progress("正在写汇总工作簿……")
    with files.sole_use(target.path):
        kept = write(target.path, summing.content(county))
    desk.host.open_book(kept)
    return f"已汇总 {len(county.included)} 份到「{kept.name}」：{console.counted(county.findings)}。"


def _summing_preview(got: Received, county: summing.County, notes: Sequence[str]) -> str:
    lines = [f"{got.agency}{got.year}年度汇总：计入 {len(county.included)} 份", *board_told.lines(county.board)]
    lines.append(f"校验：{console.counted(county.findings)}")
    left_out = any(not each.included and not each.is_copy for each in county.board)
    gaps = "没有计入的单位，汇总数里不含它们的数，也不当作 0。\n" if left_out else ""
    return "\n".join([*lines, *notes, "", f"{gaps}现在汇总吗？"])


def _last_sum(desk: "Desk", got: Received) -> PriorFile | None:
    """Last year's county workbook to hold the carry-over against, when one lies beside the folder."""
    found = [path for path in got.folder.parent.glob(f"*{got.year - 1}*汇总*.xlsx") if not is_litter(path)]
    named = max(found, key=lambda path: path.stat().st_mtime, default=None)
    if named is None or not desk.host.ask(f"用「{named.name}」核对上年结转吗？\n{named.parent}"):
        return None
    desk.progress(f"正在读「{named.name}」……")
    return read_prior(named)


def slips(desk: "Desk") -> str:
    """Write a slip for every unit of the open county workbook that has something to mend or to look at.

    Raises: Stopped; CannotRead, CannotWrite, BadInput.
    """
    book = _county(desk)
    if not slips_plan.slips(book, _sender(book)):
        return "各单位都没有须改正或核对的问题，不用写退回单。"
    signed = _sender(book, asking_day.deadline(desk.text, "要求单位在几日前改好重报？"))
    due = slips_plan.slips(book, signed)
    lines = [f"{each.kind}　{each.agency}：{_numbers(each)}" for each in due]
    return _send(desk, due, None, [f"将写 {papers.counted(due, None)}：", *lines, *_unsigned(signed)])


def reminders(desk: "Desk") -> str:
    """Write the reminder for the units that nothing came from, by the open county workbook.

    Raises: Stopped; CannotRead, CannotWrite, BadInput.
    """
    book = _county(desk)
    if slips_plan.reminder(book, _sender(book)) is None:
        return "没有缺报的单位，不用写催报单。没有用名单汇总的，看不出谁缺报。"
    signed = _sender(book, asking_day.deadline(desk.text, "要求单位在几日前报来？"))
    due = slips_plan.reminder(book, signed)
    assert due is not None
    lines = [f"还没有报送的 {len(due.absent)} 个单位：", papers.absent(due)]
    return _send(desk, [], due, [*lines, *_unsigned(signed)])


def _county(desk: "Desk") -> CountyBook:
    from nianbao.adapters import live

    desk.progress("正在读汇总工作簿……")
    return county_book.read(live.snapshot(desk.workbook, desk.host))


def _sender(book: CountyBook, deadline: date | None = None) -> Sender:
    return slips_plan.sender(book, deadline, date.today())


def _numbers(slip: Slip) -> str:
    return " · ".join(f"{level.label} {number}" for level in Level if (number := slip.count(level)))


def _unsigned(sender: Sender) -> list[str]:
    return [] if sender.reach else ["封面没有填写县里的联系人和电话，单子上不会有。"]


def _send(desk: "Desk", due: Sequence[Slip], reminder: Reminder | None, preview: Sequence[str]) -> str:
    """Write the papers where the clerk wants them, and show the folder."""
    desk.agree("\n".join([*preview, "", "写出来吗？选「是」请接着选择放在哪个文件夹。"]))
    folder = desk.directory("单子放到哪个文件夹")
    made = papers.papers(due, reminder, county_asking.steps(desk))
    left = papers.write(folder, made)
    if told := papers.left_over(left):
        desk.host.tell(told)
    desk.host.show_file(folder)
    named = f"{len(reminder.absent)} 个单位的{REMINDER}" if reminder else papers.counted(due, None)
    return f"已写 {named}，在「{folder}」，各附一份可以粘贴到消息里的文字。"
