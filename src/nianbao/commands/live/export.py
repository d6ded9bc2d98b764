"""`export` in the spreadsheet program: the open workbook as it is now, unsaved changes included, as a file to hand on."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nianbao.adapters import excel_read, files, signature
from nianbao.adapters.printout import DRAFT_MARK
from nianbao.commands.check import check_reading
from nianbao.commands.export import Extras, exported
from nianbao.commands.export_targets import stem
from nianbao.commands.live import asking_day
from nianbao.commands.read import Reading
from nianbao.core.errors import BadInput
from nianbao.core.finding import counts
from nianbao.core.numbers import folded
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk


class _Kind(NamedTuple):
    """What can be made: what people call it, how its name ends, and whether it bears the mark of a draft inside."""

    called: str
    ending: str
    bears_mark: bool = True

    @property
    def suffix(self) -> str:
        """The format."""
        return self.ending[self.ending.rindex(".") :]


_USUAL, _MORE = "docx", "more"
_SIGNED = ("docx", "pdf")
_KINDS = {
    "docx": _Kind("Word 文件", ".docx"),
    "pdf": _Kind("PDF 文件", ".pdf"),
    "html": _Kind("网页", ".html"),
    "fragment": _Kind("网页片段", "（网页片段）.html"),
    "picture": _Kind("图解", "图解.png", bears_mark=False),
    "json": _Kind("JSON 数据", ".json"),
    "csv": _Kind("CSV 数据", ".csv", bears_mark=False),
    "md": _Kind("Markdown 文件", ".md"),
    "txt": _Kind("纯文本", ".txt"),
}


def run(desk: "Desk") -> str:
    """Export the open report or county workbook as the button says, show the file, and say what it is called.

    Raises: Stopped; CannotRead when it is no report; CannotWrite.
    """
    argument = _asked_kind(desk) if desk.argument == _MORE else desk.argument or _USUAL
    if argument not in _KINDS:
        raise BadInput(
            f"不能导出为「{argument}」。请在「导出」下选 {'、'.join(each.called for each in _KINDS.values())}。"
        )
    kind, reading = _KINDS[argument], _reading(desk)
    is_draft = _asked_draft(desk, reading, kind)
    signed = _asked_day(desk, reading) if argument in _SIGNED else None
    target = _target(desk, reading, kind, DRAFT_MARK if is_draft else "")
    desk.progress(f"正在导出{kind.called}……")
    extras = Extras(is_draft and kind.bears_mark, argument == "fragment", signed)
    kept = files.save(target, _made(reading, argument, extras), backup=True)
    desk.progress("")
    desk.host.show_file(kept)
    return f"已导出「{kept.name}」。"


def _made(reading: Reading, argument: str, extras: Extras) -> bytes:
    if argument == "picture":
        from nianbao.commands.picture import picture_of

        return picture_of(reading.report, reading.form).png
    return exported(reading, _KINDS[argument].suffix, extras)


def _asked_kind(desk: "Desk") -> str:
    """The kind the clerk names by its number; asked again while it is none of them.

    Raises: Stopped.
    """
    listed = dict(enumerate(_KINDS, start=1))
    offered = "　".join(f"{number} {_KINDS[each].called}" for number, each in listed.items())
    question = f"导出成哪一种？请填编号：\n{offered}"
    while (typed := folded(desk.text(question, "1"))) not in map(str, listed):
        question = f"没有编号「{typed}」。请填 1 到 {len(listed)}：\n{offered}"
    return next(each for number, each in listed.items() if str(number) == typed)


def _reading(desk: "Desk") -> Reading:
    from nianbao.adapters import live

    desk.progress("正在读取工作簿……")
    report, found = excel_read.read(live.snapshot(desk.workbook, desk.host))
    return Reading(report, load.by_id(report.form), found)


def _asked_draft(desk: "Desk", reading: Reading, kind: _Kind) -> bool:
    """Whether the export is marked as a draft: one with open errors is, or is not made.

    Raises: Stopped.
    """
    errors = counts(check_reading(reading).findings)["error"]
    if errors:
        where = "" if kind.bears_mark else "在文件名里"
        desk.agree(f"还有 {errors} 处错误没有解决。{where}加「征求意见稿」字样导出吗？")
    return bool(errors)


def _asked_day(desk: "Desk", reading: Reading) -> date | None:
    """The day under the report; not asked where 落款 is typed.

    Raises: Stopped.
    """
    if signature.is_typed(reading.report, reading.form):
        return None
    return asking_day.signed(desk.text)


def _target(desk: "Desk", reading: Reading, kind: _Kind, mark: str) -> Path:
    name = f"{stem(reading.report, Path(desk.workbook.name))}{mark}{kind.ending}"
    target = desk.target("导出的文件存到哪里", name)
    return target if target.suffix.lower() == kind.suffix else target.with_name(f"{target.name}{kind.suffix}")
