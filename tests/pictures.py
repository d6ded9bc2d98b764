"""Pages as pictures: drawn grey and small, kept in tests/golden/pages, compared as an eye would.

`python -m tests.pictures` draws the kept ones again. Look at each of them before they are committed.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from nianbao.adapters import dashboard as dashboard_page
from nianbao.adapters import excel_open, html, picture, word
from nianbao.adapters.convert import Converter
from nianbao.adapters.libreoffice import program
from nianbao.commands import samples
from nianbao.commands.dashboard import dashboard
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from tests.commands.counties import county_book, listed
from tests.retyped.browser import browser

HERE = Path(__file__).parent / "golden" / "pages"
_FONTS = HERE / "fonts.txt"
_DOTS = 70
# Pixels of the dashboard's picture to a pixel of its drawing.
_ZOOM = 0.72
# What counts as drawn, and as left white; a letter may stand a pixel off, and so many pixels may be odd.
_DARK, _PALE, _OFF, _FEW = 110, 40, 1, 12
_FAMILIES = (
    "宋体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
    "Noto Sans CJK SC",
    "sans-serif:lang=zh-cn",
)

Pixels = NDArray[np.uint8]


class Sample(NamedTuple):
    """A shipped sample report and its form."""

    report: Report
    form: Form


def sample() -> Sample:
    """Last year's report of the unit with the most figures."""
    data = samples.load()
    form = load.for_year(data.county.last_year)
    unit = max(data.units, key=lambda each: (each.last.format == "docx", len(each.last.values)))
    return Sample(data.last_report(unit, form), form)


def word_file() -> bytes:
    """The sample as it is handed to the leader, 落款 included."""
    made = sample()
    return word.write(made.report, made.form, signed=date((made.report.year or 0) + 1, 1, 20))


def pages_of_word(document: bytes, converter: Converter) -> list[Pixels]:
    """The pages of a .docx, as LibreOffice prints them."""
    return pages_of_pdf(converter.printed(document))


def pages_of_web(page: bytes) -> list[Pixels]:
    """The sheets of a web page, as a browser prints them."""
    return pages_of_pdf(browser().printed_plain(page))


def web_page() -> bytes:
    """The sample as a web page."""
    made = sample()
    return html.write(made.report, made.form)


def dashboard_drawing(folder: Path) -> str:
    """The page of a county of the sample units, drawn."""
    data = samples.load()
    form = load.for_year(data.county.last_year)
    units = [unit for unit in data.units if unit.last.format != "raw"]
    lines = [listed(unit.name) for unit in units]
    reports = [data.last_report(unit, form) for unit in units]
    book = county_book(folder / "汇总.xlsx", lines, *reports, year=data.county.last_year)
    shown = dashboard(excel_open.open_workbook(book.read_bytes(), book.name))
    # The day it is drawn stands in it.
    return dashboard_page.picture(replace(shown, source="数据取自示例县的汇总表。"))


def page_of_drawing(drawn: str) -> Pixels:
    """A drawing as pixels."""
    return _grey(picture.png(drawn, _ZOOM))


def pages_of_pdf(document: bytes) -> list[Pixels]:
    """The pages of a PDF."""
    with tempfile.TemporaryDirectory(prefix="nianbao-test-") as folder:
        source = Path(folder) / "pages.pdf"
        source.write_bytes(document)
        subprocess.run(["pdftoppm", "-gray", "-r", str(_DOTS), source, Path(folder) / "page"], check=True, timeout=60)
        return [_pixels(page.read_bytes()) for page in sorted(Path(folder).glob("page*.pgm"))]


def kept(name: str) -> list[Pixels]:
    """The pages kept under a name."""
    return [_grey(path.read_bytes()) for path in sorted(HERE.glob(f"{name}-*.png"))]


def _grey(image: bytes) -> Pixels:
    return _pixels(_converted(image, "-", "-colorspace", "Gray", "-depth", "8", "pgm:-"))


def _pixels(image: bytes) -> Pixels:
    _, size, _, rest = image.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(rest, np.uint8).reshape(height, width)


