"""Pages look as those kept in tests/golden/pages: an eye would see no difference, and would see every damage."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from nianbao.adapters.convert import Converter
from tests import pictures
from tests.pictures import Pixels

pictures.require()
pytestmark = pytest.mark.office

_MOST_BYTES = 600_000
_ROW = r"<w:tr>(?:(?!</w:tr>).)*</w:tr>"


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """One office for all pages."""
    with Converter() as running:
        yield running


@pytest.fixture(scope="module")
def pages(converter: Converter) -> list[Pixels]:
    """The sample's pages as they are now."""
    return pictures.pages_of_word(pictures.word_file(), converter)


def edited(document: bytes, edit: Callable[[str], str]) -> bytes:
    """A .docx with its body changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                was = part.decode()
                changed = edit(was)
                assert changed != was
                part = changed.encode()
            new.writestr(name, part)
    return target.getvalue()


def table(body: str, number: int) -> str:
    """The XML of a table."""
    found: str = re.findall(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL)[number]
    return found


def without_a_row(body: str) -> str:
    """表三 without its last row."""
    rows = re.findall(_ROW, table(body, 1), re.DOTALL)
    return body.replace(rows[-1], "")


def without_a_border(body: str) -> str:
    """One line between two cells of 表三 gone."""
    row = re.findall(_ROW, table(body, 1), re.DOTALL)[3]
    cells = re.findall(r"<w:tc>.*?</w:tc>", row, re.DOTALL)
    blank = {side: f'<w:tcBorders><w:{side} w:val="nil"/></w:tcBorders><w:vAlign' for side in ("left", "right")}
    bare = [cells[2].replace("<w:vAlign", blank["right"]), cells[3].replace("<w:vAlign", blank["left"])]
    return body.replace(row, row.replace("".join(cells[2:4]), "".join(bare)))


def with_a_moved_column(body: str) -> str:
    """One column of 表二 a millimetre wider, its neighbour narrower."""
    drawn = table(body, 0)
    first, second = re.findall(r'<w:gridCol w:w="([0-9]+)"/>', drawn)[:2]
    wider, narrower = str(int(first) + 57), str(int(second) - 57)
    moved = drawn.replace(f'<w:gridCol w:w="{first}"/>', f'<w:gridCol w:w="{wider}"/>', 1)
    moved = moved.replace(f'<w:gridCol w:w="{second}"/>', f'<w:gridCol w:w="{narrower}"/>', 1)
    return body.replace(drawn, moved)


def without_a_line(body: str) -> str:
    """The last paragraph's day gone."""
    return re.sub(r'<w:p><w:pPr><w:pStyle w:val="Date"/>.*?</w:p>', "", body, flags=re.DOTALL)


def test_word_pages_look_as_kept(pages: list[Pixels]) -> None:
    """Four pages: text, both tables, and the 落款."""
    assert pictures.differences(pages, pictures.kept("word")) == []


def test_web_sheets_look_as_kept() -> None:
    """The same report as a browser prints it."""
    assert pictures.differences(pictures.pages_of_web(pictures.web_page()), pictures.kept("web")) == []


def test_dashboard_looks_as_kept(tmp_path: Path) -> None:
    """The county's page."""
    page = pictures.page_of_drawing(pictures.dashboard_drawing(tmp_path))
    assert pictures.differences([page], pictures.kept("dashboard")) == []


@pytest.mark.parametrize("damage", [without_a_row, without_a_border, with_a_moved_column, without_a_line])
def test_damage_is_seen(damage: Callable[[str], str], converter: Converter) -> None:
    """A row, a line between cells, a line of text gone, a column moved: each is told with its page."""
    damaged = pictures.pages_of_word(edited(pictures.word_file(), damage), converter)
    told = pictures.differences(damaged, pictures.kept("word"))
    assert told, damage.__doc__
    assert all(line.startswith("第 ") for line in told)


def test_letters_a_hair_off_are_passed_over(pages: list[Pixels]) -> None:
    """Hinting sets letters up to a pixel off and draws their edges paler or darker."""
    for number, page in enumerate(pages):
        shifted = np.roll(page, (number % 2, 1), axis=(0, 1))
        paler = (255 - (255 - shifted) * 0.8).astype(np.uint8)
        assert pictures.differences([paler], [page]) == []
        assert pictures.differences([np.roll(page, 3, axis=1)], [page]) != []


def test_another_number_of_pages_is_seen(pages: list[Pixels]) -> None:
    """A page more is no damage of the last one."""
    assert pictures.differences([*pages, pages[0]], pages) == [f"共 {len(pages) + 1} 页，应为 {len(pages)} 页"]


def test_kept_pictures_are_small() -> None:
    """A checkout does not grow by pictures."""
    assert sum(path.stat().st_size for path in pictures.HERE.glob("*.png")) < _MOST_BYTES
