"""The Excel host asks Excel and Windows in the shapes they expect, and takes their ways of saying no for none."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from nianbao.adapters import excel_host
from nianbao.adapters.excel_busy import Busy, Patience, Patient
from nianbao.adapters.excel_host import ExcelHost
from nianbao.core.errors import CannotOpen, CannotWrite

HANDLE = 4711
BUSY = 0x80010001 - (1 << 32)


class Recorder:
    """An object of Excel's: keeps what is asked of it and answers as told."""

    def __init__(self, **answers: Any) -> None:
        self.__dict__["calls"] = []
        self.__dict__["answers"] = answers

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        answer = self.answers.get(name)
        if isinstance(answer, Recorder | str | int | list):
            return answer

        def method(*arguments: Any, **named: Any) -> Any:
            self.calls.append((name, *arguments, named) if named else (name, *arguments))
            return answer(*arguments) if callable(answer) else answer

        return method

    def __setattr__(self, name: str, value: Any) -> None:
        self.calls.append((f"{name}=", value))
        self.answers[name] = value


class Application(SimpleNamespace):
    """What xlwings makes of Excel's Application, as far as the host uses it."""

    hwnd = HANDLE

    def __init__(self, api: Any) -> None:
        super().__init__(api=api)
        self.opened: list[str] = []

    @property
    def books(self) -> "Application":
        return self

    def open(self, path: str) -> "Application":
        self.opened.append(path)
        return self

    def activate(self) -> None:
        self.opened.append("activate")

    @property
    def status_bar(self) -> Any:
        return self.api.StatusBar

    @status_bar.setter
    def status_bar(self, text: Any) -> None:
        self.api.StatusBar = text


def host_of(**answers: Any) -> tuple[ExcelHost, Recorder]:
    """A host on an Excel that answers like this."""
    excel = Recorder(**answers)
    app: Any = Application(excel)
    return ExcelHost(app), excel


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """Windows' boxes: what was shown; 「是」 is pressed."""
    shown: list[tuple[str, int, int]] = []

    def message_box(text: str, style: int, window: int) -> int:
        shown.append((text, style, window))
        return 6

    monkeypatch.setattr(excel_host, "message_box", message_box)
    return shown


def test_boxes_stand_before_the_window_clicked_in(boxes: list[tuple[str, int, int]]) -> None:
    """Without an Excel they stand alone; 是 is yes."""
    host, _ = host_of()
    host.tell("好了。")
    assert host.ask("删吗？")
    assert not [text for text, style, window in boxes if window != HANDLE]
    # MB_YESNO has a bit of its own, MB_OK none.
    assert [bool(style & 4) for _, style, _ in boxes] == [False, True]
    ExcelHost().tell("没有 Excel。")
    assert boxes[-1][0::2] == ("没有 Excel。", 0)


def test_ask_text_passes_a_default_and_takes_false_for_none() -> None:
    """Type 2 asks for text; a prompt is cut where Excel would refuse it."""
    host, excel = host_of(InputBox="abc")
    excel.answers["InputBox"] = lambda *_: "李四"
    assert host.ask_text("姓名？", "张三") == "李四"
    assert excel.calls == [("InputBox", "姓名？", "公开年报", "张三", None, None, None, None, 2)]
    excel.answers["InputBox"] = lambda *_: False
    assert host.ask_text("长" * 300, "") is None
    assert len(excel.calls[-1][1]) == 255
    excel.answers["InputBox"] = lambda *_: ""
    assert host.ask_text("姓名？", "") == ""


def dialog_of(shown: int) -> Recorder:
    """Excel's file dialog: -1 when the clerk chose, 0 when not."""
    return Recorder(Show=lambda: shown, SelectedItems=lambda n: r"D:\年报\甲.xlsx", Filters=Recorder())


def test_pick_file_offers_the_patterns_in_the_folder(tmp_path: Path) -> None:
    """One file only, beginning inside the folder and not beside it."""
    dialog = dialog_of(-1)
    host, excel = host_of(FileDialog=lambda kind: dialog)
    assert host.pick_file("选上年年报", ["*.xlsx", "*.docx"], tmp_path) == Path(r"D:\年报\甲.xlsx")
    assert excel.calls == [("FileDialog", 3)]
    assert dialog.answers["Filters"].calls == [("Clear",), ("Add", "可选的文件", "*.xlsx; *.docx")]
    assert ("AllowMultiSelect=", False) in dialog.calls
    assert ("Title=", "选上年年报") in dialog.calls
    beginning = dict(dialog.calls[i] for i in range(len(dialog.calls)) if len(dialog.calls[i]) == 2)["InitialFileName="]
    assert beginning.startswith(str(tmp_path))
    assert len(beginning) == len(str(tmp_path)) + 1


