"""The county's year on one A4 page: a picture that web page, PDF and PNG all show alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import NamedTuple

from nianbao.adapters import svg
from nianbao.adapters.chart import ERROR, OUTCOMES, UNFINISHED, WARNING, Chart, Shade
from nianbao.adapters.svg_charts import Box, bars, legend
from nianbao.core.report import as_text

# A4 at 96 pixels an inch.
PAGE = (794.0, 1123.0)
_LEFT, _WIDTH, _BOTTOM = 36.0, 722.0, 1080.0
_HALF, _MIDDLE = 350.0, 408.0
_ACCENT, _GOOD = "#2F5D8C", "#2E7D4F"
_MOST_NOTES = 3
_LINE = 15.0
_BAR, _SMALL_BAR = 19.0, 17.0

Part = Callable[["Dashboard", float], tuple[list[str], float]]


class Share(NamedTuple):
    """One part of a sum; None is 未填."""

    name: str
    value: Decimal | None


class Count(NamedTuple):
    """How many lines of the board bear a word, and whether it asks for somebody's hand."""

    name: str
    number: int
    is_trouble: bool = False


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the page shows. `incoming` and `outgoing` must add up to the same; both are empty without such rows."""

    title: str
    source: str
    counts: tuple[Count, ...]
    unit: str
    incoming: tuple[Share, ...]
    outgoing: tuple[Share, ...]
    outcomes: Chart | None
    beside_last: Chart | None
    requests: Chart | None
    troubles: Chart
    problems: tuple[str, ...]


def page(shown: Dashboard) -> bytes:
    """The self-contained web page, one A4 sheet when printed."""
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(shown.title)}</title>\n<style>{_STYLE}</style>"
    )
    made = f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>{head}</head>\n<body>\n{picture(shown)}</body>\n</html>\n'
    return made.encode("utf-8")


_STYLE = (
    "@page{size:A4;margin:0}html,body{margin:0;background:#e9edf2}"
    "svg{display:block;width:100%;max-width:210mm;height:auto;margin:0 auto;background:#fff}"
    "@media print{html,body{background:#fff}"
    "svg{width:210mm;height:296mm;-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
)


def picture(shown: Dashboard) -> str:
    """The page as one SVG document."""
    shades = (*OUTCOMES, UNFINISHED, ERROR, WARNING, *_shades(shown))
    elements = [svg.patterns(shades), *_head(shown)]
    top = 92.0
    for part in (_counts, _flow, _figures, _requests, _problems):
        drawn, height = part(shown, top)
        elements += drawn
        top += height
    return svg.document(PAGE, shown.title, elements)


def _shades(shown: Dashboard) -> Iterator[Shade]:
    for chart in (shown.outcomes, shown.beside_last, shown.requests, shown.troubles):
        if chart is not None:
            yield from (series.shade for series in chart.series)


def _head(shown: Dashboard) -> Iterator[str]:
    yield svg.label((_LEFT, 52), svg.fitted(shown.title, _WIDTH, 20), 20, bold=True)
    yield svg.label((_LEFT, 72), svg.fitted(shown.source, _WIDTH, 10), 10, fill=svg.SOFT)
    yield svg.line((_LEFT, 80), (_LEFT + _WIDTH, 80), _ACCENT, 1.5)


def _heading(x: float, top: float, text: str) -> Iterator[str]:
    yield svg.box((x, top), (4, 14), _ACCENT)
    yield svg.label((x + 10, top + 12), text, 13, bold=True)


def _counts(shown: Dashboard, top: float) -> tuple[list[str], float]:
    elements = list(_heading(_LEFT, top, "报送情况"))
    width = _WIDTH / len(shown.counts)
    for number, each in enumerate(shown.counts):
        x = _LEFT + number * width
        colour = ERROR.fill if each.is_trouble and each.number else svg.INK
        elements.append(svg.box((x + 1, top + 22), (width - 6, 46), "#F6F8FA", "#D5DBE3"))
        middle = x + width / 2 - 2
        elements.append(svg.label((middle, top + 47), str(each.number), 20, anchor="middle", fill=colour, bold=True))
        elements.append(svg.label((middle, top + 62), each.name, 10.5, anchor="middle", fill=svg.SOFT))
    return elements, 82


def _flow(shown: Dashboard, top: float) -> tuple[list[str], float]:
    if not shown.incoming:
        return [], 0
    sums = [_sum(side) for side in (shown.incoming, shown.outgoing)]
    most = max(*sums, Decimal(1))
    elements = list(_heading(_LEFT, top, f"申请的来源和去向（单位：{shown.unit}）"))
    elements.append(svg.label((_LEFT + _WIDTH, top + 12), _balance(shown, sums), 10.5, anchor="end", fill=svg.SOFT))
    sides = (("来源", shown.incoming, (0, 1)), ("去向", shown.outgoing, (0, -1)))
    for row, (name, shares, shades) in enumerate(sides):
        y, x = top + 24 + row * 30, _LEFT + 34
        elements.append(svg.label((_LEFT, y + 15), name, 11, bold=True))
        for share, shade in zip(shares, shades, strict=True):
            length = float((share.value or Decimal(0)) / most) * 330
            fill = OUTCOMES[shade] if shade >= 0 else UNFINISHED
            elements.append(svg.box((x, y), (length, 21), svg.paint(fill), svg.LINE, told=_said(share)))
            x += length
        told = f"{' ＋ '.join(map(_said, shares))} ＝ {as_text(sums[row])}"
        elements.append(svg.label((_LEFT + 376, y + 15), svg.fitted(told, _WIDTH - 376, 12), 12))
    return elements, 98


def _sum(shares: tuple[Share, ...]) -> Decimal:
    return sum((share.value for share in shares if share.value is not None), Decimal(0))


def _said(share: Share) -> str:
    return f"{share.name} {'未填写' if share.value is None else as_text(share.value)}"


def _balance(shown: Dashboard, sums: list[Decimal]) -> str:
    blank = [share.name for share in (*shown.incoming, *shown.outgoing) if share.value is None]
    if blank:
        return f"{'、'.join(blank)}未填写，两边无法比较。"
    if sums[0] == sums[1]:
        return "来源与去向相等。"
    return f"来源与去向相差 {as_text(abs(sums[0] - sums[1]))}，请核对。"


def _figures(shown: Dashboard, top: float) -> tuple[list[str], float]:
    """Outcomes on the left, the year before on the right."""
    heights = [_height(chart, _BAR) for chart in (shown.outcomes, shown.beside_last)]
    height = min(max(heights), 236)
    elements: list[str] = []
    for chart, x in ((shown.outcomes, _LEFT), (shown.beside_last, _MIDDLE)):
        if chart is not None:
            elements += _heading(x, top, f"{chart.title}（单位：{chart.unit}）")
            is_several = len(chart.bars) > 1
            if is_several:
                elements += legend((x + 10, top + 31), chart.bars)
            below = 38 if is_several else 24
            elements += bars(chart, Box(x, top + below, _HALF, height - below))
    return elements, height + 14 if elements else 0


def _height(chart: Chart | None, bar: float) -> float:
    """What a chart takes at that many pixels a bar."""
    if chart is None:
        return 0
    return 62 + bar * chart.drawn * (1 if chart.stacked else 1.3)


def _requests(shown: Dashboard, top: float) -> tuple[list[str], float]:
    chart = shown.requests
    if chart is None:
        return [], 0
    elements = list(_heading(_LEFT, top, f"{chart.title}（单位：{chart.unit}）"))
    y = top + 24
    if chart.drawn:
        elements += legend((_LEFT + 10, y + 8), chart.bars)
        height = chart.drawn * _BAR + 20
        elements += bars(chart, Box(_LEFT, y + 16, _WIDTH, height))
        y += height + 22
    for note in chart.notes[:_MOST_NOTES]:
        elements.append(svg.label((_LEFT, y + 10), svg.fitted(note, _WIDTH, 10), 10, fill=svg.SOFT))
        y += 15
    return elements, y - top + 12


def _problems(shown: Dashboard, top: float) -> tuple[list[str], float]:
    chart = shown.troubles
    elements = list(_heading(_LEFT, top, "待处理的问题"))
    x, width = _LEFT, _WIDTH
    if chart.drawn:
        elements += legend((_LEFT + 10, top + 32), chart.bars)
        height = min(chart.drawn * _SMALL_BAR + 18, _BOTTOM - top - 42)
        elements += bars(chart, Box(_LEFT, top + 40, _HALF, height))
        x, width = _MIDDLE, _HALF
    elements += _told(shown.problems, Box(x, top + 32, width, _BOTTOM - top - 32))
    return elements, _BOTTOM - top


def _told(problems: tuple[str, ...], place: Box) -> Iterator[str]:
    """The sentences that find room, and how many do not."""
    y, bottom = place.y, place.y + place.height
    for number, text in enumerate(problems):
        lines = svg.folded(text, place.width, 10.5, 2)
        is_last = number == len(problems) - 1
        if y + (len(lines) - 1) * _LINE > bottom - (0 if is_last else _LINE):
            yield svg.label((place.x, y), f"另有 {len(problems) - number} 条，见「校验结果」。", 10.5)
            return
        for line in lines:
            yield svg.label((place.x, y), line, 10.5)
            y += _LINE
        y += 3
