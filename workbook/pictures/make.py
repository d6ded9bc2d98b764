"""`python workbook/pictures/make.py` makes README's pictures again: the demo's own files, as LibreOffice shows them.

It takes Linux with LibreOffice (libreoffice-l10n-zh-cn), xvfb, openbox, xdotool, imagemagick,
poppler-utils, chromium and pngquant. Nothing of this is shipped.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nianbao import cli
from nianbao.adapters.files import save
from nianbao.adapters.libreoffice.office import Office, properties
from nianbao.adapters.workbook import FINDINGS_SHEET
from nianbao.commands import check, console, county_sheets, demo, libreoffice
from nianbao.core.cell import Cell
from nianbao.core.finding import Level, counts

HERE = Path(__file__).parent
# Run as a script: what lies beside it is found by its own name.
sys.path.insert(0, str(HERE.parents[1]))

from workbook.pictures import ribbon  # noqa: E402

MOST_BYTES = 200_000
_SCREEN = "1600x1000x24"
# Whose year is drawn.
_UNIT = "青砚街道"
_PAGES = 3
_SETTLE = 2.0
_BY_VALUE = 3  # com.sun.star.view.DocumentZoomType
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}"><value>{}</value></prop></item>'
_SETTINGS = (
    ("Setup/L10N", "ooLocale", "zh-CN"),
    ("Office.Linguistic/General", "UILocale", "zh-CN"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Office.UI.Infobar/Enabled", "WhatsNew", "false"),
    ("Office.UI.Infobar/Enabled", "Donate", "false"),
    ("Office.UI.Infobar/Enabled", "GetInvolved", "false"),
)


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen of its own with a window manager: the environment in which programs find it."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", _SCREEN, "-dpi", "96", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as told:
        # Steered from outside, LibreOffice stops answering under GTK; its plain face does not.
        found = {"DISPLAY": f":{told.readline().strip()}", "SAL_USE_VCLPLUGIN": "gen", "NO_AT_BRIDGE": "1"}
    manager = subprocess.Popen(["openbox", "--sm-disable"], env=os.environ | found, stderr=subprocess.DEVNULL)
    try:
        yield found
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def profile(folder: Path) -> Path:
    """A LibreOffice profile that speaks Chinese and opens no window of its own accord."""
    target = folder / "user" / "registrymodifications.xcu"
    target.parent.mkdir(parents=True)
    items = "".join(_SETTING.format(*setting) for setting in _SETTINGS)
    target.write_text(f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', "utf-8")
    return folder


class Desk:
    """A LibreOffice window on a screen, photographed."""

    def __init__(self, office: Office, environment: dict[str, str], pictures: Path):
        self._office, self._environment, self._pictures = office, os.environ | environment, pictures

    def photograph(self, book: Path, place: str, zoom: int, name: str) -> None:
        """Open a workbook, step onto a cell as a clerk does, and take the picture; `place` is 「表!格」 or a name."""
        document: Any = self._office.desktop.loadComponentFromURL(book.as_uri(), "_blank", 0, properties())
        # A window still being built must not be touched: it may never answer again.
        time.sleep(_SETTLE)
        view = document.CurrentController
        view.Frame.ContainerWindow.IsMaximized = True
        view.Sidebar.setVisible(False)
        view.ZoomType, view.ZoomValue = _BY_VALUE, zoom
        _step_on(document, place)
        time.sleep(_SETTLE)
        # The prompt of a cell only shows when the cursor is moved by hand.
        self._run("xdotool", "key", "Down", "Up")
        time.sleep(_SETTLE)
        self._run("import", "-window", "root", str(self._pictures / name))
        document.close(True)

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._environment, check=True)


def _step_on(document: Any, place: str) -> None:
    sheet, _, cell = place.rpartition("!")
    names = document.NamedRanges
    target = document.Sheets.getByName(sheet)[cell] if sheet else names.getByName(place).ReferredCells
    document.CurrentController.setActiveSheet(target.Spreadsheet)
    document.CurrentController.select(target)


def pages(office: Office, report: Path, work: Path, target: Path) -> None:
    """The first pages of a Word report side by side, as they would be printed."""
    printed = work / "report.pdf"
    document = office.desktop.loadComponentFromURL(report.as_uri(), "_blank", 0, properties(Hidden=True))
    document.storeToURL(printed.as_uri(), properties(FilterName="writer_pdf_Export"))
    document.close(True)
    command = ["pdftoppm", "-png", "-r", "70", "-l", str(_PAGES), str(printed), str(work / "page")]
    subprocess.run(command, check=True)
    sheets = [str(page) for page in sorted(work.glob("page*.png"))]
    look = ["-tile", f"{_PAGES}x1", "-geometry", "+10+10", "-background", "#d8d8d8"]
    subprocess.run(["montage", *sheets, *look, str(target)], check=True)


def smaller(picture: Path) -> None:
    """The same picture in a palette.

    Raises: SystemExit when it is still larger than README may show.
    """
    subprocess.run(["pngquant", "--force", "--strip", "--speed", "1", "--ext", ".png", "64", str(picture)], check=True)
    if picture.stat().st_size > MOST_BYTES:
        sys.exit(f"「{picture.name}」有 {picture.stat().st_size} 字节，超过 {MOST_BYTES}。请缩小后再试。")


def poster(result: demo.DemoResult) -> None:
    """A unit's year on one page, beside the year before."""
    made, before = (next((result.folder / each).glob(f"{_UNIT}*")) for each in (demo.RETURNED, demo.PUBLISHED))
    target = HERE / "poster.png"
    cli.main(["picture", str(made), "-o", str(target), "--prior", str(before)])
    subprocess.run(["mogrify", "-resize", "1000x", str(target)], check=True)