@pytest.mark.parametrize(("pick", "kind"), [("pick_file", 3), ("pick_folder", 4)])
def test_a_closed_picker_is_none(pick: str, kind: int) -> None:
    """Whichever."""
    host, excel = host_of(FileDialog=lambda kind: dialog_of(0))
    given = ("选", [], None) if pick == "pick_file" else ("选", None)
    assert getattr(host, pick)(*given) is None
    assert excel.calls == [("FileDialog", kind)]


def test_pick_target_proposes_the_name_and_its_kind(tmp_path: Path) -> None:
    """A name may hold full stops; False is none."""
    host, excel = host_of(GetSaveAsFilename=lambda *_: False)
    assert host.pick_target("保存", "甲镇1.2.docx", tmp_path) is None
    assert excel.calls == [("GetSaveAsFilename", str(tmp_path / "甲镇1.2.docx"), "文件 (*.docx),*.docx", 1, "保存")]
    excel.answers["GetSaveAsFilename"] = lambda *_: r"D:\乙.docx"
    assert host.pick_target("保存", "甲.docx", None) == Path(r"D:\乙.docx")


def test_progress_shows_gives_back_and_does_not_wait() -> None:
    """An empty text is False for Excel; while a cell is edited a line is let go, its outcome is not."""
    host, excel = host_of()
    host.progress("第三家")
    host.progress("")
    assert excel.calls == [("StatusBar=", "第三家"), ("StatusBar=", False)]

    class Editing:
        tried = 0

        def __setattr__(self, name: str, value: object) -> None:
            Editing.tried += 1
            error = RuntimeError()
            error.hresult = BUSY  # type: ignore[attr-defined]
            raise error

    pauses: list[float] = []
    app: Any = Application(Patient(Editing(), Patience(sleep=pauses.append)))
    ExcelHost(app).progress("第四家")
    assert (Editing.tried, pauses) == (1, [])
    with pytest.raises(Busy):
        ExcelHost(app).show_status("好了。")
    assert sum(pauses) == pytest.approx(10)


def test_without_an_excel_what_needs_one_is_refused() -> None:
    """With a sentence; the status bar is simply not there."""
    host = ExcelHost()
    host.progress("第三家")
    for asking in (
        lambda: host.ask_text("姓名？", ""),
        lambda: host.pick_folder("选", None),
        lambda: host.open_book(Path("甲.xlsx")),
    ):
        with pytest.raises(CannotOpen):
            asking()


def test_open_book_comes_to_the_front(tmp_path: Path) -> None:
    """In the Excel clicked in."""
    app: Any = Application(Recorder())
    ExcelHost(app).open_book(tmp_path / "甲.xlsx")
    assert app.opened == [str(tmp_path / "甲.xlsx"), "activate"]


def test_a_file_no_program_opens_is_told(tmp_path: Path) -> None:
    """It names the folder, so that the clerk can."""
    with pytest.raises(CannotOpen, match=r"打不开「甲\.docx」"):
        ExcelHost().show_file(tmp_path / "甲.docx")


def sheet_of(excel: Recorder) -> xw.Sheet:
    """A sheet as xlwings gives it."""
    sheet: Any = SimpleNamespace(api=excel, name="表三")
    return sheet


def test_a_sheet_locked_by_a_password_is_refused() -> None:
    """Excel does not complain when asked to unprotect without one, so the host looks again."""
    excel = Recorder(ProtectContents=1, ProtectDrawingObjects=1, ProtectScenarios=0, Protection=Recorder())
    for name in excel_host.PERMISSIONS:
        excel.answers["Protection"].answers[name] = 0
    with pytest.raises(CannotWrite, match="设了密码保护"), ExcelHost().unprotected(sheet_of(excel)):
        pytest.fail("写了")


def test_links_are_counted_from_the_corner_of_the_range() -> None:
    """Those to web pages are none of ours."""
    at = [("表三!D6", 5, 2), ("", 5, 3), ("t3_1_natural", 7, 2)]
    links = [Recorder(SubAddress=place, Range=Recorder(Row=row, Column=column)) for place, row, column in at]
    cells: Any = SimpleNamespace(api=Recorder(Hyperlinks=links), row=5, column=2)
    assert ExcelHost().links(cells) == {(0, 0): "表三!D6", (2, 0): "t3_1_natural"}


def test_relink_keeps_the_look() -> None:
    """Excel gives a new link its own style."""
    font = Recorder(Name="宋体", Size=11, Bold=0, Italic=0, Color=255, Underline=-4142)
    links = Recorder()
    cell: Any = SimpleNamespace(api=Recorder(Font=font, Worksheet=Recorder(Hyperlinks=links)))
    ExcelHost().relink(cell, "表三!D6")
    assert links.calls == [("Add", cell.api, "", "表三!D6")]
    assert dict(font.calls)["Color="] == 255
    assert len(font.calls) == 6