def _converted(data: bytes, *arguments: str) -> bytes:
    tool = shutil.which("magick") or shutil.which("convert")
    assert tool is not None
    return subprocess.run([tool, *arguments], input=data, capture_output=True, check=True, timeout=60).stdout


def differences(found: list[Pixels], wanted: list[Pixels]) -> list[str]:
    """Where pages differ for an eye, a line each; empty when nowhere."""
    if len(found) != len(wanted):
        return [f"共 {len(found)} 页，应为 {len(wanted)} 页"]
    pairs = enumerate(zip(found, wanted, strict=True), start=1)
    return [f"第 {number} 页{told}" for number, (page, golden) in pairs for told in _differences(page, golden)]


def _differences(page: Pixels, golden: Pixels) -> Iterator[str]:
    if page.shape != golden.shape:
        yield f"是 {page.shape}，应为 {golden.shape}"
        return
    for what, drawn, other in (("多了", page, golden), ("少了", golden, page)):
        odd = ((255 - drawn) > _DARK) & (_thick(255 - other) < _PALE)
        if odd.sum() > _FEW:
            rows, columns = np.nonzero(odd)
            box = f"({columns.min()}, {rows.min()})—({columns.max()}, {rows.max()})"
            yield f"{what} {odd.sum()} 点，在 {box}"


def _thick(ink: Pixels) -> Pixels:
    """Every pixel as dark as the darkest near it."""
    padded = np.pad(ink, _OFF)
    height, width = ink.shape
    shifts = [(down, right) for down in range(2 * _OFF + 1) for right in range(2 * _OFF + 1)]
    near: Pixels = np.maximum.reduce([padded[down : down + height, right : right + width] for down, right in shifts])
    return near


@cache
def fonts() -> str:
    """What the machine sets our fonts in, and with which LibreOffice: other ones make other pages."""
    lines = [f"{family} → {_told('fc-match', '-f', '%{file|basename} %{fontversion}', family)}" for family in _FAMILIES]
    office = program.find_office()
    version = _told(str(office), "--version").split(".")[:2] if office else ["没有 LibreOffice"]
    return "\n".join([*lines, ".".join(version)]) + "\n"


def _told(*command: str) -> str:
    environment = program.environment(headless=True)
    told = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60, encoding="utf-8")
    return told.stdout.strip()


def require() -> None:
    """Skip the calling test module where pages cannot be drawn, or are drawn with other fonts."""
    absent = [name for name in ("pdftoppm", "fc-match") if shutil.which(name) is None]
    if absent or not (shutil.which("magick") or shutil.which("convert")):
        pytest.skip("没有 poppler、fontconfig 或 ImageMagick：先运行 make setup", allow_module_level=True)
    if fonts() != _FONTS.read_text(encoding="utf-8"):
        told = "页面样张是用别的字体或 LibreOffice 画的，本机的画出来不一样。可用 python -m tests.pictures 重画后比较"
        pytest.skip(told, allow_module_level=True)


def main() -> None:
    """Draw all pages again and keep them."""
    HERE.mkdir(parents=True, exist_ok=True)
    for old in HERE.glob("*.png"):
        old.unlink()
    with Converter() as converter, tempfile.TemporaryDirectory(prefix="nianbao-test-") as folder:
        _keep("word", pages_of_word(word_file(), converter))
        _keep("web", pages_of_web(web_page()))
        _keep("dashboard", [page_of_drawing(dashboard_drawing(Path(folder)))])
    _FONTS.write_text(fonts(), encoding="utf-8")


def _keep(name: str, pages: list[Pixels]) -> None:
    for number, page in enumerate(pages, start=1):
        height, width = page.shape
        image = b"P5\n%d %d\n255\n" % (width, height) + page.tobytes()
        depth = ("-depth", "4", "-define", "png:compression-level=9", "-strip", "png:-")
        (HERE / f"{name}-{number}.png").write_bytes(_converted(image, "pgm:-", *depth))


if __name__ == "__main__":
    main()