def marked_book(result: demo.DemoResult, work: Path) -> tuple[Path, str]:
    """The workbook in which the demo finds most errors, with its marks, and a cell amid those marked."""
    checked = max(result.checked.values(), key=lambda each: counts(list(each.findings))[Level.ERROR])
    assert checked.reading is not None
    report, form = checked.reading.report, checked.reading.form
    source = result.folder / demo.RETURNED / checked.file
    book = save(work / f"{report.agency}{report.year}年年报.xlsx", check.marked(source.read_bytes(), "", checked))
    first = Cell.parse(checked.findings[0].places[0])
    column = [cell for cell in form.inputs() if (cell.table, cell.column) == (first.table, first.column)]
    # The prompt that shows beside the cell must hide no mark.
    return book, str(column[len(column) // 2])


def toolbar(book: Path, work: Path, environment: dict[str, str]) -> None:
    """The list of findings of a workbook in a Calc that has our toolbar."""
    os.environ["XDG_CONFIG_HOME"] = str(work / "config")
    settings = profile(work / "clerk")
    libreoffice.install(settings)
    office = Office(headless=False, profile=settings, environment=environment)
    Desk(office, environment, HERE).photograph(book, f"{FINDINGS_SHEET}!A6", 90, "toolbar.png")
    office.stop()


def main() -> None:
    """Play the demo in a folder of its own and take all pictures."""
    with tempfile.TemporaryDirectory(prefix="nianbao-pictures-") as folder, screen() as environment:
        work = Path(folder)
        result = demo.play(work / "demo", console.say)
        assert result.county is not None
        book, place = marked_book(result, work)
        office = Office(headless=False, profile=profile(work / "profile"), environment=environment)
        desk = Desk(office, environment, HERE)
        desk.photograph(book, place, 70, "table.png")
        desk.photograph(book, f"{FINDINGS_SHEET}!A6", 90, "findings.png")
        desk.photograph(result.summed, f"{county_sheets.board(result.county).name}!A5", 90, "county.png")
        pages(office, next((result.folder / demo.PUBLIC).glob("*.docx")), work, HERE / "report.png")
        office.stop()
        toolbar(book, work, environment)
        ribbon.main(HERE / "ribbon.png")
        for name in ("dashboard.png", "poster.png"):
            # Written anew, they leave no backup beside them.
            (HERE / name).unlink(missing_ok=True)
        cli.main(["dashboard", str(result.summed), "-o", str(HERE / "dashboard.png")])
        poster(result)
    for picture in HERE.glob("*.png"):
        smaller(picture)


if __name__ == "__main__":
    main()
