"""A review as a .docx to print or to send: what does not add up, where, and how to mend it."""

from collections.abc import Iterator, Sequence

from nianbao.adapters.review import Item, Reviewed
from nianbao.adapters.word_parts import document, line, small, small_paragraph, table
from nianbao.adapters.word_xml import HEAD_FONT, paragraph, run

_TITLE = "年报校验意见"
# Twips: number, level, code and place, what is wrong and how to mend it.
_WIDTHS = (760, 780, 2050, 5254)
_HEADERS = ("序号", "级别", "编号 · 位置", "问题和怎么办")


def write(reviewed: Sequence[Reviewed], checked_at: str) -> bytes:
    """The document; one part a file, beginning with a table of all where there are several."""
    parts = [paragraph("Title", run(_TITLE, HEAD_FONT)), line(f"校验时间 {checked_at}")]
    if len(reviewed) > 1:
        parts.append(_overview(reviewed))
    for each in reviewed:
        parts += _part(each)
    return document(_TITLE, parts)


def _part(reviewed: Reviewed) -> Iterator[str]:
    yield paragraph("Heading1", run(f"{reviewed.title}　{reviewed.outcome}", HEAD_FONT))
    counted = "" if reviewed.reason else " · ".join(f"{name} {number}" for name, number in reviewed.counted)
    # Or the heading is left behind at the foot of a page, its table on the next.
    yield _with_next("　".join(each for each in (reviewed.file, counted) if each))
    if reviewed.reason or not reviewed.findings:
        yield line(reviewed.reason or "没有发现问题。")
        return
    yield table(_HEADERS, [_cells(item) for item in reviewed.items], _WIDTHS)
    yield line(f"通过的规则 {len(reviewed.passed)} 项，不适用的规则 {len(reviewed.unfit)} 项。")


def _with_next(text: str) -> str:
    """A line that stays on the page of what follows it."""
    layout = '<w:keepNext/><w:spacing w:line="320" w:lineRule="exact"/><w:ind w:firstLine="0"/>'
    return paragraph("TableLabel", small(text), layout)


def _overview(reviewed: Sequence[Reviewed]) -> str:
    rows = [
        tuple(line(text) for text in (each.title, each.outcome, *_numbers(each)))
        for each in reviewed
    ]  # fmt: skip
    return table(("单位", "结果", "错误", "警告", "提示", "已说明"), rows, (4044, 1200, 900, 900, 900, 900))


def _numbers(reviewed: Reviewed) -> Iterator[str]:
    yield from ("—" if reviewed.reason else str(number) for _, number in reviewed.counted)


def _cells(item: Item) -> tuple[str, ...]:
    finding = item.finding
    said = [line(finding.message)]
    if item.pieces:
        said.append(
            small_paragraph(small("原文：") + "".join(small(text, is_marked) for text, is_marked in item.pieces))
        )
    if finding.remedy:
        said.append(line(f"怎么办：{finding.remedy}"))
    said += [line(f"同一原因：{each}") for each in item.also]
    if item.answer:
        said.append(line(f"说明：{item.answer}"))
    first = (str(item.number), finding.level.label, f"{finding.rule}\n{item.where}")
    return (*(line(text) for text in first), "".join(said))
