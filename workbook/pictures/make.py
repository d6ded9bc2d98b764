"""`python workbook/pictures/make.py` makes README's pictures again from the demo, as LibreOffice really shows them.

It needs Linux with LibreOffice (Calc, Writer, GTK 3 and the Chinese interface), Xvfb, xfwm4, ImageMagick, poppler and pngquant.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nianbao.adapters.libreoffice.office import Office, properties
from nianbao.commands import demo

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1500, 900
_TOOLS = ("Xvfb", "xfwm4", "import", "montage", "pdftoppm", "pngquant")
_SETTLE = 2.5
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.UI.Infobar/Enabled"><prop oor:name="WhatsNew"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.UI.Infobar/Enabled"><prop oor:name="Donate"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.UI.Infobar/Enabled"><prop oor:name="GetInvolved"><value>false</value></prop></item>
</oor:items>
"""


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen of its own with a window manager, as the environment that programs find it by."""
    read, write = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-dpi", "96", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gtk3", "LC_ALL": "C.UTF-8"}
    manager = subprocess.Popen(["xfwm4", "--compositor=off"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def window(office: Office, book: Path) -> Any:
    """The workbook in a window that fills the screen."""
    document = office.desktop.loadComponentFromURL(book.as_uri(), "_blank", 0, properties(ReadOnly=False))
    document.CurrentController.Frame.ContainerWindow.IsMaximized = True
    return document


def show(document: Any, sheet: str, cell: str, zoom: int) -> None:
    """Bring a sheet to the front with the cursor in a cell."""
    view = document.CurrentController
    view.setActiveSheet(document.Sheets.getByName(sheet))
    view.ZoomType, view.ZoomValue = 3, zoom
    view.select(document.Sheets.getByName(sheet).getCellRangeByName(cell))


def shot(environment: dict[str, str], target: Path) -> None:
    """What the screen shows now."""
    time.sleep(_SETTLE); os.environ.get("DBG") and subprocess.run(["xwininfo","-root","-tree"],env=environment)
    subprocess.run(["import", "-window", "root", str(target)], env=environment, check=True)


def smaller(picture: Path) -> None:
    """The same picture in a palette, which a screen of tables does not miss."""
    subprocess.run(["pngquant", "--force", "--strip", "--ext", ".png", "--speed", "1", str(picture)], check=True)


if __name__ == "__main__":
    work = Path(tempfile.mkdtemp())
    profile = work / "profile" 
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
    book = Path(sys.argv[1]).resolve()
    with screen() as env:
        office = Office(headless=False, profile=profile, environment=env)
        doc = window(office, book)
        time.sleep(3)
        show(doc, sys.argv[2], sys.argv[3], int(sys.argv[4]))
        shot(env, Path(sys.argv[5]))
        doc.close(True)
        office.stop()
    shutil.rmtree(work)
