"""What the ribbon's icons look like: for each its layers, lower ones first, a colour and a shape on a field of 16 × 16.

One language for all: slate outlines, white paper, one coloured thing that says what happens; blue tells and sends, green
adds and approves, orange is to be looked at, red goes back or ends. Edges lie on whole units so that 16 pixels are
sharp. The colours stand out from white as well as from the dark ribbon; CLEAR cuts a gap that shows the ribbon.
"""

from workbook.shapes import Shape, arc, box, disc, line, polygon, union

Colour = tuple[int, int, int] | None
Layer = tuple[Colour, Shape]

CLEAR = None
SLATE, PAPER = (112, 128, 146), (248, 250, 252)
BLUE, GREEN, ORANGE, RED = (46, 125, 209), (30, 150, 90), (222, 120, 20), (214, 66, 60)


def _sheet(left: float, top: float, right: float, bottom: float) -> tuple[Layer, ...]:
    """A sheet of paper, its corner folded."""
    fold = 3
    outline = polygon((left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom))
    inside = polygon(
        (left + 1, top + 1),
        (right - fold - 0.4, top + 1),
        (right - 1, top + fold + 0.4),
        (right - 1, bottom - 1),
        (left + 1, bottom - 1),
    )
    folded = polygon((right - fold - 1, top), (right - fold, top), (right, top + fold), (right, top + fold + 1))
    corner = polygon((right - fold - 1, top), (right - fold - 1, top + fold + 1), (right, top + fold + 1))
    return (SLATE, outline), (PAPER, inside), (SLATE, corner), (SLATE, folded)


def _written(left: float, right: float, *tops: float) -> Layer:
    """Lines of writing."""
    return SLATE, union(*(box(left, top, right, top + 1) for top in tops))


_TICK = ((7.5, 11.0), (10.0, 13.5), (14.5, 7.5))
_OUT = polygon((9, 1), (15, 1), (15, 7))
_BELL = union(disc(8, 6.5, 4.5), box(3.5, 6.5, 12.5, 11), polygon((3.5, 9.5), (12.5, 9.5), (15, 13), (1, 13)))
_BUBBLE = union(box(2, 2, 14, 11), box(1, 3, 15, 10), polygon((4, 10), (4, 15), (9, 10)))
_TORN = polygon((2, 1), (12, 1), (12, 14), (10.3, 15.6), (8.7, 13.6), (7, 15.6), (5.3, 13.6), (3.7, 15.6), (2, 14))
_EIGHT = polygon((5, 1), (11, 1), (15, 5), (15, 11), (11, 15), (5, 15), (1, 11), (1, 5))

