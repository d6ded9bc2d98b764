"""A review as a .docx to print or to send: what does not add up, where, and how to mend it."""

import io
from collections.abc import Iterator, Sequence

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nianbao.adapters.printout import clean
from nianbao.adapters.review import Item, Reviewed
from nianbao.adapters.word_write import HEAD_FONT, TABLE_FONT, paragraph, run, template

_TITLE = "年报校验意见"
# Twips: number, level, code and place, what is wrong and how to mend it.
_WIDTHS = (760, 780, 2050, 5254)
_HEADERS = ("序号", "级别", "编号 · 位置", "问题和怎么办")
_SMALL = 21
_MARK = '<w:shd w:val="clear" w:color="auto" w:fill="FFE08A"/>'


def write(reviewed: Sequence[Reviewed], checked_at: str) -> bytes:
    """The document; one part a file, beginning with a table of all where there are several."""
    document = docx.Document(io.BytesIO(template()))
    document.core_properties.title = _TITLE
    parts = [paragraph("Title", run(_TITLE, HEAD_FONT)), _line(f"校验时间 {checked_at}")]
    if len(reviewed) > 1:
        parts.append(_overview(reviewed))
    for each in reviewed:
        parts += _part(each)
    body = document.element.body
    for block in parse_xml(f"<w:body {nsdecls('w')}>{''.join(parts)}</w:body>"):
        body.insert(len(body) - 1, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _part(reviewed: Reviewed) -> Iterator[str]:
    yield paragraph("Heading1", run(f"{reviewed.title}　{reviewed.outcome}", HEAD_FONT))
    counted = "" if reviewed.reason else " · ".join(f"{name} {number}" for name, number in reviewed.counted)
    yield _line("　".join(each for each in (reviewed.file, counted) if each))
    if reviewed.reason or not reviewed.findings:
        yield _line(reviewed.reason or "没有发现问题。")
        return
    yield _table(_HEADERS, [_cells(item) for item in reviewed.items], _WIDTHS)
    yield _line(f"通过的规则 {len(reviewed.passed)} 项，不适用的规则 {len(reviewed.unfit)} 项。")


def _overview(reviewed: Sequence[Reviewed]) -> str:
    rows = [
        tuple(_line(text) for text in (each.title, each.outcome, *_numbers(each)))
        for each in reviewed
    ]  # fmt: skip
    return _table(("单位", "结果", "错误", "警告", "提示", "已说明"), rows, (4044, 1200, 900, 900, 900, 900))


def _numbers(reviewed: Reviewed) -> Iterator[str]:
    yield from ("—" if reviewed.reason else str(number) for _, number in reviewed.counted)


def _cells(item: Item) -> tuple[str, ...]:
    finding = item.finding
    said = [_line(finding.message)]
    if item.pieces:
        said.append(_paragraph(_small("原文：") + "".join(_small(text, is_marked) for text, is_marked in item.pieces)))
    if finding.remedy:
        said.append(_line(f"怎么办：{finding.remedy}"))
    said += [_line(f"同一原因：{each}") for each in item.also]
    if item.answer:
        said.append(_line(f"说明：{item.answer}"))
    first = (str(item.number), finding.level.label, f"{finding.rule}\n{item.where}")
    return (*(_line(text) for text in first), "".join(said))


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row([_paragraph(run(text, HEAD_FONT, _SMALL)) for text in headers], widths, "<w:tblHeader/>")
    body = "".join(_row(row, widths, "<w:cantSplit/>") for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>'
    )


def _row(cells: Sequence[str], widths: Sequence[int], properties: str) -> str:
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{drawn}</w:tr>"


def _line(text: str) -> str:
    return _paragraph(_small(text))


def _paragraph(runs: str) -> str:
    return paragraph("TableLabel", runs, '<w:spacing w:line="320" w:lineRule="exact"/><w:ind w:firstLine="0"/>')


def _small(text: str, is_marked: bool = False) -> str:
    drawn = run(clean(text), TABLE_FONT, _SMALL)
    return drawn.replace("</w:rPr>", f"{_MARK}</w:rPr>") if is_marked else drawn
