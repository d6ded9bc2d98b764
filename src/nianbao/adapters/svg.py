"""A picture as text: the few shapes our charts are made of, each as one element of SVG, everything escaped."""

from collections.abc import Iterable
from html import escape

from nianbao.adapters.chart import Shade
from nianbao.adapters.excel_styles import units

# What Chinese Windows, macOS and Linux have. A renderer without any of them draws no text at all.
FONTS = (
    *("Microsoft YaHei", "微软雅黑", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC"),
    *("Source Han Sans SC", "思源黑体", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
    *("SimHei", "黑体", "DengXian", "SimSun", "宋体", "NSimSun", "FangSong", "KaiTi"),
)
INK, SOFT, LINE = "#1F2933", "#5F6B7A", "#404040"
# Characters XML has no way to hold.
_UNSEEN = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)) | dict.fromkeys(
    range(0xD800, 0xE000), "\ufffd"
)


def document(size: tuple[float, float], title: str, elements: Iterable[str]) -> str:
    """The whole picture on white; `size` is in pixels, 96 an inch."""
    width, height = map(_number, size)
    families = ", ".join(f"'{name}'" for name in FONTS)
    body = "\n".join(elements)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' lang="zh-CN" font-family="{families}, sans-serif" fill="{INK}">\n'
        f"<title>{_text(title)}</title>\n"
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>\n{body}\n</svg>\n'
    )


def label(
    place: tuple[float, float],
    text: str,
    size: float = 11,
    *,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """A line of text standing on `place`; `anchor` is start, middle or end."""
    x, y = map(_number, place)
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{_number(size)}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{_text(text)}</text>"
    )


def box(place: tuple[float, float], size: tuple[float, float], fill: str, edge: str = "none", *, told: str = "") -> str:
    """A rectangle; `told` is what a pointer over it reads."""
    (x, y), (width, height) = map(_number, place), map(_number, size)
    shape = f'x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" stroke="{edge}" stroke-width="0.6"'
    return f"<rect {shape}><title>{_text(told)}</title></rect>" if told else f"<rect {shape}/>"


def line(start: tuple[float, float], end: tuple[float, float], colour: str = LINE, width: float = 0.6) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = map(_number, start), map(_number, end)
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{_number(width)}"/>'


def paint(shade: Shade) -> str:
    """What fills a shape in that shade; a patterned one is defined by `patterns`."""
    return f"url(#{_pattern_name(shade)})" if shade.pattern else shade.fill


def patterns(shades: Iterable[Shade]) -> str:
    """The definitions of the patterned ones of the shades."""
    made = (_pattern(shade) for shade in dict.fromkeys(shades) if shade.pattern)
    return f"<defs>{''.join(made)}</defs>"


def _pattern_name(shade: Shade) -> str:
    return f"{shade.pattern}-{shade.ink.removeprefix('#')}-{shade.fill.removeprefix('#')}"


def _pattern(shade: Shade) -> str:
    turned = ' patternTransform="rotate(45)"' if shade.pattern == "slanted" else ""
    drawn = {
        "slanted": f'<rect width="1.4" height="4" fill="{shade.ink}"/>',
        "level": f'<rect width="4" height="1.3" fill="{shade.ink}"/>',
        "dots": f'<circle cx="2" cy="2" r="0.9" fill="{shade.ink}"/>',
    }[shade.pattern]
    return (
        f'<pattern id="{_pattern_name(shade)}" width="4" height="4" patternUnits="userSpaceOnUse"{turned}>'
        f'<rect width="4" height="4" fill="{shade.fill}"/>{drawn}</pattern>'
    )


def width_of(text: str, size: float) -> float:
    """How wide a text is about, in pixels: a Chinese character is as wide as it is high."""
    return units(text) * size * 0.53


def fitted(text: str, width: float, size: float) -> str:
    """The text, its end left out (…) where it is wider than that."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > width:
        kept = kept[:-1]
    return kept + "…"


def folded(text: str, width: float, size: float, most: int) -> list[str]:
    """The text in lines of that width, at most so many; the last one ends in … where more is left."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1:
        taken = len(rest)
        while width_of(rest[:taken], size) > width and taken > 1:
            taken -= 1
        while 1 < taken < len(rest) and not _is_break(rest[taken - 1], rest[taken]):
            taken -= 1
        lines.append(rest[:taken])
        rest = rest[taken:]
    return [*lines, fitted(rest, width, size)] if rest else lines


def _is_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters: not inside a number, nor before what closes a sentence."""
    is_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return not is_word and after not in "。，、；：！？）」』》%％"


def _text(text: str) -> str:
    return escape(text.translate(_UNSEEN))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