DRAWINGS: dict[str, tuple[Layer, ...]] = {
    # A sheet, a plus.
    "new": (
        *_sheet(2, 1, 12, 15),
        (CLEAR, disc(11.5, 11.5, 5)),
        (GREEN, disc(11.5, 11.5, 4)),
        (PAPER, union(box(11, 9, 12, 14), box(9, 11, 14, 12))),
    ),
    # An arrow down into a tray.
    "import": (
        (SLATE, union(box(1, 9, 3, 15), box(13, 9, 15, 15), box(1, 13, 15, 15))),
        (BLUE, union(box(7, 1, 9, 7), polygon((3.5, 6), (12.5, 6), (8, 11.5)))),
    ),
    # A calendar, an arrow out of it.
    "carry": (
        (SLATE, box(1, 2, 13, 14)),
        (PAPER, box(2, 5, 12, 13)),
        (BLUE, box(1, 2, 13, 5)),
        (SLATE, union(box(3, 1, 4, 4), box(10, 1, 11, 4))),
        (SLATE, union(box(4, 7, 6, 8), box(8, 7, 10, 8), box(4, 10, 6, 11))),
        (CLEAR, union(box(6, 9, 11, 13), polygon((9.5, 5.5), (16.5, 11), (9.5, 16.5)))),
        (GREEN, union(box(7, 10, 12, 12), polygon((11, 7.5), (15.5, 11), (11, 14.5)))),
    ),
    # A spanner.
    "repair": (
        (ORANGE, line(3.4, (2.8, 13.2), (9, 7))),
        (SLATE, disc(11, 5, 4.2)),
        (CLEAR, line(3.2, (11.4, 4.6), (16, 0))),
        (CLEAR, disc(2.9, 13.1, 0.8)),
    ),
    # An arrow that turns back.
    "undo": (
        (BLUE, union(box(5, 5, 10, 7), arc((10, 9.5), 3.5, 2, (270, 450)), box(5, 12, 10, 14))),
        (BLUE, polygon((1, 6), (6.5, 1.5), (6.5, 10.5))),
    ),
    # A written sheet, a tick.
    "check": (
        *_sheet(2, 1, 12, 15),
        _written(4, 8, 4),
        _written(4, 10, 7),
        _written(4, 7, 10),
        (CLEAR, line(4.4, *_TICK)),
        (GREEN, line(2.4, *_TICK)),
    ),
    # From one place over to the next.
    "next": (
        (SLATE, disc(3, 12.5, 2)),
        (BLUE, arc((8, 10), 5, 2, (190, 330))),
        (BLUE, polygon((9.5, 6.5), (15.5, 5), (13.5, 10))),
        (ORANGE, disc(13, 13, 2.5)),
    ),
    # What is said to it.
    "waive": (
        (BLUE, _BUBBLE),
        (PAPER, union(box(4, 4, 12, 5), box(4, 7, 9, 8))),
    ),
    # A rubber.
    "clear": (
        (SLATE, polygon((5, 5), (11, 11), (8, 14), (2, 8))),
        (PAPER, polygon((5, 6.4), (9.6, 11), (8, 12.6), (3.4, 8))),
        (RED, polygon((9, 1), (15, 7), (11, 11), (5, 5))),
        (SLATE, box(7, 14, 15, 15)),
    ),
    # A sheet that goes out.
    "export": (
        (SLATE, box(1, 3, 11, 15)),
        (PAPER, box(2, 4, 10, 14)),
        _written(4, 8, 12),
        (CLEAR, union(line(4, (6, 10), (12, 4)), polygon((7, 0), (16, 0), (16, 9)))),
        (BLUE, union(line(2, (6.4, 9.6), (12, 4)), _OUT)),
    ),
    # A sheet full of writing.
    "word": (
        *_sheet(3, 1, 13, 15),
        (BLUE, union(box(5, 4, 8, 5), box(5, 6, 11, 7), box(5, 8, 11, 9), box(5, 10, 11, 11), box(5, 12, 9, 13))),
    ),
    # A browser's window.
    "web": (
        (SLATE, box(1, 2, 15, 14)),
        (PAPER, box(2, 5, 14, 13)),
        (BLUE, box(1, 2, 15, 5)),
        (PAPER, union(box(2, 3, 3, 4), box(4, 3, 5, 4))),
        (GREEN, box(4, 7, 8, 11)),
        _written(9, 12, 7, 9),
    ),
    # A sheet with a seal.
    "pdf": (
        *_sheet(3, 1, 13, 15),
        _written(5, 8, 4),
        _written(5, 11, 6),
        (RED, disc(9, 11, 3)),
        (PAPER, disc(9, 11, 1.2)),
    ),
    # A parcel.
    "package": (
        (ORANGE, box(2, 6, 14, 15)),
        (SLATE, box(1, 2, 15, 6)),
        (PAPER, box(7, 2, 9, 9)),
    ),
    # From one to many.
    "distribute": (
        (BLUE, box(5, 1, 11, 5)),
        (SLATE, union(box(7, 5, 9, 10), box(2, 7, 14, 8), box(2, 7, 4, 10), box(12, 7, 14, 10))),
        (GREEN, polygon((1, 10), (5, 10), (3, 15))),
        (GREEN, polygon((6, 10), (10, 10), (8, 15))),
        (GREEN, polygon((11, 10), (15, 10), (13, 15))),
    ),
    # From many to one.
    "consolidate": (
        (SLATE, union(line(1.4, (3, 3), (8, 8)), line(1.4, (13, 3), (8, 8)), box(7, 3, 9, 8))),
        (BLUE, union(box(1, 1, 5, 4), box(6, 1, 10, 4), box(11, 1, 15, 4))),
        (GREEN, polygon((4.5, 7), (11.5, 7), (8, 11.5))),
        (BLUE, box(2, 12, 14, 15)),
    ),
    # A torn-off slip that goes back.
    "slips": (
        (SLATE, _TORN),
        (PAPER, box(3, 2, 11, 12.6)),
        _written(5, 9, 3),
        (CLEAR, union(box(7, 6, 16, 11), polygon((3.2, 8.5), (10, 3.5), (10, 13.5)))),
        (RED, union(box(8, 7, 15, 10), polygon((4.5, 8.5), (9, 5), (9, 12)))),
    ),
    # A bell.
    "reminders": (
        (ORANGE, _BELL),
        (ORANGE, union(disc(8, 2, 1.2), disc(8, 13.6, 2))),
        (CLEAR, box(1, 12, 15, 12.6)),
    ),
    # A list with lights.
    "status": (
        (GREEN, disc(3, 3, 2)),
        (ORANGE, disc(3, 8, 2)),
        (RED, disc(3, 13, 2)),
        (SLATE, union(box(7, 2, 15, 4), box(7, 7, 12, 9), box(7, 12, 15, 14))),
    ),
    # Bars on a sheet.
    "picture": (
        *_sheet(2, 1, 14, 15),
        (BLUE, union(box(4, 9, 6, 13), box(10, 7, 12, 13))),
        (GREEN, box(7, 5, 9, 13)),
    ),
    # Sheets behind one another, an arrow out.
    "more": (
        (SLATE, union(box(1, 4, 9, 15), box(4, 1, 12, 5))),
        (PAPER, box(2, 5, 8, 14)),
        (CLEAR, polygon((5, 6.5), (10, 6.5), (10, 3.5), (16, 9), (10, 14.5), (10, 11.5), (5, 11.5))),
        (BLUE, polygon((6, 7.5), (10.8, 7.5), (10.8, 5), (15.4, 9), (10.8, 13), (10.8, 10.5), (6, 10.5))),
    ),
    # A question mark on a blue field.
    "handbook": (
        (BLUE, disc(8, 8, 7)),
        (PAPER, arc((8, 6.5), 2.5, 2, (180, 405))),
        (PAPER, union(line(1.9, (9.7, 8.2), (8, 9.5), (8, 10)), box(7, 11.5, 9, 13.5))),
    ),
    # An open book.
    "manual": (
        (BLUE, union(box(1, 4, 15, 15), polygon((0, 4), (8, 4), (8, 15), (0, 15)))),
        (SLATE, union(polygon((1, 1), (8, 3), (8, 14), (1, 12)), polygon((15, 1), (8, 3), (8, 14), (15, 12)))),
        (PAPER, union(polygon((2, 2.3), (7.5, 3.8), (7.5, 12.8), (2, 11.2)))),
        (PAPER, union(polygon((14, 2.3), (8.5, 3.8), (8.5, 12.8), (14, 11.2)))),
    ),
    # A screen that shows a pulse.
    "doctor": (
        (SLATE, union(box(1, 2, 15, 12), box(7, 12, 9, 14), box(4, 14, 12, 15))),
        (PAPER, box(2, 3, 14, 11)),
        (GREEN, line(1.5, (3, 7.5), (5.4, 7.5), (7, 4.8), (9, 9.4), (10.4, 7.5), (13, 7.5))),
    ),
    # A card that says what this is.
    "about": (
        (SLATE, box(1, 3, 15, 13)),
        (PAPER, box(2, 4, 14, 12)),
        (BLUE, box(3, 5, 8, 11)),
        (PAPER, line(1, (4.2, 8), (5.2, 9.2), (6.8, 6.6))),
        _written(9, 13, 6),
        _written(9, 12, 8),
    ),
    # A stop sign.
    "stop": (
        (RED, _EIGHT),
        (PAPER, box(5, 5, 11, 11)),
    ),
}
