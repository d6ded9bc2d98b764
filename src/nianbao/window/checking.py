"""校验 in the window: files or a whole folder; an opinion to hand on, and on wish the marks in the workbooks."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands import check_report, console
from nianbao.commands.check import Checked, mark, marked
from nianbao.commands.gather import gather
from nianbao.commands.intake import OPINION
from nianbao.commands.live.asking import REPORTS
from nianbao.core.errors import CannotRead, NianbaoError
from nianbao.window.screen import Option
from nianbao.window.work import More, Outcome, Session

COPY = "（已标注）"
_BOOKS = (".xlsx", ".xlsm")
_FILES, _FOLDER, _HERE, _ASIDE = "files", "folder", "here", "aside"
_MOST_LINES = 8

Pairs = Sequence[tuple[Path, Checked]]


def check(session: Session) -> Outcome:
    """Check what is at hand or picked, and keep the opinion beside it.

    Raises: Stopped; CannotOpen, CannotRead, CannotWrite.
    """
    sources = session.given or _picked(session)
    target = session.writable(_beside(sources), "校验意见存到哪里")
    session.progress("正在查看文件……")
    gathered = gather(sources, session.steps())
    checked = gathered.checked
    if not checked:
        raise CannotRead("没有找到能读的年报。请核对选的文件夹是不是放着年报。")
    if len(checked) == 1 and checked[0].reason:
        raise CannotRead(checked[0].reason)
    session.progress("正在写校验意见……")
    kept = files.save(target, check_report.written(target.suffix, checked))
    pairs = [pair for pair in zip(gathered.paths, checked, strict=True) if _is_book(*pair)]
    note = "标注到原工作簿，或另存一份标注过的"
    more = More(Option("mark", "把结果标注到工作簿里", note), partial(_mark, session, pairs))
    return Outcome(_headline(checked), _lines(checked), _details(checked), (kept,), (more,) if pairs else ())


def _picked(session: Session) -> list[Path]:
    """What the clerk wants checked, kept at hand for what follows."""
    options = [Option(_FILES, "选择文件", "可以同时选几份"), Option(_FOLDER, "选择文件夹", "里面的年报都校验")]
    if session.choose("校验哪些年报？", "", options) == _FILES:
        session.given = session.files("选择要校验的年报", REPORTS)
    else:
        session.given = [session.directory("选择要校验的年报所在的文件夹")]
    return session.given


def _beside(sources: Sequence[Path]) -> Path:
    """Where the opinion is kept: beside one file or folder under its name, beside several files in their folder."""
    first = sources[0]
    if len(sources) > 1:
        return first.with_name(OPINION)
    return first.with_name(f"{first.name if first.is_dir() else first.stem}_{OPINION}")


def _is_book(path: Path, outcome: Checked) -> bool:
    return outcome.reading is not None and path.suffix.lower() in _BOOKS


def _headline(checked: Sequence[Checked]) -> str:
    findings = [finding for each in checked for finding in each.findings]
    return f"校验了 {len(checked)} 份：{console.counted(findings)}"


def _lines(checked: Sequence[Checked]) -> str:
    """A line for each file, those with most to mend first; of one file its unit and year."""
    if len(checked) == 1 and checked[0].reading is not None:
        report = checked[0].reading.report
        return f"{report.agency or '（单位不明）'}　{report.year or '（年度不明）'}年度"
    ordered = sorted(checked, key=lambda each: ["unreadable", "errors", "ok"].index(each.status))
    lines = [
        f"{each.file}　{'读不了' if each.reason else console.counted(each.findings)}" for each in ordered[:_MOST_LINES]
    ]
    return "\n".join([*lines, *([f"……另有 {len(ordered) - len(lines)} 份"] if len(ordered) > len(lines) else [])])


def _details(checked: Sequence[Checked]) -> str:
    """The findings of one file, a line each; of several why some could not be read. The opinion has all of it."""
    if len(checked) == 1:
        return "\n".join(
            f"【{each.level.label}】{each.rule}　{each.message}" for each in checked[0].findings if each.is_lead
        )
    return "\n".join(each.reason for each in checked if each.reason)


def _mark(session: Session, pairs: Pairs) -> Outcome:
    """Write the findings into the workbooks or into copies of them; what cannot be marked is told with the reason.

    Raises: Stopped.
    """
    options = [
        Option(_HERE, "标注到原工作簿", "原来的先留一份备份；请先在 Excel 或 WPS 里关闭它"),
        Option(_ASIDE, "另存一份标注过的", f"文件名加「{COPY}」，原工作簿不动"),
    ]
    is_here = session.choose("标注到哪里？", "「校验结果」页列出全部问题，有问题的单元格加上标注。", options) == _HERE
    made, refused = [], []
    for number, (path, outcome) in enumerate(pairs, start=1):
        session.progress(f"正在标注 {number}/{len(pairs)}　{path.name}")
        try:
            made.append(mark(path, outcome) if is_here else _copy(path, outcome))
        except NianbaoError as error:
            refused.append(error.message)
    return Outcome(f"标注了 {len(made)} 本工作簿", "\n".join(refused), made=tuple(made))


def _copy(path: Path, outcome: Checked) -> Path:
    target = files.free_name(path.with_name(f"{path.stem}{COPY}{path.suffix}"))
    return files.save(target, marked(files.read_bytes(path), path.name, outcome))
