"""`package`: the 报送包 for the county: workbook, Word, PDF, web page, 图解, review and a list with hashes, in one ZIP."""

import io
import zipfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from nianbao import __version__
from nianbao.adapters import files, manifest
from nianbao.adapters.manifest import Entry, Manifest, Role
from nianbao.adapters.printout import DRAFT_MARK
from nianbao.commands import check_report, console
from nianbao.commands.check import Checked, check_reading, has_errors
from nianbao.commands.export import day, export
from nianbao.commands.new_workbook import proposed_name
from nianbao.commands.prior import read_prior
from nianbao.commands.read import Reading, parse
from nianbao.core.errors import CannotWrite
from nianbao.core.finding import counts

_TAIL = "年政府信息公开年报报送包.zip"
_REVIEW = "校验意见.html"
# What is made of the workbook: what it is, how its name ends, what people call it.
_EXPORTS: tuple[tuple[Role, str, str], ...] = (
    ("docx", ".docx", "Word"),
    ("html", ".html", "网页"),
    ("pdf", ".pdf", "PDF"),
    ("picture", "图解.png", "图解"),
)
# What a machine may lack something for: an office program, a Chinese font.
_SPARED: tuple[Role, ...] = ("pdf", "picture")
_WHERE = "存到哪里；写文件夹则按惯例取名；不写则存在工作簿旁边"
# Nothing older can be told in a ZIP.
_FIRST_YEAR = 1980


class Source(NamedTuple):
    """The saved workbook: its file, its bytes, when it was saved, what it says and what a check finds in it."""

    path: Path
    data: bytes
    saved: datetime
    reading: Reading
    checked: Checked

    @property
    def stem(self) -> str:
        """What offices call the files of this report; the workbook's own name where it tells no unit or year."""
        report = self.reading.report
        return proposed_name(report.agency, report.year, "") if report.agency and report.year else self.path.stem

    @property
    def package_name(self) -> str:
        """What offices call the package."""
        report = self.reading.report
        named = report.agency and report.year
        return files.safe_name(f"{report.agency}{report.year}{_TAIL}") if named else f"{self.stem}报送包.zip"


class Besides(NamedTuple):
    """What goes into the exported files besides the report: the day under it, and last year's for the 图解."""

    signed: date | None = None
    prior: Reading | None = None


@dataclass
class Package:
    """A package, and for what could not be made the reason."""

    data: bytes = b""
    missing: dict[str, str] = field(default_factory=dict)


def source(path: Path) -> Source:
    """A workbook of ours on disk, checked.

    Raises: CannotOpen, CannotRead; CannotWrite when the file is no workbook of ours.
    """
    from nianbao.adapters import excel_open, gate

    data = files.read_bytes(path)
    parts = gate.inflate(data, path.name) if gate.is_zip(data) else {}
    if not excel_open.is_workbook(parts) or not excel_open.names_cells(parts):
        raise CannotWrite(f"「{path.name}」不是本工具的年报工作簿，不能做报送包。请先用「导入」读进年报工作簿。")
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    reading = parse(data, path.name)
    return Source(path, data, saved, reading, check_reading(reading))


def package(made_of: Source, now: datetime, progress: Callable[[str], None], besides: Besides | None = None) -> Package:
    """The package of a workbook; with open errors the exported files are marked as drafts, and the review tells them.

    Raises: BadInput when `prior` is not last year's; CannotWrite when an export does not say what the workbook says.
    """
    result = Package()
    members = list(_members(made_of, progress, result.missing, besides or Besides()))
    listed = manifest.write(_manifest(made_of, now, members, result.missing))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for each, data in members:
            _add(archive, each.name, data, made_of.saved if each.role == "workbook" else now)
        _add(archive, manifest.NAME, listed, now)
    result.data = stream.getvalue()
    return result


def _members(
    made_of: Source, progress: Callable[[str], None], missing: dict[str, str], besides: Besides
) -> Iterator[tuple[Entry, bytes]]:
    """The files in the order a reader wants them; what cannot be made here is told in `missing`."""
    workbook = f"{made_of.stem}{made_of.path.suffix.lower()}"
    yield manifest.entry(workbook, "workbook", made_of.data), made_of.data
    is_draft = has_errors(made_of.checked.findings)
    stem = f"{made_of.stem}{DRAFT_MARK}" if is_draft else made_of.stem
    for role, name, called in _EXPORTS:
        progress(f"正在生成报送包：{called}……")
        try:
            data = _made(made_of.reading, role, besides, draft=is_draft)
        except CannotWrite as error:
            if role not in _SPARED:
                raise
            missing[role] = error.message
            continue
        yield manifest.entry(f"{stem}{name}", role, data), data
    review = check_report.written(".html", [made_of.checked])
    yield manifest.entry(_REVIEW, "check", review), review


def _made(reading: Reading, role: Role, besides: Besides, *, draft: bool) -> bytes:
    if role != "picture":
        return export(reading, f".{role}", draft=draft, signed=besides.signed)
    from nianbao.commands.picture import picture_of

    before = besides.prior
    return picture_of(reading.report, reading.form, (before.report, before.form) if before else None).png


def _manifest(made_of: Source, now: datetime, members: list[tuple[Entry, bytes]], missing: dict[str, str]) -> Manifest:
    reading = made_of.reading
    return Manifest(
        version=__version__,
        form=reading.form.id,
        agency=reading.report.agency,
        year=reading.report.year,
        made=f"{now:%Y-%m-%d %H:%M:%S}",
        counts=counts(made_of.checked.findings),
        files=[each for each, _ in members],
        missing=missing,
    )


def _add(archive: zipfile.ZipFile, name: str, data: bytes, when: datetime) -> None:
    # A name that is not ASCII is flagged as UTF-8 of itself.
    moment = max(when, datetime(_FIRST_YEAR, 1, 1))
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def told(path: Path, made: Package, made_of: Source) -> str:
    """What was made, what is lacking and why, and how the report stands."""
    lines = [f"已生成「{path.name}」。", *made.missing.values()]
    found = made_of.checked.findings
    if has_errors(found):
        lines.append(f"这份年报还有问题没有解决（{console.counted(found)}），见包里的「{_REVIEW}」。")
    return "".join(lines)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `package`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="要报送的年报工作簿")
    parser.add_argument("-o", dest="output", type=Path, metavar="报送包.zip", help=_WHERE)
    parser.add_argument("--date", default="", metavar="日期", help=f"落款的日期，如 {date.today():%Y-%m-%d}")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="图解与上年比较")


def run(arguments: Namespace) -> int:
    """Make the package and say what is in it; 1 when the report has open errors."""
    signed = day(arguments.date)
    made_of = source(arguments.book)
    output = arguments.output or arguments.book.parent
    output = output / made_of.package_name if output.is_dir() else output
    files.probe_writable(output)
    prior = read_prior(arguments.prior).of(made_of.reading.report.agency) if arguments.prior else None
    made = package(made_of, datetime.now(), console.say, Besides(signed, prior))
    kept = files.save(output, made.data, backup=True)
    console.show(told(kept, made, made_of))
    return 1 if has_errors(made_of.checked.findings) else 0
