"""The installer under Wine: when it refuses or is cut short, all files and the whole registry are what they were.

Each refusal has a status of its own, for those who install silently.
"""

import shutil
import time
from pathlib import Path

import pytest

from tests.windows.installing import (
    DONE,
    HELD,
    MARKS,
    OPEN,
    PLACE,
    SYSTEM,
    WRITE,
    home,
    install,
    uninstall,
)
from tests.windows.wine_shell import State, Wine
from workbook.addin import FILE_NAME

pytestmark = MARKS


@pytest.mark.parametrize(
    ("program", "window", "status"),
    [
        ("stand_in.exe", "XLMAIN", OPEN),
        ("et.exe", "", OPEN),
        ("wps.exe", "OpusApp", OPEN),
        # It stays in memory after its last window.
        ("wps.exe", "", DONE),
    ],
)
def test_an_open_spreadsheet_program_is_asked_to_be_closed(
    wine: Wine, older: Path, newer: Path, program: str, window: str, status: int
) -> None:
    """Neither installing nor uninstalling changes anything until then."""
    install(wine, older)
    before = State(wine)
    wine.start("other", "wine", program, *([f"/WINDOW={window}"] if window else []))
    assert install(wine, newer) == status
    if status == OPEN:
        wine.run("wine", wine.windows(home(wine) / "app" / "uninstall.exe"), "/S")
        time.sleep(3)
        assert before.changes(State(wine)) == []
    wine.stop("other")
    assert install(wine, newer) == DONE


def test_a_first_installation_waits_for_excel_too(wine: Wine, older: Path) -> None:
    """Not even its folder is made."""
    before = State(wine)
    wine.start("excel", "wine", "stand_in.exe", "/WINDOW=XLMAIN")
    assert install(wine, older) == OPEN
    assert before.changes(State(wine)) == []


@pytest.mark.parametrize("name", ["nianbaow.exe", FILE_NAME])
def test_a_file_in_use_is_named_before_anything_is_changed(wine: Wine, older: Path, newer: Path, name: str) -> None:
    """Held by another program, or running itself."""
    install(wine, older)
    before, held = State(wine), wine.windows(home(wine) / "app" / name)
    program = ["wine", held] if name.endswith(".exe") else ["env", f"HELD={held}", "wine", "stand_in.exe"]
    wine.start("holder", *program)
    assert install(wine, newer) == HELD
    assert before.changes(State(wine)) == []


def test_an_old_windows_is_refused(wine: Wine, older: Path) -> None:
    """Python does not start on it."""
    wine.run("wine", "winecfg", "-v", "win7")
    before = State(wine)
    status = install(wine, older)
    changes = before.changes(State(wine))
    wine.run("wine", "winecfg", "-v", "win10")
    assert (status, changes) == (SYSTEM, [])


def test_a_folder_of_ones_own_choice_gets_one_of_ours_below(wine: Wine, older: Path) -> None:
    """So that uninstalling never empties somebody else's."""
    before = State(wine)
    (wine.drive / "工具").mkdir()
    (wine.drive / "工具" / "app").mkdir()
    (wine.drive / "工具" / "app" / "别人的.txt").write_text("别人的", encoding="utf-8")
    assert install(wine, older, r"/D=C:\工具") == DONE
    chosen = wine.drive / "工具" / "nianbao"
    assert (chosen / "app" / "nianbao.exe").is_file()
    # A second copy would contend for the same entries.
    assert install(wine, older, r"/D=C:\别处") == PLACE
    # Without a word it goes where it was.
    assert install(wine, older) == DONE
    assert not home(wine).exists()
    uninstall(wine, chosen)
    assert not chosen.exists()
    assert (wine.drive / "工具" / "app" / "别人的.txt").is_file()
    shutil.rmtree(wine.drive / "工具")
    assert before.changes(State(wine)) == []


def test_a_place_that_is_not_on_this_machine_is_refused(wine: Wine, older: Path) -> None:
    """Office trusts no network folder."""
    before = State(wine)
    assert install(wine, older, r"/D=\\server\share\tools") == PLACE
    assert install(wine, older, r"/D=Q:\tools") == PLACE
    assert before.changes(State(wine)) == []


def test_a_network_drive_is_refused(wine: Wine, older: Path) -> None:
    """A letter does not make it local."""
    (wine.drive.parent / "dosdevices" / "q:").symlink_to("../drive_c")
    wine.write(r"HKEY_LOCAL_MACHINE\Software\Wine\Drives", "q:", "network")
    # Wine looks at its drives when it starts.
    wine.run("wineserver", "-k")
    wine.run("wineserver", "-p")
    assert install(wine, older, r"/D=Q:\tools") == PLACE
    assert not (wine.drive / "tools").exists()


def test_what_cannot_be_exchanged_is_taken_back(wine: Wine, older: Path, newer: Path) -> None:
    """The old version works on when the new one cannot take its place."""
    install(wine, older)
    (home(wine) / "app.old").write_text("in the way", encoding="utf-8")
    before = State(wine)
    assert install(wine, newer) == WRITE
    assert before.changes(State(wine)) == []
    (home(wine) / "app.old").unlink()


def test_after_a_power_cut_the_next_run_puts_it_right(wine: Wine, older: Path, newer: Path) -> None:
    """Between the two renames there is no program folder; what the user had in it is not lost."""
    install(wine, older)
    (home(wine) / "app" / "年报.xlsx").write_text("我的", encoding="utf-8")
    (home(wine) / "app").rename(home(wine) / "app.old")
    (home(wine) / "app.new").mkdir()
    assert install(wine, newer) == DONE
    assert [each.name for each in home(wine).iterdir()] == ["app"]
    assert (home(wine) / "app" / "年报.xlsx").read_text(encoding="utf-8") == "我的"
