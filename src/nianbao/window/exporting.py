"""导出 in the window: one report or several, in the format chosen, beside the report under the usual name."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from nianbao.adapters import files, signature
from nianbao.adapters.printout import DRAFT_MARK
from nianbao.commands.check import check_reading, has_errors
from nianbao.commands.export import Extras, exported
from nianbao.commands.export_targets import stem
from nianbao.commands.live import asking_day
from nianbao.commands.live.asking import REPORTS
from nianbao.commands.read import Reading, read
from nianbao.core.errors import NianbaoError
from nianbao.window.screen import Option
from nianbao.window.work import Outcome, Session

_KINDS = (
    Option(".docx", "Word 文件", "按规定的版式，可以继续编辑"),
    Option(".pdf", "PDF 文件", "要有 Word 或 LibreOffice"),
    Option(".html", "网页", "可以放到网站上"),
    Option("图解.png", "图解", "一页图片，画出全年的数"),
)
_SIGNED = (".docx", ".pdf")
_DRAFT, _PLAIN = "draft", "plain"


class _Read(NamedTuple):
    """A report to export, and whether it has open errors."""

    path: Path
    reading: Reading
    has_errors: bool


def export(session: Session) -> Outcome:
    """Export the files at hand or picked; what cannot be exported is told, and does not keep the others from it.

    Raises: Stopped; CannotOpen, CannotRead, CannotWrite when the only one cannot be exported.
    """
    paths = session.files("选择要导出的年报", REPORTS)
    ending = session.choose("导出成哪一种？", "存在年报旁边，文件名按惯例取。", _KINDS)
    refused: list[str] = []
    reports = _read(session, paths, refused)
    is_draft = _asked_draft(session, reports)
    signed = _asked_day(session, reports) if ending in _SIGNED else None
    made = []
    for number, each in enumerate(reports, start=1):
        session.progress(f"正在导出 {number}/{len(reports)}　{each.path.name}")
        try:
            made.append(_export(session, each, ending, Extras(is_draft and each.has_errors, False, signed)))
        except NianbaoError as error:
            _refuse(error, refused, is_only=len(paths) == 1)
    return Outcome(f"导出了 {len(made)} 份", "\n".join(refused), made=tuple(made))


def _read(session: Session, paths: Sequence[Path], refused: list[str]) -> list[_Read]:
    found = []
    for number, path in enumerate(paths, start=1):
        session.progress(f"正在读 {number}/{len(paths)}　{path.name}")
        try:
            reading = read(path)
        except NianbaoError as error:
            _refuse(error, refused, is_only=len(paths) == 1)
        else:
            found.append(_Read(path, reading, has_errors(check_reading(reading).findings)))
    return found


def _refuse(error: NianbaoError, refused: list[str], *, is_only: bool) -> None:
    if is_only:
        raise error
    refused.append(error.message)


def _asked_draft(session: Session, reports: Sequence[_Read]) -> bool:
    """Whether reports with open errors are marked as drafts.

    Raises: Stopped.
    """
    named = [each.path.name for each in reports if each.has_errors]
    if not named:
        return False
    options = [
        Option(_DRAFT, f"加「{DRAFT_MARK.strip('（）')}」字样导出"),
        Option(_PLAIN, "照原样导出", "不加字样；请自己核对"),
    ]
    told = f"{'、'.join(named)}。可以先校验、改正，再导出。"
    return session.choose("还有错误没有解决", told, options) == _DRAFT


def _asked_day(session: Session, reports: Sequence[_Read]) -> date | None:
    """The day under the reports; not asked where 落款 is typed in all.

    Raises: Stopped.
    """
    if all(signature.is_typed(each.reading.report, each.reading.form) for each in reports):
        return None
    return asking_day.signed(session.text)


def _export(session: Session, each: _Read, ending: str, extras: Extras) -> Path:
    mark = DRAFT_MARK if extras.draft else ""
    proposed = each.path.with_name(f"{stem(each.reading.report, each.path)}{mark}{ending}")
    proposed = files.free_name(proposed) if proposed.resolve() == each.path.resolve() else proposed
    target = session.writable(proposed, "导出的文件存到哪里")
    return files.save(target, _content(each.reading, ending, extras), backup=True)


def _content(reading: Reading, ending: str, extras: Extras) -> bytes:
    if ending.startswith("."):
        return exported(reading, ending, extras.fitting(ending))
    from nianbao.commands.picture import picture_of

    return picture_of(reading.report, reading.form).png
