"""The measures of the page, in pixels of 96 an inch, and the headings of its parts."""

from collections.abc import Iterator

from nianbao.adapters import svg

# 180 mm: A4 between ordinary margins.
WIDTH = 680.0
LEFT, RIGHT = 10.0, 670.0
TEXT, SMALL = 12.0, 11.0
GUIDE, RULE = "#9AA5B1", "#E4E8ED"

# Elements, and how high they are together.
Drawn = tuple[list[str], float]


def heading(top: float, text: str, aside: str) -> Iterator[str]:
    """A part's heading at the left, what is to be said of it at the right."""
    yield svg.label((LEFT, top + 20), text, 14, bold=True)
    if aside:
        yield svg.label((RIGHT, top + 20), aside, 11, anchor="end", fill=svg.SOFT)
