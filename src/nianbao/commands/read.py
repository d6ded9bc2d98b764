"""`read`: any source → the report, with where each thing stood and what could not be read."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.adapters import files, gate, ole
from nianbao.commands import console
from nianbao.core.cell import Cell
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.notes import note
from nianbao.core.report import Report, as_dict, as_text
from nianbao.forms import load

_WORD_PART = "word/document.xml"
_TEXT_SUFFIXES = (".txt", ".md", ".text", ".markdown")
_MOST_TEXT = 10 * 1024 * 1024
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_LOOKED_AT = 8192
_MARKS_AND_BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f"
_TABLE_LOST = "D014"


@dataclass(frozen=True, slots=True)
class Reading:
    """A report, its form, and what reading it brought up."""

    report: Report
    form: Form
    findings: tuple[Finding, ...]

    def __reduce__(self) -> tuple[Callable[..., "Reading"], tuple[Report, str, tuple[Finding, ...]]]:
        # Workers send readings back; both sides have the forms.
        return _with_form, (self.report, self.form.id, self.findings)


def _with_form(report: Report, form_id: str, findings: tuple[Finding, ...]) -> Reading:
    return Reading(report, load.by_id(form_id), findings)


def read(path: Path) -> Reading:
    """The report of a file.

    A workbook of ours is read here; anything else in a process of its own, with limits of time and memory.
    Raises: CannotOpen, CannotRead.
    """
    data, name = files.read_bytes(path), path.name
    if gate.is_zip(data):
        from nianbao.adapters import excel_open
        from nianbao.commands import archive

        if archive.is_archive(data):
            from nianbao.commands.intake import only_report

            member, notes = only_report(data, name)
            reading = _strange(member.data, member.name)
            return _reading(reading.report, (*reading.findings, *notes), member.name)
        parts = gate.inflate(data, name)
        if excel_open.is_workbook(parts) and excel_open.names_cells(parts):
            return _workbook(data, name, parts)
    return _strange(data, name)


def _strange(data: bytes, name: str) -> Reading:
    """The report of a stranger's bytes, converted first where only an office program reads them."""
    from nianbao.adapters.convert import Converter
    from nianbao.commands.workers import in_worker

    with Converter() as converter:
        readable = converter.readable(data, name)
    return in_worker(parse, readable, name)


def parse(data: bytes, name: str) -> Reading:
    """The report of a file's bytes, whatever kind they are, those aside that have to be converted first.

    Raises: CannotRead.
    """
    if ole.is_compound(data):
        return _old_workbook(data, name)
    if gate.is_zip(data):
        return _zipped(data, name)
    if b"%PDF-" in data[:1024]:
        from nianbao.adapters import pdf

        return _recognised(pdf.read(data, name), name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        from nianbao.adapters import own_json

        report, findings = own_json.read(data, name)
        return _reading(report, findings, name)
    from nianbao.adapters import own_csv

    if own_csv.is_ours(data):
        report, findings = own_csv.read(data, name)
        return _reading(report, findings, name)
    from nianbao.commands import archive

    archive.refuse_other_archives(data, name)
    return _recognised(_text_document(data, name), name, _frames(data, name))


def _old_workbook(data: bytes, name: str) -> Reading:
    from nianbao.adapters import excel_read, xls_open

    if not ole.open_compound(data, name).has(xls_open.WORKBOOK_STREAM):
        gate.refuse_ole(data, name)
    report, findings = excel_read.read(xls_open.open_workbook(data, name))
    return _reading(report, findings, name)


def _zipped(data: bytes, name: str) -> Reading:
    from nianbao.adapters import excel_open

    parts = gate.inflate(data, name)
    if excel_open.is_workbook(parts):
        return _workbook(data, name, parts)
    if _WORD_PART in parts:
        from nianbao.adapters import word

        return _recognised(word.read(data, name, parts), name)
    raise CannotRead(f"读不了「{name}」：既不是 Excel 工作簿，也不是 Word 文件。请核对文件。")


def _workbook(data: bytes, name: str, parts: Mapping[str, bytes]) -> Reading:
    from nianbao.adapters import excel_open, excel_read

    report, findings = excel_read.read(excel_open.open_workbook(data, name, parts))
    return _reading(report, findings, name)


def _text_document(data: bytes, name: str) -> Document:
    if len(data) > _MOST_TEXT:
        raise CannotRead(f"读不了「{name}」：文字超过 10 MB，不像一份年报。请核对文件。")
    if b"mime-version" in data[:_LOOKED_AT].lower():
        from nianbao.adapters import mht

        if mht.is_mht(data):
            return mht.read(data, name)
    if _is_page(data, name):
        from nianbao.adapters import html

        return html.read(data, name)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRead(f"读不了「{name}」：不是年报能用的文件类型。请提供 .xlsx、.docx、.html 或 .txt 文件。")
    from nianbao.adapters import text

    return text.read(data, name)


def _is_page(data: bytes, name: str) -> bool:
    suffix = Path(name).suffix.lower()
    begins_with_tag = data[:_LOOKED_AT].lstrip(_MARKS_AND_BLANKS).startswith(b"<")
    return suffix in _PAGE_SUFFIXES or (begins_with_tag and suffix not in _TEXT_SUFFIXES)


def _frames(data: bytes, name: str) -> list[str]:
    """What a page shows of other pages; a saved archive brings them along."""
    if not _is_page(data, name) or b"frame" not in data.lower().replace(b"\0", b""):
        return []
    from nianbao.adapters import html

    return html.frame_files(data, name)


def _recognised(document: Document, name: str, frames: Sequence[str] = ()) -> Reading:
    from nianbao.forms.drawn import drawn_tables
    from nianbao.forms.recognise import recognise

    try:
        report, findings = recognise(document, load.catalogue())
    except CannotRead:
        if frames:
            told = f"正文在它嵌着的另一个网页「{frames[0]}」里"
            raise CannotRead(f"读不了「{name}」：{told}。请直接打开那个网页再试。") from None
        if drawn_tables(document, load.catalogue()):
            told = "表格是用排版文字画出来的，不是真正的表格"
            raise CannotRead(f"读不了「{name}」：{told}。请提供原来的 Word 文件，或对照原文逐格填写。") from None
        raise
    return _reading(report, tuple(_explained(findings, document, report.form, frames)), name)


def _explained(
    findings: Sequence[Finding], document: Document, form_id: str, frames: Sequence[str]
) -> Iterator[Finding]:
    """The findings, a missing table told as what it is where it is only drawn, or stands on another page."""
    from nianbao.forms.drawn import drawn_tables

    lost = [finding for finding in findings if finding.rule == _TABLE_LOST]
    drawn = drawn_tables(document, [load.by_id(form_id)]) if lost else {}
    for finding in findings:
        table = Cell.parse(finding.places[0]).table if finding in lost else ""
        if table in drawn:
            sheet = load.by_id(form_id).table(table).sheet
            yield note("D040", f"{drawn[table]}，{sheet}", places=finding.places, where=drawn[table])
        else:
            yield finding
    if lost and frames:
        yield note("D041", f"网页「{frames[0]}」", places=tuple(finding.places[0] for finding in lost))


def _reading(report: Report, findings: tuple[Finding, ...], name: str) -> Reading:
    own = tuple(replace(finding, agency=report.agency, file=name) for finding in findings)
    return Reading(replace(report, file=name), load.by_id(report.form), own)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `read`."""
    parser.add_argument("file", type=Path, metavar="文件", help="年报文件；只有一份年报的 ZIP 也可以")
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
