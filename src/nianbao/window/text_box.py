"""A small dialog that asks for one line of text, which no task dialog can."""

import sys
from typing import Any

import win32con
import win32gui  # type: ignore[import-untyped]

assert sys.platform == "win32"

_BUTTON, _EDIT, _LABEL = 128, 129, 130
_QUESTION, _ANSWER = 100, 101
# In the dialog's own units: a quarter of a letter's width, an eighth of its height.
_WIDTH, _MARGIN, _LINE, _FIELD = 240, 8, 11, 14
_LETTERS_A_LINE = 30
_CHILD = win32con.WS_CHILD | win32con.WS_VISIBLE
_STOP = _CHILD | win32con.WS_TABSTOP
_FRAME = (
    win32con.WS_POPUP
    | win32con.WS_VISIBLE
    | win32con.WS_CAPTION
    | win32con.WS_SYSMENU
    | win32con.DS_SETFONT
    | win32con.DS_MODALFRAME
    | win32con.DS_CENTER
    | win32con.DS_SETFOREGROUND
)


def ask(title: str, question: str, proposed: str) -> str | None:
    """The line that was typed; None when the dialog was closed."""
    answers: list[str] = []

    def begin(dialog: int, message: int, first: int, second: int) -> bool:
        field = win32gui.GetDlgItem(dialog, _ANSWER)
        win32gui.SetWindowText(field, proposed)
        win32gui.SendMessage(field, win32con.EM_SETSEL, 0, -1)
        win32gui.SetFocus(field)
        # The focus is where it belongs.
        return False

    def clicked(dialog: int, message: int, first: int, second: int) -> bool:
        button = first & 0xFFFF
        if button == win32con.IDOK:
            answers.append(win32gui.GetWindowText(win32gui.GetDlgItem(dialog, _ANSWER)))
        if button in (win32con.IDOK, win32con.IDCANCEL):
            win32gui.EndDialog(dialog, button)
        return True

    heard = {win32con.WM_INITDIALOG: begin, win32con.WM_COMMAND: clicked}
    win32gui.DialogBoxIndirect(win32gui.GetModuleHandle(None), _template(title, question), 0, heard)
    return answers[0] if answers else None


def _template(title: str, question: str) -> list[Any]:
    lines = sum(-(-max(1, len(line)) // _LETTERS_A_LINE) for line in question.splitlines())
    field = _MARGIN + lines * _LINE + 4
    buttons = field + _FIELD + _MARGIN
    inner = _WIDTH - 2 * _MARGIN
    ok, cancel = _WIDTH - _MARGIN - 108, _WIDTH - _MARGIN - 52
    default = _STOP | win32con.BS_DEFPUSHBUTTON
    edit = _STOP | win32con.WS_BORDER | win32con.ES_AUTOHSCROLL
    label = _CHILD | win32con.SS_NOPREFIX
    size = (0, 0, _WIDTH, buttons + _FIELD + _MARGIN)
    return [
        [title, size, _FRAME, None, (9, "Microsoft YaHei UI")],
        [_LABEL, question, _QUESTION, (_MARGIN, _MARGIN, inner, lines * _LINE), label],
        [_EDIT, None, _ANSWER, (_MARGIN, field, inner, _FIELD), edit],
        [_BUTTON, "确定", win32con.IDOK, (ok, buttons, 52, _FIELD), default],
        [_BUTTON, "取消", win32con.IDCANCEL, (cancel, buttons, 52, _FIELD), _STOP],
    ]
