"""`read`: any source → the report, with where each thing stood and what could not be read."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.adapters import files, gate
from nianbao.commands import console
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report, as_dict, as_text
from nianbao.forms import load

_WORD_PART = "word/document.xml"
_TEXT_SUFFIXES = (".txt", ".md", ".text", ".markdown")
_MOST_TEXT = 10 * 1024 * 1024
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Reading:
    """A report, its form, and what reading it brought up."""

    report: Report
    form: Form
    findings: tuple[Finding, ...]


def read(path: Path) -> Reading:
    """The report of a file.

    A workbook of ours is read here; anything else in a process of its own, with limits of time and memory.
    Raises: CannotOpen, CannotRead.
    """
    data = files.read_bytes(path)
    if gate.is_zip(data):
        from nianbao.adapters import excel_open

        parts = gate.inflate(data, path.name)
        if excel_open.is_workbook(parts) and excel_open.names_cells(parts):
            return _workbook(data, path.name, parts)
    from nianbao.commands.workers import in_worker

    return in_worker(parse, data, path.name)


def parse(data: bytes, name: str) -> Reading:
    """The report of a file's bytes, whatever kind they are.

    Raises: CannotRead.
    """
    gate.refuse_ole(data, name)
    if gate.is_zip(data):
        return _zipped(data, name)
    if data.startswith(b"%PDF"):
        raise CannotRead(f"读不了「{name}」：这一版还不能读 PDF。请用原来的 Word 文件或网页。")
    return _recognised(_text_document(data, name), name)


def _zipped(data: bytes, name: str) -> Reading:
    from nianbao.adapters import excel_open

    parts = gate.inflate(data, name)
    if excel_open.is_workbook(parts):
        return _workbook(data, name, parts)
    if _WORD_PART in parts:
        from nianbao.adapters import word

        return _recognised(word.read(data, name), name)
    raise CannotRead(f"读不了「{name}」：既不是 Excel 工作簿，也不是 Word 文件。请核对文件。")


def _workbook(data: bytes, name: str, parts: Mapping[str, bytes]) -> Reading:
    from nianbao.adapters import excel_open, excel_read

    report, findings = excel_read.read(excel_open.open_workbook(data, name, parts))
    return _reading(report, findings, name)


def _text_document(data: bytes, name: str) -> Document:
    if len(data) > _MOST_TEXT:
        raise CannotRead(f"读不了「{name}」：文字超过 10 MB，不像一份年报。请核对文件。")
    suffix = Path(name).suffix.lower()
    looks_like_page = data[:1024].lstrip()[:1] == b"<" and suffix not in _TEXT_SUFFIXES
    if suffix in _PAGE_SUFFIXES or looks_like_page:
        from nianbao.adapters import html

        return html.read(data, name)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(f"读不了「{name}」：不是年报能用的文件类型。请提供 .xlsx、.docx、.html 或 .txt 文件。")
    from nianbao.adapters import text

    return text.read(data, name)


def _recognised(document: Document, name: str) -> Reading:
    from nianbao.forms.recognise import recognise

    report, findings = recognise(document, load.catalogue())
    return _reading(report, findings, name)


def _reading(report: Report, findings: tuple[Finding, ...], name: str) -> Reading:
    own = tuple(replace(finding, agency=report.agency, file=name) for finding in findings)
    return Reading(replace(report, file=name), load.by_id(report.form), own)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `read`."""
    parser.add_argument("file", type=Path, metavar="文件", help="年报文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Read one file and show what it says."""
    reading = read(arguments.file)
    if arguments.json:
        console.show_json(as_dict(reading.report, [finding.as_dict() for finding in reading.findings]))
    else:
        console.show(summary(reading))
    return 1 if any(finding.level.value == "error" for finding in reading.findings) else 0


def summary(reading: Reading) -> str:
    """What was read, for a person: head, how full each table is, figures that are not 0, what was odd."""
    report, form = reading.report, reading.form
    lines = [
        f"{report.file}：{report.agency or '（单位不明）'}　{report.year or '（年度不明）'}年度　{form.title}",
    ]
    for each in form.tables:
        cells = [cell for cell in form.cells if cell.table == each.code]
        filled = [cell for cell in cells if report.values[cell] is not None]
        lines.append(f"  {each.sheet}：{len(cells)} 格，已填 {len(filled)} 格，未填 {len(cells) - len(filled)} 格")
        lines += [f"    {form.spell(cell)} = {as_text(report.values[cell])}" for cell in filled if report.values[cell]]
    lines += [f"  {section.title}：{len(report.texts[section.text])} 字" for section in form.sections]
    lines += [console.told(finding) for finding in reading.findings]
    return "\n".join(lines)
