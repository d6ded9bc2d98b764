"""The few sentences VBA must say when Python cannot be reached, as an ASCII module.

Run `python -m workbook.messages` after changing one; a test compares the committed module with this text.
"""

from pathlib import Path

MODULE = Path(__file__).parent / "vba" / "modMessages.bas"
MESSAGES = {
    "TitleText": "公开年报",
    "AloneText": "后台程序没有启动，这次单独启动程序来完成，要多等几秒。如果每次都这样，请点「自检」查看原因。",
    "NoServerText": "连接不上「公开年报」程序。请重新打开表格软件后再试；仍不行的，请重新安装。",
}
_HEAD = """Attribute VB_Name = "modMessages"
Option Explicit
Option Private Module

' Generated from workbook/messages.py, do not edit: python -m workbook.messages
"""
_CHARACTERS_A_LINE = 8


def module() -> str:
    """The text of the module: one function a message, its characters by number."""
    return _HEAD + "".join(f"\n{_function(name, text)}" for name, text in MESSAGES.items())


def _function(name: str, text: str) -> str:
    pieces = [text[i : i + _CHARACTERS_A_LINE] for i in range(0, len(text), _CHARACTERS_A_LINE)]
    lines = [f"Public Function {name}() As String", "    Dim text As String"]
    lines += [f"    text = text & {' & '.join(_character(letter) for letter in piece)}" for piece in pieces]
    return "\n".join([*lines, f"    {name} = text", "End Function"]) + "\n"


def _character(letter: str) -> str:
    # The & after the digits makes it a Long: without it &H8BF7 would be a negative Integer.
    return f"ChrW(&H{ord(letter):04X}&)"


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="ascii")
