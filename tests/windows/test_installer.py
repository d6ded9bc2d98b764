"""The installer under Wine: what it puts in place, keeps and takes away, all files and the whole registry compared.

The program installed here is a small one; test_installer_program.py installs the real one.
"""

from pathlib import Path

from nianbao.adapters.registry import CLSID, PROG_ID
from tests.windows.installing import (
    CLASSES,
    DONE,
    EXCEL,
    LOCATIONS,
    MARKS,
    UNINSTALL,
    USER,
    WPS,
    home,
    install,
    options,
    ours,
    told,
    uninstall,
)
from tests.windows.wine_shell import State, Wine
from workbook.addin import FILE_NAME

pytestmark = MARKS


def test_installing_adds_to_what_is_there(wine: Wine, older: Path) -> None:
    """Each Excel gets the add-in at its first free place, other add-ins keep theirs; one folder only is trusted."""
    assert install(wine, older) == DONE
    keys, app = wine.registry(), home(wine) / "app"
    assert options(keys) == {
        "OPEN": told(r'"C:\a\one.xlam"'),
        "OPEN1": told(r'/R "C:\b\two.xll"'),
        "OPEN2": ours(wine),
    }
    assert options(keys, "15.0") == options(keys, "14.0") == {"OPEN": ours(wine)}
    assert options(keys, "11.0") == {}
    assert keys[rf"{LOCATIONS}\Location20"] == {"Path": told("C:\\other\\")}
    assert keys[rf"{LOCATIONS}\Location21"] == {
        "Path": told(wine.windows(app) + "\\"),
        "Description": told("公开年报"),
        "AllowSubfolders": "dword:00000000",
    }
    assert keys[rf"{WPS}\LoadMacros"][wine.windows(app / FILE_NAME)] == told("1")
    assert (app / "_internal" / "表" / "价格 $5" / "说明.txt").read_text(encoding="utf-8") == "一"
    menu = wine.drive / "users" / USER / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/公开年报"
    assert sorted(each.name for each in menu.iterdir()) == [
        "使用手册.lnk",
        "公开年报.lnk",
        "卸载公开年报.lnk",
        "自检.lnk",
    ]


def test_windows_lists_it_and_com_finds_it(wine: Wine, older: Path) -> None:
    """「应用」 shows name, version, publisher and size; the class is there for 64-bit and 32-bit programs."""
    install(wine, older)
    keys, app = wine.registry(), wine.windows(home(wine) / "app")
    entry = keys[UNINSTALL]
    assert [entry[each] for each in ("DisplayName", "DisplayVersion", "Publisher")] == [
        told("公开年报"),
        told("0.1.0"),
        told("nianbao"),
    ]
    assert 0 < int(entry["EstimatedSize"].removeprefix("dword:"), 16) < 10_000
    assert entry["QuietUninstallString"] == told(rf'"{app}\uninstall.exe" /S')
    assert keys[rf"{CLASSES}\{PROG_ID}\CLSID"]["@"] == told(CLSID)
    for below in ("", r"\WOW6432Node"):
        assert keys[rf"{CLASSES}{below}\CLSID\{CLSID}\LocalServer32"]["@"] == told(rf'"{app}\nianbaow.exe" serve')


def test_uninstalling_leaves_nothing_but_what_is_the_users(wine: Wine, older: Path) -> None:
    """Files and registry are what they were; the add-in that came after ours moves up."""
    before = State(wine)
    install(wine, older)
    wine.write(rf"{EXCEL}\Options", "OPEN3", r'"C:\d\four.xlam"')
    app, data = home(wine) / "app", wine.local / "nianbao"
    data.mkdir(exist_ok=True)
    for name in ("nianbao.log", "nianbao.log.1", "readings.sqlite", "readings.sqlite-wal", "规则手册.html"):
        (data / name).write_text("…", encoding="utf-8")
    (app / "_internal" / "__pycache__").mkdir()
    (app / "_internal" / "__pycache__" / "kept.json").write_text("{}", encoding="utf-8")
    uninstall(wine)
    after = wine.registry()
    assert options(after)["OPEN2"] == told(r'"C:\d\four.xlam"')
    wine.run("wine", "reg", "delete", rf"{EXCEL}\Options", "/v", "OPEN2", "/f")
    assert before.changes(State(wine)) == []


def test_uninstalling_keeps_the_users_files(wine: Wine, older: Path) -> None:
    """Wherever they put them, settings included."""
    install(wine, older)
    kept = (home(wine) / "我的.xlsx", home(wine) / "app" / "年报.xlsx", wine.local / "nianbao" / "设置.toml")
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("我的", encoding="utf-8")
    uninstall(wine)
    left = [path for path in home(wine).rglob("*") if path.is_file()]
    assert sorted([*left, kept[2]]) == sorted(kept)
    assert all(path.is_file() for path in kept)
    kept[2].unlink()
    kept[2].parent.rmdir()


def test_an_add_in_that_was_unticked_goes_too(wine: Wine, older: Path) -> None:
    """Excel moves it to another list; installing again ticks it, uninstalling clears both."""
    before = State(wine)
    manager, path = rf"{EXCEL}\Add-in Manager", wine.windows(home(wine) / "app" / FILE_NAME)
    install(wine, older)
    wine.run("wine", "reg", "delete", rf"{EXCEL}\Options", "/v", "OPEN2", "/f")
    wine.write(manager, path, "")
    install(wine, older)
    keys = wine.registry()
    assert path not in keys[manager]
    assert options(keys)["OPEN2"] == ours(wine)
    wine.write(manager, path, "")
    uninstall(wine)
    assert before.changes(State(wine)) == []


def test_upgrading_replaces_the_program_and_keeps_the_rest(wine: Wine, older: Path, newer: Path) -> None:
    """No second entry, no file of the old version, every file of the user's."""
    install(wine, older)
    before = wine.registry()
    own = (home(wine) / "我的.txt", home(wine) / "app" / "表 格" / "年报.xlsx", home(wine) / "app" / "草稿.docx")
    for path in own:
        path.parent.mkdir(exist_ok=True)
        path.write_text("我的", encoding="utf-8")
    assert install(wine, newer) == DONE
    after = wine.registry()
    assert [path.read_text(encoding="utf-8") for path in own] == ["我的"] * 3
    assert not (home(wine) / "app" / "_internal" / "dropped").exists()
    assert (home(wine) / "app" / "_internal" / "new.dll").is_file()
    assert sorted(each.name for each in home(wine).iterdir()) == ["app", "我的.txt"]
    assert after.pop(UNINSTALL)["DisplayVersion"] == told("0.2.0")
    before.pop(UNINSTALL)
    assert before == after


def test_installing_again_repairs(wine: Wine, older: Path) -> None:
    """Every file and every key is as after the first time."""
    install(wine, older)
    before, app = State(wine), home(wine) / "app"
    (app / "nianbaow.exe").unlink()
    (app / "installed.txt").unlink()
    (app / FILE_NAME).write_bytes(b"broken")
    wine.run("wine", "reg", "delete", rf"{LOCATIONS}\Location21", "/f")
    wine.run("wine", "reg", "delete", rf"{CLASSES}\{PROG_ID}", "/f")
    wine.run("wine", "reg", "delete", rf"{EXCEL}\Options", "/v", "OPEN2", "/f")
    wine.run("wine", "reg", "delete", UNINSTALL, "/f")
    assert install(wine, older) == DONE
    assert before.changes(State(wine)) == []
