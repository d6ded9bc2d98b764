"""Formats only an office program reads (.doc, .wps, .rtf, .odt, .ods, old .xls) → .docx or .xlsx, through LibreOffice.

A file's content tells what it is, not its suffix: portals send web pages called .xls and .docx called .doc.
"""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from nianbao.adapters import convert_program, gate, ole
from nianbao.core.errors import CannotOpen, CannotRead

_ENCRYPTED_WORD = 0x0100
_HEAD = 4096


class Kind(NamedTuple):
    """A format to convert: what people call it, the suffix its reader knows it by, and what it becomes."""

    called: str
    suffix: str
    target: str
    programs: str


_WORD, _EXCEL = "Word 或 WPS", "Excel 或 WPS"
OLD_WORD = Kind("旧版 Word 格式", ".doc", ".docx", _WORD)
OLD_EXCEL = Kind("Excel 95 及更早的格式", ".xls", ".xlsx", _EXCEL)
RICH_TEXT = Kind("RTF 格式", ".rtf", ".docx", _WORD)
OPEN_TEXT = Kind("ODF 文字格式", ".odt", ".docx", _WORD)
OPEN_SHEET = Kind("ODF 表格格式", ".ods", ".xlsx", _EXCEL)
BINARY_SHEET = Kind("二进制工作簿格式", ".xlsb", ".xlsx", _EXCEL)
XML_WORD = Kind("Word 2003 XML 格式", ".xml", ".docx", _WORD)
XML_EXCEL = Kind("Excel 2003 XML 格式", ".xml", ".xlsx", _EXCEL)
_FILTERS = {".docx": "MS Word 2007 XML", ".xlsx": "Calc MS Excel 2007 XML", ".pdf": "writer_pdf_Export"}
_OPEN_TYPES = {
    b"application/vnd.oasis.opendocument.text": OPEN_TEXT,
    b"application/vnd.oasis.opendocument.spreadsheet": OPEN_SHEET,
}
_XML_TYPES = {
    b"http://schemas.microsoft.com/office/word/2003/wordml": XML_WORD,
    b"urn:schemas-microsoft-com:office:spreadsheet": XML_EXCEL,
}


def kind(data: bytes, file: str) -> Kind | None:
    """What a file has to be converted as; None when it is read without.

    Raises: CannotRead when it is locked by a password, or an old binary file that is no text and no workbook.
    """
    if ole.is_compound(data):
        return _old(data, file)
    if data.startswith(b"{\\rtf"):
        return RICH_TEXT
    if gate.is_zip(data):
        return _zipped(data, file)
    head = data[:_HEAD]
    is_xml = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")
    # A page that Excel saved names the same schema, but its root is <html>.
    if not is_xml or b"<html" in head.lower():
        return None
    return next((found for mark, found in _XML_TYPES.items() if mark in head), None)


def _old(data: bytes, file: str) -> Kind | None:
    compound = ole.open_compound(data, file)
    if compound.has("EncryptedPackage"):
        raise CannotRead(f"读不了「{file}」：文件设了打开密码。请取消密码后另存一份再报。")
    if compound.has("WordDocument"):
        flags = compound.stream("WordDocument")[10:12]
        if int.from_bytes(flags, "little") & _ENCRYPTED_WORD:
            raise CannotRead(f"读不了「{file}」：文件设了打开密码。请用 Word 或 WPS 取消密码后另存一份再报。")
        return OLD_WORD
    if compound.has("Workbook"):
        return None
    if compound.has("Book"):
        return OLD_EXCEL
    raise CannotRead(
        f"读不了「{file}」：不是 Word 文件，也不是 Excel 工作簿。请核对文件，或另存为 .docx、.xlsx 后再试。"
    )


def _zipped(data: bytes, file: str) -> Kind | None:
    if b"mimetypeapplication/vnd.oasis" not in data[:128] and b"xl/workbook.bin" not in data:
        return None
    parts = gate.inflate(data, file)
    if "xl/workbook.bin" in parts:
        return BINARY_SHEET
    found = _OPEN_TYPES.get(parts.get("mimetype", b"").strip())
    if found and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise CannotRead(f"读不了「{file}」：文件设了打开密码。请取消密码后另存一份再报。")
    return found


class Converter:
    """The conversions of one run: they share one office, which starts with the first and ends with the run."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._running: convert_program.Bridge | convert_program.Command | None = None
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the office and remove what it worked on."""
        if self._running is not None:
            self._running.stop()
            self._running = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def readable(self, data: bytes, file: str) -> bytes:
        """The bytes themselves, or what a file of a foreign format becomes.

        Raises: CannotRead when it needs LibreOffice and there is none, or LibreOffice makes nothing of it in time.
        """
        found = kind(data, file)
        return data if found is None else self.convert(data, file, found)

    def convert(self, data: bytes, file: str, found: Kind) -> bytes:
        """The file as .docx or .xlsx; only a copy is ever opened.

        Raises: CannotRead.
        """
        remedy = f"用 {found.programs} 另存为 {found.target} 后再试"
        try:
            made = self._made(data, found.suffix, found.target, _FILTERS[found.target])
        except convert_program.TooLong as error:
            seconds = f"{convert_program.SECONDS_A_FILE:.0f} 秒"
            raise CannotRead(f"读不了「{file}」：{found.called}，转换超过 {seconds}还没有完成。请{remedy}。") from error
        except CannotOpen as error:
            raise CannotRead(
                f"读不了「{file}」：{found.called}需要本机装有 LibreOffice。请安装，或{remedy}。"
            ) from error
        if not made:
            raise CannotRead(f"读不了「{file}」：{found.called}，LibreOffice 打不开，文件可能已损坏。请{remedy}。")
        return made

    def printed(self, document: bytes) -> bytes:
        """A .docx as a PDF, its headings as bookmarks; empty when LibreOffice makes nothing of it in time.

        Raises: CannotOpen when there is no LibreOffice.
        """
        try:
            return self._made(document, ".docx", ".pdf", _FILTERS[".pdf"])
        except convert_program.TooLong:
            return b""

    def _made(self, data: bytes, suffix: str, target_suffix: str, filter_name: str) -> bytes:
        folder, name = self._place()
        source, target = folder / f"{name}{suffix}", folder / f"{name}{target_suffix}"
        source.write_bytes(data)
        source.chmod(0o400)
        try:
            if self._running is None or not self._running.is_alive:
                self._running = convert_program.start(folder)
            self._running.convert(source, target, filter_name)
        finally:
            source.chmod(0o600)
            source.unlink()
        if not target.is_file():
            return b""
        made = target.read_bytes()
        target.unlink()
        return made

    def _place(self) -> tuple[Path, str]:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="nianbao-"))
        self._number += 1
        return self._folder, str(self._number)
