"""Thousands of realistic workbooks for measuring, made quickly: a few are written, the rest are those with other words.

They lie in a folder of their own under the system's temporary one and are made once for a version of the product.
"""

import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from multiprocessing import Pool
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

# The generator of figures that add up lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from similarity import LENGTHS, PLACES, altered, narrative, sentence
from xlsxwriter import Workbook

from nianbao import __version__
from nianbao.adapters import excel_write
from nianbao.core.cell import Cell
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import clean_report, content

# Each tranche holds the units beyond the one before it; a county of 1,000 is the first two.
TRANCHES = (300, 1000, 3000, 10_000, 40_000)
COUNTY = "示例县"
_FIGURES, _PARAGRAPHS, _COPIED_EVERY, _BROKEN_EVERY = 24, 12, 50, 4
_NAME, _WORDS = "示例单位名称", "示例文字第{}段{}"


def folders(count: int) -> list[Path]:
    """The folders that hold a county of so many units together, one of TRANCHES.

    Raises: KeyError when no tranche ends there.
    """
    wanted = TRANCHES[: TRANCHES.index(count) + 1]
    return [_tranche(start, end) for start, end in zip((0, *wanted), wanted, strict=False)]


def unit_name(at: int) -> str:
    """A township's name nobody else has."""
    letters = [PLACES[at // len(PLACES) ** digit % len(PLACES)] for digit in range(4)]
    return "".join(letters) + "镇"


def roster(folder: Path, count: int) -> Path:
    """The list of all units and of one more, which sends nothing."""
    path = folder / f"名单{count}.xlsx"
    book = Workbook(path)
    sheet = book.add_worksheet()
    for row, line in enumerate(
        [("单位名称", "层级", "上级"), *((unit_name(at), "乡镇", COUNTY) for at in range(count + 1))]
    ):
        sheet.write_row(row, 0, line)
    book.close()
    return path


def changed(at: int) -> bytes:
    """A unit's workbook as it resubmits it: other figures, other words."""
    return _patched(_templates()[(at + 1) % _FIGURES], unit_name(at), _paragraphs(at, Random(-at - 1)))  # noqa: S311


def _tranche(start: int, end: int) -> Path:
    folder = Path(tempfile.gettempdir()) / f"nianbao-benchmark-{__version__}-{os.getuid()}" / f"{start}-{end}"
    done = folder / ".complete"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with Pool(initializer=_templates) as pool:
            pool.starmap(_make, ((folder, at) for at in range(start, end)), chunksize=50)
        done.touch()
    return folder


def _make(folder: Path, at: int) -> None:
    words = _paragraphs(at, Random(at))  # noqa: S311 - 编的文字，与保密无关
    data = _patched(_templates()[at % _FIGURES], unit_name(at), words)
    (folder / f"{unit_name(at)}.xlsx").write_bytes(data)


def _paragraphs(at: int, random: Random) -> list[str]:
    """A unit's narratives; one unit in so many copies from the one before it."""
    county = Random(0)  # noqa: S311
    template = [sentence(county) for _ in range(20)]
    if at % _COPIED_EVERY == 1:
        before = Random(at - 1)  # noqa: S311
        copied = [narrative(before, unit_name(at - 1), template, length) for length in _lengths(before)]
        texts = [altered(random, text, unit_name(at - 1), unit_name(at)) for text in copied]
    else:
        texts = [narrative(random, unit_name(at), template, length) for length in _lengths(random)]
    return texts


def _lengths(random: Random) -> tuple[int, int]:
    return random.randint(*LENGTHS), random.randint(400, 900)


_KEPT: list[bytes] = []


def _templates() -> list[bytes]:
    """Workbooks with figures of their own and places for words; some do not add up, some have blanks."""
    if not _KEPT:
        _KEPT.extend(excel_write.write(content(_figures(seed))) for seed in range(_FIGURES))
    return _KEPT


def _figures(seed: int) -> Report:
    form = load.catalogue()[-1]
    made = clean_report(Random(seed), form.id)  # noqa: S311
    sections = [section.text for section in form.sections if section.subheads or section.required]
    texts = {
        address: "\n".join(_WORDS.format(number, part) for part in range(_PARAGRAPHS))
        for number, address in enumerate(sections)
    }
    values = dict(made.values)
    if seed % _BROKEN_EVERY == 1:
        inputs = form.inputs()
        values[inputs[-1]] = None
        for at in range(3):
            values[inputs[(seed * 7 + at * 11) % len(inputs)]] = None if at else made.values[inputs[0]]
        values |= _off_by_one(values)
    return replace(made, agency=_NAME, year=form.first_year, values=values, texts={**made.texts, **texts})


def _off_by_one(values: dict[Cell, object]) -> dict[Cell, object]:
    cell = next(cell for cell, value in values.items() if cell.table == "t3" and value)
    return {cell: values[cell] + 1}  # type: ignore[operator]


def _patched(template: bytes, name: str, texts: list[str]) -> bytes:
    """A template with a unit's name and words in place of its own."""
    words = dict(_placed(texts))
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(template)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            data = source.read(part)
            if part.endswith("sharedStrings.xml"):
                text = data.decode()
                for old, new in words.items():
                    text = text.replace(f">{old}<", f">{new}<")
                data = text.encode()
            made.writestr(part, data.replace(_NAME.encode(), name.encode()))
    return target.getvalue()


def _placed(texts: list[str]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(texts):
        lines = text.split("\n")
        kept = [*lines[: _PARAGRAPHS - 1], "".join(lines[_PARAGRAPHS - 1 :])]
        for part in range(_PARAGRAPHS):
            words = kept[part] if part < len(kept) else ""
            yield _WORDS.format(number, part), escape(words)
