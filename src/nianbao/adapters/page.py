"""Paragraphs and tables gathered in page order, merged cells spread out, with a limit on what a stranger may claim."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.errors import CannotRead

# A heading's line breaks only look nice; in anything longer they part paragraphs.
LONGEST_HEADING = 60
# No honest table is merged over more columns; whoever claims more gets the width the table really has.
WIDEST = 100
# Paragraphs and cells of a document, as many as one sheet of a workbook may have cells.
MOST_PIECES = 200_000
_NOTE_MARK = re.compile(r"[0-9*†‡①-⑳()（）\[\]［］【】注,，、 ]{0,8}")

_PAGE_NUMBER = re.compile(
    r"[—–－─]{1,2}\s*[0-9０-９]{1,3}\s*[—–－─]{1,2}|-\s+[0-9０-９]{1,3}\s+-|"
    r"第\s*[0-9]{1,3}\s*页(?:[\s,，/]*共\s*[0-9]{1,3}\s*页)?"
)


class Slot(NamedTuple):
    """A table cell as its source states it, covering `across` columns and `down` rows; text None is itself covered."""

    text: str | None
    across: int = 1
    down: int = 1


class Page:
    """A document while it is being read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._items: list[Paragraph | TextGrid | None] = []
        self._paragraphs = 0
        self._tables = 0
        self._pieces = 0

    def spend(self, pieces: int = 1) -> None:
        """Count paragraphs and cells, blank and covered ones too.

        Raises: CannotRead when there are more than any report has.
        """
        self._pieces += pieces
        if self._pieces > MOST_PIECES:
            raise CannotRead(
                f"读不了「{self._file}」：段落和表格超过 {MOST_PIECES} 处，不像一份年报。请删去无关的内容后再试。"
            )

    def paragraph(self, text: str) -> None:
        """Add a paragraph, each of its lines apart; blank ones and page numbers are left out and not counted."""
        lines = [line for line in text.split("\n") if line.strip() and not is_page_number(line)]
        self._paragraphs += bool(lines)
        self._items += [Paragraph(line, f"第{self._paragraphs}段") for line in lines]

    def __len__(self) -> int:
        """How many paragraphs and tables there are, a line counting as a paragraph."""
        return len(self._items)

    @property
    def last_text(self) -> str:
        """The paragraph just added, or empty after a table."""
        last = self._items[-1] if self._items else None
        return last.text if isinstance(last, Paragraph) else ""

    def open_table(self) -> tuple[int, int]:
        """Keep a place for a table, ahead of what stands inside it; the key to `close_table`."""
        self._tables += 1
        self._items.append(None)
        return len(self._items) - 1, self._tables

    def close_table(self, key: tuple[int, int], rows: Sequence[Sequence[Slot]]) -> None:
        """Put a table at the place kept for it.

        Raises: CannotRead when it claims more cells than any report has.
        """
        index, number = key
        place = f"第{number}个表格"
        lines = self._spread(rows)
        self._items[index] = TextGrid(
            tuple(
                tuple(GridCell(text, f"{place}第{i}行第{j}列") for j, text in enumerate(line, start=1))
                for i, line in enumerate(lines, start=1)
            ),
            place,
        )

    def document(self) -> Document:
        """All that was gathered."""
        return Document(self._file, tuple(item for item in self._items if item is not None))

    def _spread(self, rows: Sequence[Sequence[Slot]]) -> list[list[str | None]]:
        lines: list[list[str | None]] = []
        claims: list[tuple[list[str | None], int]] = []
        covered: dict[int, int] = {}
        for row in rows:
            line: list[str | None] = []
            below: dict[int, int] = {}
            for slot in row:
                _skip_covered(line, covered)
                if slot.across > WIDEST:
                    claims.append((line, len(line) + 1))
                across = slot.across if slot.across <= WIDEST else 1
                below.update((len(line) + i, slot.down) for i in range(across) if slot.down > 1)
                line += [slot.text, *[None] * (across - 1)]
            _skip_covered(line, covered)
            covered = {column: left - 1 for column, left in (covered | below).items() if left > 1}
            lines.append(line)
            self.spend(max(len(line) - len(row), 0))
        width = max(map(len, lines), default=0)
        for line, after in claims:
            line[after:after] = [None] * (width - len(line))
            self.spend(width)
        return _without_slivers(lines, width)


def _without_slivers(lines: list[list[str | None]], width: int) -> list[list[str | None]]:
    """The lines without columns where no cell begins, which word processors leave where edges differ by a hair."""
    used = [column for column in range(width) if any(line[column : column + 1] not in ([], [None]) for line in lines)]
    if len(used) == width:
        return lines
    return [[line[column] for column in used if column < len(line)] for line in lines]


def _skip_covered(line: list[str | None], covered: dict[int, int]) -> None:
    while len(line) in covered:
        line.append(None)


def is_page_number(line: str) -> bool:
    """Whether a line by itself is the number of a printed page: 「— 1 —」, 「第1页 共5页」. A bare number is none."""
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def is_note_mark(text: str, before: str) -> bool:
    """Whether a superscript is a note mark behind a text: 12¹ is 12, while km² and a number set too high stay."""
    previous = before.rstrip()[-1:]
    is_unit = previous.isascii() and previous.isalpha()
    return bool(previous) and not is_unit and bool(_NOTE_MARK.fullmatch(text.strip()))


def heading_text(text: str) -> str:
    """The text of a heading on one line."""
    return text.replace("\n", "") if len(text) <= LONGEST_HEADING else text


def cell_text(paragraphs: Sequence[str]) -> str:
    """The text of a table cell: its paragraphs as lines, blank ones left out."""
    return "\n".join(line for text in paragraphs for line in text.split("\n") if line.strip())
