"""A varied page written as text: three kinds of plain text in the encodings met, markdown, and JSON of our own."""

import json
from collections.abc import Callable
from random import Random

from nianbao.core.report import as_text
from tests.forms.varied.model import Matrix, Page, Spot, flat, lose, starts

_ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]


def _shown(spot: Spot) -> str:
    """What is left of a cell where text has no looks: a raised mark becomes a sign that is one by itself."""
    mark = {"1": "①", "2": "②"}.get(spot.mark, spot.mark)
    return spot.text + mark


def _cells(random: Random, page: Page, lines: Matrix) -> list[list[str]]:
    rows = flat(random, lines, page)
    lose(random, rows, page)
    return [[_shown(spot) for spot in row] for row in rows]


def tabbed(random: Random, page: Page) -> bytes:
    """One row a line, cells parted by TABs."""
    is_stripped = random.random() < 0.3

    def table(lines: Matrix) -> str:
        rows = _cells(random, page, lines)
        joined = ["\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in rows]
        return "\n".join(line.rstrip("\t") for line in joined) if is_stripped else "\n".join(joined)

    return _text(random, page, table, "")


def led(random: Random, page: Page) -> bytes:
    """One cell a line, led by a TAB; a blank line ends the row."""

    def table(lines: Matrix) -> str:
        rows: list[list[Spot]] = [[] for _ in lines]
        for i, _, down, _, spot in starts(lines):
            for row in range(i, i + down):
                rows[row].append(spot if row == i else Spot("", spot.role))
        lose(random, rows, page)
        return "\n\n".join("\n".join(f"\t{_one_line(spot)}" for spot in row) for row in rows if row)

    return _text(random, page, table, "")


def _one_line(spot: Spot) -> str:
    return _shown(spot).rstrip("\n").replace("\n", " ").replace("\t", " ")


def piped(random: Random, page: Page) -> bytes:
    """Pipe tables without a rule, with columns too many."""
    return _piped(random, page, has_rule=False, mark="")


def markdown(random: Random, page: Page) -> bytes:
    """Pipe tables with a rule, headings of uneven level."""
    return _piped(random, page, has_rule=True, mark="#")


def _piped(random: Random, page: Page, *, has_rule: bool, mark: str) -> bytes:
    spare = [""] * random.choice([0, 0, 2])

    def table(lines: Matrix) -> str:
        rows = _cells(random, page, lines)
        drawn = [f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in [*row, *spare])} |" for row in rows]
        if has_rule:
            drawn.insert(1, "|" + " --- |" * len(rows[0] + spare))
        return "\n".join(drawn)

    return _text(random, page, table, mark)


def _text(random: Random, page: Page, table: Callable[[Matrix], str], mark: str) -> bytes:
    parts = []
    for item in page.items:
        is_heading = isinstance(item, str) and item[:1] in "一二三四五六"
        before = f"{mark * random.randint(1, 4)} " if mark and is_heading else ""
        parts.append(before + item if isinstance(item, str) else table(item))
    return "\n\n".join(parts).encode(random.choice(_ENCODINGS))


def own_json(random: Random, page: Page) -> bytes:
    """What `read --json` prints, some cells left out; nothing else of the page can be said in it."""
    left_out = {cell for cell in page.truth if not page.is_whole and random.random() < 0.02}
    page.odd = left_out
    page.truth.update(dict.fromkeys(left_out))
    values = {str(cell): as_text(value) for cell, value in page.truth.items() if cell not in left_out}
    told = {"form": page.form.id, "agency": page.agency, "year": page.year, "level": None}
    whole = {**told, "values": values, "texts": page.texts, "headings": [each.title for each in page.form.sections]}
    return json.dumps(whole, ensure_ascii=random.random() < 0.5).encode()
