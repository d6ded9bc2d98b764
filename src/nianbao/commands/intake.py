"""What was sent, made ready to be read: archives opened, formats of other programs converted, litter set aside."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from types import TracebackType
from typing import Self

from nianbao.adapters import files
from nianbao.adapters.convert import Converter, kind
from nianbao.commands import archive, packed
from nianbao.core.errors import CannotOpen, CannotRead
from nianbao.core.finding import Finding

READABLE = frozenset(
    {".xlsx", ".xlsm", ".docx", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".txt", ".md", ".json", ".pdf"}
    | {".xls", ".et", ".doc", ".wps", ".rtf", ".odt", ".ods", ".xlsb", ".zip", ".rar", ".7z"}
)
_PLAIN = frozenset({".xlsx", ".xlsm", ".docx"})
_SKIPPED_STARTS = ("~$", ".~", ".", "__macosx")
_SKIPPED_NAMES = ("thumbs.db", "desktop.ini")
_NO_REPORT = "读不了「{}」：压缩包里没有能读的年报。请核对压缩包。"
_PART_DONE = (".crdownload", ".tmp", ".part")
# What we write beside the reports we check ends so.
OPINION = "校验意见.html"


@dataclass(frozen=True, slots=True)
class Received:
    """A report to read: the file it came in, its name for people, where its bytes lie now, or why there are none.

    `notes` are what its package brought up.
    """

    path: Path
    name: str
    content: Path
    modified: float | None = None
    reason: str | None = None
    notes: tuple[Finding, ...] = ()


def is_litter(path: PurePosixPath | Path) -> bool:
    """Whether a file is a lock, half a download, a backup or opinion of ours, or what an operating system leaves about."""
    name = path.name.lower()
    return (
        any(part.lower().startswith(_SKIPPED_STARTS) for part in path.parts[-2:])
        or name in _SKIPPED_NAMES
        or files.BACKUP_MARK in name
        or name.endswith((*_PART_DONE, OPINION))
    )


def is_report(path: PurePosixPath | Path) -> bool:
    """Whether a file may hold a report, by its name."""
    return path.suffix.lower() in READABLE and not is_litter(path)


def only_report(data: bytes, file: str) -> tuple[archive.Member, tuple[Finding, ...]]:
    """The one report an archive holds, and what its package brought up.

    Raises: CannotRead when there is none, several, or it has no bytes.
    """
    members = list(archive.members(data, file))
    packages = packed.named({each.name: each.data for each in members})
    names = {each.name: PurePosixPath(each.name) for each in members}
    found = [each for each in members if is_report(names[each.name]) and names[each.name] not in packages.aside]
    if not found:
        raise CannotRead(_NO_REPORT.format(file))
    if len(found) > 1:
        shown = "、".join(each.name.partition("/")[2] for each in found[:3]) + ("等" if len(found) > 3 else "")
        raise CannotRead(
            f"读不了「{file}」：压缩包里有 {len(found)} 份文件（{shown}），这里一次只读一份。"
            "请解压后指定其中一份，或用 check、consolidate 处理整个压缩包。"
        )
    if found[0].reason:
        raise CannotRead(found[0].reason)
    return found[0], packages.notes.get(names[found[0].name], ())


class Intake:
    """Takes files in; what it unpacks and converts lies under numbers in a folder of its own until it is closed."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.skipped: list[str] = []
        self._progress = progress
        self._folder: Path | None = None
        self._number = 0
        self._converter = Converter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._converter.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def take_all(self, paths: list[Path]) -> list[Received]:
        """Everything the files hold, in order; the office that converted some of it is ended."""
        packages = packed.among(paths, _content)
        counted = [path for path in paths if path not in packages.aside]
        received = [_noted(each, path, packages) for path in counted for each in self._take(path)]
        self._converter.stop()
        return received

    def _take(self, path: Path) -> Iterator[Received]:
        try:
            data = None if _is_read_as_it_is(path) else files.read_bytes(path)
            if data is None or not archive.is_archive(data):
                yield self._ready(path, path.name, data, None)
                return
        except (CannotOpen, CannotRead) as error:
            yield Received(path, path.name, path, reason=error.message)
            return
        yield from self._unpacked(path, data)

    def _unpacked(self, path: Path, data: bytes) -> Iterator[Received]:
        found: list[archive.Member] = []
        refusal = None
        try:
            # One by one: what came before a refusal stays.
            for member in archive.members(data, path.name):
                found.append(member)
        except CannotRead as error:
            refusal = error.message
        packages = packed.named({each.name: each.data for each in found})
        counted = [each for each in found if PurePosixPath(each.name) not in packages.aside]
        reports = [each for each in counted if is_report(PurePosixPath(each.name))]
        self.skipped += [each.name for each in counted if not is_report(PurePosixPath(each.name))]
        for member in reports:
            yield _noted(self._member(path, member), PurePosixPath(member.name), packages)
        if refusal or not reports:
            yield Received(path, path.name, path, reason=refusal or _NO_REPORT.format(path.name))

    def _member(self, path: Path, member: archive.Member) -> Received:
        if member.reason:
            return Received(path, member.name, path, member.modified, member.reason)
        try:
            ready = self._ready(path, member.name, member.data, member.modified)
        except CannotRead as error:
            return Received(path, member.name, path, member.modified, error.message)
        return ready if ready.content != path else Received(path, member.name, self._kept(member.data), member.modified)

    def _ready(self, path: Path, name: str, data: bytes | None, modified: float | None) -> Received:
        """The file itself where it is read as it is, else what it converts to."""
        found = None if data is None else kind(data, name)
        if data is None or found is None:
            return Received(path, name, path, modified)
        self._progress(f"转换　{name}")
        return Received(path, name, self._kept(self._converter.convert(data, name, found)), modified)

    def _kept(self, data: bytes) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="nianbao-"))
        self._number += 1
        kept = self._folder / str(self._number)
        kept.write_bytes(data)
        return kept


def _noted(received: Received, name: PurePath, packages: packed.Packages) -> Received:
    """What was received, with what its package says of it besides what an archive inside it said."""
    notes = packages.notes.get(name)
    return replace(received, notes=(*received.notes, *notes)) if notes else received


def _content(path: PurePath) -> bytes:
    """A file's bytes; none where it cannot be read, which is told when its turn comes."""
    try:
        return files.read_bytes(Path(path))
    except (CannotOpen, CannotRead):
        return b""


def _is_read_as_it_is(path: Path) -> bool:
    """Whether a look at the first bytes is enough: most files are workbooks, and there may be thousands."""
    if path.suffix.lower() not in _PLAIN:
        return False
    try:
        with path.open("rb", buffering=0) as stream:
            return stream.read(2) == b"PK"
    except OSError:
        return False
