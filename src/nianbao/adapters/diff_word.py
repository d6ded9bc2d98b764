"""Two reports side by side as a .docx to print or to send."""

from collections.abc import Iterator, Sequence

from nianbao.adapters import diff_lines
from nianbao.adapters.word_parts import document, line, small, small_paragraph, table
from nianbao.adapters.word_xml import HEAD_FONT, paragraph, run
from nianbao.core.difference import Differences, Passage, Side
from nianbao.core.finding import Finding

_TITLE = "年报比对单"
# Twips.
_SIDES = (900, 3344, 2500, 2100)
_HEAD = (1644, 3600, 3600)
_CELLS = (3744, 1000, 1000, 1000, 2100)
_LACKING = (1200, 5644, 2000)
_TEXTS = (2004, 3420, 3420)
_ANSWERS = (844, 2400, 2800, 2800)
_FINDINGS = (800, 900, 2200, 4944)


def write(differences: Differences, compared_at: str) -> bytes:
    """The document; `compared_at` is the moment of the comparison for people."""
    return document(_TITLE, _body(differences, compared_at))


def _body(found: Differences, compared_at: str) -> Iterator[str]:
    yield paragraph("Title", run(_TITLE, HEAD_FONT))
    yield line(f"比对时间 {compared_at}")
    yield _table(("", "文件", "单位和年度", "格式"), [_side("原来", found.old), _side("现在", found.new)], _SIDES)
    yield from (line(f"注意：{notice}") for notice in found.notices)
    yield line(diff_lines.summary(found))
    if found.head:
        yield _heading("封面")
        yield _table(("项目", "原来", "现在"), [diff_lines.head_line(each) for each in found.head], _HEAD)
    if found.cells:
        yield _heading("数")
        yield _table(diff_lines.CELL_HEADERS, [diff_lines.cell_line(each) for each in found.cells], _CELLS)
    if found.uncompared:
        yield _heading("只有一份的格式才有的项")
        rows = [
            ("现在" if each.is_new else "原来", each.name, diff_lines.figure(each.value)) for each in found.uncompared
        ]
        yield _table(("哪一份", "位置", "数"), rows, _LACKING)
    if found.texts:
        yield _heading("文字")
        texts = [
            (line(f"{each.kind.label}\n{diff_lines.where(each)}"), _passage(each.old), _passage(each.new))
            for each in found.texts
        ]
        yield table(("位置", "原来", "现在"), texts, _TEXTS)
    if found.answers:
        yield _heading("说明")
        answers = [diff_lines.answer_line(each) for each in found.answers]
        yield _table(("", "哪个问题", "原来", "现在"), answers, _ANSWERS)
    yield from _findings(found)


def _findings(found: Differences) -> Iterator[str]:
    yield _heading("校验")
    yield line(diff_lines.judged(found))
    for name, findings, side in (("已消除", found.vanished, found.old), ("新出现", found.appeared, found.new)):
        if findings:
            yield line(f"{name}：")
            yield _table(("级别", "编号", "位置", "问题"), [_finding(each, side) for each in findings], _FINDINGS)


def _finding(finding: Finding, side: Side) -> tuple[str, ...]:
    level, *rest = diff_lines.finding_line(finding, side)
    return (level if finding.is_lead else "↳", *rest)


def _side(name: str, side: Side) -> tuple[str, ...]:
    return name, side.file, diff_lines.titled(side), side.form.title


def _heading(text: str) -> str:
    return paragraph("Heading1", run(text, HEAD_FONT))


def _table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> str:
    return table(headers, [tuple(line(text) for text in row) for row in rows], widths)


def _passage(passage: Passage | None) -> str:
    if passage is None:
        return line(diff_lines.NONE)
    return small_paragraph("".join(small(text, differs) for text, differs in passage.pieces))
