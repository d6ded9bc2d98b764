"""What was sent, made ready to be read: archives opened, formats of other programs converted, litter set aside."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from nianbao.adapters import files
from nianbao.adapters.convert import Converter, kind
from nianbao.commands import archive
from nianbao.core.errors import CannotOpen, CannotRead

READABLE = frozenset(
    {".xlsx", ".xlsm", ".docx", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".txt", ".md", ".json", ".pdf"}
    | {".xls", ".et", ".doc", ".wps", ".rtf", ".odt", ".ods", ".xlsb", ".zip", ".rar", ".7z"}
)
_PLAIN = frozenset({".xlsx", ".xlsm", ".docx"})
_SKIPPED_STARTS = ("~$", ".~", ".", "__macosx")
_SKIPPED_NAMES = ("thumbs.db", "desktop.ini")
_NO_REPORT = "读不了「{}」：压缩包里没有能读的年报。请核对压缩包。"
_PART_DONE = (".crdownload", ".tmp", ".part")


@dataclass(frozen=True, slots=True)
class Received:
    """A report to read: the file it came in, its name for people, where its bytes lie now, or why there are none."""

    path: Path
    name: str
    content: Path
    modified: float | None = None
    reason: str | None = None


def is_litter(path: PurePosixPath | Path) -> bool:
    """Whether a file is a lock, half a download, a backup of ours, or what an operating system leaves about."""
    name = path.name.lower()
    return (
        any(part.lower().startswith(_SKIPPED_STARTS) for part in path.parts[-2:])
        or name in _SKIPPED_NAMES
        or files.BACKUP_MARK in name
        or name.endswith(_PART_DONE)
    )


def is_report(path: PurePosixPath | Path) -> bool:
    """Whether a file may hold a report, by its name."""
    return path.suffix.lower() in READABLE and not is_litter(path)


def only_report(data: bytes, file: str) -> archive.Member:
    """The one report an archive holds.

    Raises: CannotRead when there is none, several, or it has no bytes.
    """
    found = [each for each in archive.members(data, file) if is_report(PurePosixPath(each.name))]
    if not found:
        raise CannotRead(_NO_REPORT.format(file))
    if len(found) > 1:
        names = "、".join(each.name.partition("/")[2] for each in found[:3]) + ("等" if len(found) > 3 else "")
        raise CannotRead(
            f"读不了「{file}」：压缩包里有 {len(found)} 份文件（{names}），这里一次只读一份。"
            "请解压后指定其中一份，或用 check、consolidate 处理整个压缩包。"
        )
    if found[0].reason:
        raise CannotRead(found[0].reason)
    return found[0]


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
        received = [each for path in paths for each in self._take(path)]
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
        is_empty = True
        try:
            for member in archive.members(data, path.name):
                is_empty = is_empty and not is_report(PurePosixPath(member.name))
                if not is_report(PurePosixPath(member.name)):
                    self.skipped.append(member.name)
                elif member.reason:
                    yield Received(path, member.name, path, member.modified, member.reason)
                else:
                    yield self._member(path, member)
            if is_empty:
                raise CannotRead(_NO_REPORT.format(path.name))
        except CannotRead as error:
            yield Received(path, path.name, path, reason=error.message)

    def _member(self, path: Path, member: archive.Member) -> Received:
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


def _is_read_as_it_is(path: Path) -> bool:
    """Whether a look at the first bytes is enough: most files are workbooks, and there may be thousands."""
    if path.suffix.lower() not in _PLAIN:
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"PK"
    except OSError:
        return False
