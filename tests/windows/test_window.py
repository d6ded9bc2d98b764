"""The small window under Wine, drawn by Windows' own dialogs, with a real Windows Python: read, clicked, closed.

`make test-windows` makes the environment. What Wine draws is plain; where each part stands and what it says is the same.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.read import read
from tests.builders import book, report
from tests.windows.conftest import BUILDERS, HAS_PYTHON, IS_WANTED, windows_folder
from tests.windows.wine_shell import HOME, Wine, windows

WRONG = "t3_1_natural=3 t3_3.1_natural=2"
FONT = "Noto Sans CJK SC"
_FACES = ("MS Shell Dlg", "MS Shell Dlg 2", "Tahoma", "Segoe UI", "Microsoft YaHei UI")
_CLIENT = r"Z:\src\tests\windows\window_client.py"
# Wine's own words for it.
_DETAILS = "See details"
MENU = ["校验年报", "导出年报", "取上年结转", "新建年报工作簿", "汇总各单位的年报", "县级的其他工作"]

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not (HAS_PYTHON and IS_WANTED), reason="要有 Wine 和 Windows 版 Python：make test-windows"),
]

Seen = dict[str, Any]


class Desk:
    """A Windows with a folder of reports, and a clerk's hands before it."""

    def __init__(self, wine: Wine) -> None:
        self.wine = wine
        self.folder = wine.drive / "年报 试用"
        self.folder.mkdir()

    def path(self, name: str) -> str:
        """A file in the folder as Windows programs name it."""
        return self.wine.windows(self.folder / name)

    def sit(self, files: list[str], *steps: dict[str, Any], program: Path | None = None) -> Seen:
        """Start the program, or a built one, with files, do the steps, close it; what was seen."""
        script, result = self.wine.folder / "script.json", self.wine.folder / "result.json"
        built = {"program": self.wine.windows(program)} if program else {}
        script.write_text(json.dumps({"files": files, "steps": steps, **built}), encoding="utf-8")
        result.unlink(missing_ok=True)
        python = self.wine.windows(HOME / "python" / "python.exe")
        given = map(self.wine.windows, (script, result))
        _, said = self.wine.run("wine", python, "-X", "utf8", _CLIENT, *given, piped=True)
        assert result.is_file(), said
        seen: Seen = json.loads(result.read_text(encoding="utf-8"))
        assert [step for step in seen["steps"] if "missing" in step] == [], said
        assert seen["code"] == 0, said
        assert "Error" not in said
        return seen


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One Windows for all; with Chinese letters where this machine has any."""
    with windows("window", "张三") as wine:
        found = subprocess.run(["fc-match", "-f", "%{file}", FONT], capture_output=True, text=True, check=False).stdout
        if "CJK" in found:
            shutil.copy(found, wine.drive / "windows" / "Fonts")
            for face in _FACES:
                wine.write(r"HKCU\Software\Wine\Fonts\Replacements", face, FONT)
        yield Desk(wine)


def headlines(seen: Seen) -> list[str]:
    """What stood on top of each window."""
    return [step["texts"][0] for step in seen["steps"]]


def test_dropped_workbook_is_checked_and_marked(desk: Desk) -> None:
    """Double-clicked with a file: the title, every answer, nothing cut off; the opinion and a marked copy are written."""
    book(desk.folder, report("2021", WRONG))
    before = (desk.folder / "青石镇.xlsx").read_bytes()
    steps: list[dict[str, Any]] = [
        {"button": each} for each in ("校验年报", _DETAILS, "把结果标注到工作簿里", "另存一份", "返回")
    ]
    steps[1]["stays"] = True
    seen = desk.sit([desk.path("青石镇.xlsx")], *steps)
    first, told = seen["steps"][0], seen["steps"][1]
    assert first["texts"][:2] == ["已选：青石镇.xlsx", "要做什么？"]
    assert [text.split("\n")[0] for text in first["texts"] if text.split("\n")[0] in MENU] == MENU
    assert "改选别的文件" in first["texts"][-1]
    assert told["texts"][0].startswith("校验了 1 份：错误 1")
    assert {"请稍候", "取消"} <= set(told["worked"])
    assert any(text.startswith("【错误】G301") for text in seen["steps"][2]["texts"])
    assert [step["cut_off"] for step in seen["steps"]] == [[]] * len(steps)
    assert "G301" in (desk.folder / "青石镇_校验意见.html").read_text(encoding="utf-8")
    assert (desk.folder / "青石镇（已标注）.xlsx").is_file()
    assert (desk.folder / "青石镇.xlsx").read_bytes() == before


def test_files_and_folders_are_picked_in_windows_own_dialogs(desk: Desk) -> None:
    """A line of text, a place to save, a file to open, a folder: each answered, each result on the disk."""
    steps = [
        {"button": "新建年报工作簿"},
        {"button": "确定", "type": "白水镇"},
        {"button": "确定", "type": "2025"},
        {"button": "否"},
        {"title": "新工作簿存到哪里", "button": "Save", "type": desk.path("白水镇.xlsx")},
        {"button": "返回"},
        {"button": "导出年报"},
        {"title": "选择要导出的年报", "button": "&Open", "type": desk.path("白水镇.xlsx")},
        {"button": "网页"},
        {"button": "加「征求意见稿」字样"},
        {"button": "返回"},
        {"button": "校验年报"},
        {"button": "选择文件夹"},
        {"title": "选择要校验的年报所在的文件夹", "button": "&Open", "type": desk.wine.windows(desk.folder)},
        {"button": "返回"},
    ]
    seen = desk.sit([], *steps)
    assert read(desk.folder / "白水镇.xlsx").report.agency == "白水镇"
    assert list(desk.folder.glob("白水镇2025年*征求意见稿*.html"))
    assert (desk.folder.parent / f"{desk.folder.name}_校验意见.html").is_file()
    ours = [shown for step, shown in zip(steps, seen["steps"], strict=True) if "title" not in step]
    assert [shown["cut_off"] for shown in ours] == [[]] * 12
    assert any("白水镇" in text for text in seen["steps"][-1]["texts"])


def test_long_work_can_be_stopped(desk: Desk) -> None:
    """取消 in the window of the work: the first question stands again, nothing was written."""
    folder = desk.folder / "收回"
    folder.mkdir()
    for number in range(40):
        book(folder, report("2021", WRONG), f"{number}.xlsx")
    seen = desk.sit([desk.wine.windows(folder)], {"button": "校验年报"}, {"button": "取消"}, {"button": "校验年报"})
    assert headlines(seen)[1] in ("请稍候", "正在停下来……")
    assert headlines(seen)[2] == "已选：收回"
    assert not (desk.folder / "收回_校验意见.html").exists()


def test_a_link_at_the_foot_is_an_answer_too(desk: Desk) -> None:
    """自检, seldom wanted, is one of the links; its package is not wanted now."""
    seen = desk.sit([], {"button": "自检", "at": 0.9}, {"button": "否"}, {"button": "返回"})
    assert headlines(seen)[1].startswith("自检完成")


@pytest.mark.parametrize("form", BUILDERS)
def test_built_program_opens_the_window_when_a_file_is_dropped_on_it(desk: Desk, form: str) -> None:
    """nianbaow.exe in both its forms: no console, the window, workers that read, the opinion."""
    program = desk.wine.drive / form
    shutil.copytree(windows_folder(form), program)
    book(desk.folder, report("2021", WRONG), f"{form}.xlsx")
    steps = [{"button": "校验年报"}, {"button": "返回"}]
    seen = desk.sit([desk.path(f"{form}.xlsx")], *steps, program=program / "nianbaow.exe")
    assert headlines(seen)[1].startswith("校验了 1 份：错误 1")
    assert (desk.folder / f"{form}_校验意见.html").is_file()
