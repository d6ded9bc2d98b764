"""退回单、核对单、催报单 in the window, from the county's workbook as it was last saved."""

from datetime import date

from nianbao.adapters import excel_open, files
from nianbao.commands import county_book, slips_plan
from nianbao.commands import slips as papers
from nianbao.commands.live import asking_day
from nianbao.window.screen import Option
from nianbao.window.work import Outcome, Session

_BOOKS = ("*.xlsx", "*.xlsm")
_PAPERS, _MARKED = "papers", "marked"


def slips(session: Session) -> Outcome:
    """Write the papers for the units of a county workbook, after showing who gets which.

    Raises: Stopped; CannotOpen, CannotRead, CannotWrite.
    """
    path = session.one("选择汇总工作簿", _BOOKS)
    session.progress(f"正在读「{path.name}」……")
    data = files.read_bytes(path)
    snapshot = excel_open.open_workbook(data, path.name)
    book = county_book.read(snapshot)
    sender = slips_plan.sender(book, None, date.today())
    if not slips_plan.slips(book, sender) and slips_plan.reminder(book, sender) is None:
        return Outcome("不用写单子", "各单位都已报齐，没有须改正或核对的问题。")
    signed = slips_plan.sender(book, asking_day.deadline(session.text, "要求单位在几日前报来？"), date.today())
    due, reminder = slips_plan.slips(book, signed), slips_plan.reminder(book, signed)
    options = [
        Option(_PAPERS, "写出来", "接着选择放在哪个文件夹"),
        Option(_MARKED, "写出来，并在汇总工作簿记上退回", "「报送状态」的「退回」栏记今天；请先关闭汇总工作簿"),
    ]
    shown = [f"{each.kind}　{each.agency}" for each in due]
    shown += [f"还没有报送：{papers.absent(reminder)}"] if reminder else []
    answer = session.choose(f"将写 {papers.counted(due, reminder)}", "\n".join(shown), options)
    folder = session.directory("单子放到哪个文件夹", path.parent)
    left = papers.left_over(papers.write(folder, papers.papers(due, reminder, session.steps())))
    if answer == _MARKED:
        files.save(path, papers.with_marks(data, snapshot, due), backup=True)
    return Outcome(f"已写 {papers.counted(due, reminder)}", left or "各附一份可以粘贴到消息里的文字。", made=(folder,))
