"""Boxes and pickers shown in a Calc that runs with a screen; without one they are answered as if closed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno
from com.sun.star.awt import Selection
from com.sun.star.lang import IllegalArgumentException
from com.sun.star.system import SystemShellExecuteException

from nianbao.core.errors import CannotOpen

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.app import App

TITLE = "公开年报"
_YES, _ACCEPTED = 2, 1
_OPEN_ONE, _SAVE = 0, 1
_POSITION_ONLY = 3
_LINE_UNITS, _WIDTH_UNITS, _LETTERS_A_LINE = 9, 240, 30


def tell(app: "App", text: str) -> None:
    """Show a text in a box and wait until it is read."""
    _box(app, "INFOBOX", "BUTTONS_OK", text)


def ask(app: "App", question: str) -> bool:
    """Show a question with 是 and 否; whether it was 是."""
    return _box(app, "QUERYBOX", "BUTTONS_YES_NO", question) == _YES


def _box(app: "App", kind: str, buttons: str, text: str) -> int:
    window = _window(app)
    if window is None:
        return 0
    kinds = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
    shown = uno.getConstantByName(f"com.sun.star.awt.MessageBoxButtons.{buttons}")
    box = window.Toolkit.createMessageBox(window, kinds, shown, TITLE, text)
    try:
        return int(box.execute())
    finally:
        box.dispose()


def _window(app: "App") -> Any:
    """The window boxes belong to; None where there is none, as when the office runs without a screen."""
    frame = app.desktop.getCurrentFrame()
    if frame is None:
        book = app.books.active
        controller = None if book is None else book.document.CurrentController
        frame = None if controller is None else controller.Frame
    return None if frame is None else frame.ContainerWindow


def ask_text(app: "App", question: str, proposed: str) -> str | None:
    """Ask for one line of text; None when the box is closed."""
    window = _window(app)
    if window is None:
        return None
    dialog = _text_dialog(app, question, proposed)
    dialog.createPeer(window.Toolkit, window)
    _centre(dialog, window)
    field = dialog.getControl("field")
    field.setFocus()
    field.setSelection(Selection(0, len(proposed)))
    try:
        return str(field.Text) if dialog.execute() == _ACCEPTED else None
    finally:
        dialog.dispose()


def _centre(dialog: Any, window: Any) -> None:
    """Over the middle of the window: left to itself it stands in the corner of the screen."""
    around, own = window.PosSize, dialog.PosSize
    left, top = around.X + (around.Width - own.Width) // 2, around.Y + (around.Height - own.Height) // 3
    dialog.setPosSize(max(left, 0), max(top, 0), 0, 0, _POSITION_ONLY)


def _text_dialog(app: "App", question: str, proposed: str) -> Any:
    """A dialog with the question, a field and two buttons; its places are in units of the font's size."""
    lines = sum(1 + len(line) // _LETTERS_A_LINE for line in question.splitlines() or [""])
    below = 12 + lines * _LINE_UNITS
    model = app.create("com.sun.star.awt.UnoControlDialogModel")
    model.Title, model.Width, model.Height = TITLE, _WIDTH_UNITS, below + 42
    whole = _WIDTH_UNITS - 16
    _add(model, "FixedText", "label", (8, 8, whole, lines * _LINE_UNITS), Label=question, MultiLine=True, NoLabel=True)
    _add(model, "Edit", "field", (8, below, whole, 14), Text=proposed)
    buttons = (_WIDTH_UNITS - 112, below + 22, 48, 14), (_WIDTH_UNITS - 56, below + 22, 48, 14)
    _add(model, "Button", "yes", buttons[0], Label="确定", PushButtonType=1, DefaultButton=True)
    _add(model, "Button", "no", buttons[1], Label="取消", PushButtonType=2)
    dialog = app.create("com.sun.star.awt.UnoControlDialog")
    dialog.setModel(model)
    return dialog


def _add(model: Any, kind: str, name: str, place: tuple[int, int, int, int], **settings: object) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    for key, value in settings.items():
        # PushButtonType is a short, which Python's whole numbers reach only through an Any.
        typed = uno.Any("short", value) if key == "PushButtonType" else value
        uno.invoke(control, "setPropertyValue", (key, typed))
    model.insertByName(name, control)


def pick_file(app: "App", title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
    """Let an existing file be picked; None when the box is closed."""
    picker = _file_picker(app, _OPEN_ONE, title, folder)
    if patterns:
        shown = ";".join(patterns)
        picker.appendFilter(f"可选文件（{shown}）", shown)
    picker.appendFilter("全部文件（*.*）", "*.*")
    return _picked(picker)


def pick_target(app: "App", title: str, proposed: str, folder: Path | None) -> Path | None:
    """Let a place for a file be given; None when the box is closed. Without a suffix it gets the proposed one."""
    picker = _file_picker(app, _SAVE, title, folder)
    suffix = Path(proposed).suffix
    if suffix:
        picker.appendFilter(f"*{suffix}", f"*{suffix}")
    picker.setDefaultName(proposed)
    path = _picked(picker)
    return path if path is None or path.suffix else path.with_suffix(suffix)


def _file_picker(app: "App", template: int, title: str, folder: Path | None) -> Any:
    manager = app.context.ServiceManager
    arguments = (uno.Any("short", template),)
    service = "com.sun.star.ui.dialogs.FilePicker"
    picker = uno.invoke(manager, "createInstanceWithArgumentsAndContext", (service, arguments, app.context))
    picker.setTitle(title)
    _begin_in(picker, folder)
    return picker


def _begin_in(picker: Any, folder: Path | None) -> None:
    if folder is not None and folder.is_dir():
        picker.setDisplayDirectory(uno.systemPathToFileUrl(str(folder)))


def _picked(picker: Any) -> Path | None:
    try:
        if picker.execute() != _ACCEPTED:
            return None
        files = picker.getFiles()
        return Path(uno.fileUrlToSystemPath(files[0])) if files else None
    finally:
        picker.dispose()


def pick_folder(app: "App", title: str, folder: Path | None) -> Path | None:
    """Let a folder be picked; None when the box is closed."""
    picker = app.create("com.sun.star.ui.dialogs.FolderPicker")
    picker.setTitle(title)
    _begin_in(picker, folder)
    if picker.execute() != _ACCEPTED:
        return None
    url = picker.getDirectory()
    return Path(uno.fileUrlToSystemPath(url)) if url else None


def show_file(app: "App", path: Path) -> None:
    """Open a file or a folder with the program the system has for it.

    Raises: CannotOpen.
    """
    if not path.exists():
        raise CannotOpen(f"打不开「{path.name}」：文件不在了。请核对后再试。")
    try:
        app.create("com.sun.star.system.SystemShellExecute").execute(uno.systemPathToFileUrl(str(path)), "", 0)
    except (SystemShellExecuteException, IllegalArgumentException):
        raise CannotOpen(f"打不开「{path}」：系统里没有能打开它的程序。请在文件夹中打开它。") from None
