"""The ribbon as data, `ribbon/buttons.toml`, and what is generated from it: both customUI parts and modButtons.bas.

Run `python -m workbook.ribbon` after changing the data; a test compares the committed files.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
SOURCE = HERE / "ribbon" / "buttons.toml"
MODULE = HERE / "vba" / "modButtons.bas"
NAMESPACES = {
    "customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
    "customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
}
# Answered by the bridge itself, whatever is running; every other tag is a command of nianbao.commands.live.
STOP = "stop"

_NOTE = "自动生成，请勿手改：改 buttons.toml 后运行 python -m workbook.ribbon"
_MODULE_HEAD = """Attribute VB_Name = "modButtons"
Option Explicit
Option Private Module

' Generated from workbook/ribbon/buttons.toml, do not edit: python -m workbook.ribbon

' What must be open for a command to make sense; of a command nobody knows, nothing need be.
Public Function NeedsOf(ByVal command As String) As String
    Select Case command
"""
_MODULE_TAIL = """    Case Else
        NeedsOf = "nothing"
    End Select
End Function
"""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Button(_Said):
    """A button, or a menu when there are buttons under it; for `tag` and `needs` see nianbao.commands.live."""

    id: str
    tag: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    needs: Literal["nothing", "report", "ours", "county"]
    argument: str = ""
    size: Literal["large", "normal"] = "normal"
    buttons: tuple["Button", ...] = ()

    @property
    def pixels(self) -> int:
        """How large its icon is shown, in pixels at 100 %."""
        return 32 if self.size == "large" else 16

    @property
    def picture(self) -> str:
        """The name of its icon in that size."""
        return f"{self.image}_{self.pixels}"


class Group(_Said):
    """A group of the tab."""

    id: str
    label: str
    buttons: tuple[Button, ...]


class Tab(_Said):
    """The tab."""

    id: str
    label: str
    keytip: str


class _Ribbon(_Said):
    tab: Tab
    groups: tuple[Group, ...]


@cache
def _ribbon() -> _Ribbon:
    return _Ribbon.model_validate(tomllib.loads(SOURCE.read_text(encoding="utf-8")))


def tab() -> Tab:
    """The tab the groups stand in."""
    return _ribbon().tab


def groups() -> tuple[Group, ...]:
    """The groups from left to right; a menu's buttons stand under the menu."""
    return _ribbon().groups


def buttons() -> Iterator[Button]:
    """Every button and menu, those under a menu after it."""
    for group in groups():
        for button in group.buttons:
            yield button
            yield from button.buttons


def pictures() -> list[str]:
    """The names of the icons the ribbon shows, with their size: check_32."""
    return sorted({button.picture for button in buttons()})


def xml(name: str) -> str:
    """The text of a customUI part, `customUI.xml` or `customUI14.xml`."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {_NOTE} -->",
        f'<customUI xmlns="{NAMESPACES[name]}" onLoad="NianbaoLoaded">',
        "  <ribbon>",
        "    <tabs>",
        f"      <tab{_attributes(id=tab().id, label=tab().label, keytip=tab().keytip)}>",
        *(line for group in groups() for line in _group(group)),
        "      </tab>",
        "    </tabs>",
        "  </ribbon>",
        "</customUI>",
    ]
    return "\n".join(lines) + "\n"


def _group(group: Group) -> Iterator[str]:
    # The picture stands for the group when the window is too narrow to show it.
    yield f"        <group{_attributes(id=group.id, label=group.label, image=group.buttons[0].picture)}>"
    for button in group.buttons:
        yield from _menu(button) if button.buttons else _button(button, 10, size=button.size)
    yield "        </group>"


def _menu(menu: Button) -> Iterator[str]:
    indent = " " * 10
    yield f'{indent}<menu{_attributes(id=menu.id, tag=menu.tag, size=menu.size)} itemSize="normal"'
    yield from _said(menu, f"{indent}      ")
    yield f"{indent}      {_shown(menu)}>"
    for button in menu.buttons:
        yield from _button(button, 12)
    yield f"{indent}</menu>"


def _button(button: Button, indent: int, **more: str) -> Iterator[str]:
    tag = f"{button.tag} {button.argument}".strip()
    space = " " * indent
    yield f"{space}<button{_attributes(id=button.id, tag=tag, **more)}"
    yield from _said(button, f"{space}        ")
    yield f'{space}        {_shown(button)} onAction="NianbaoRun"/>'


def _said(button: Button, indent: str) -> Iterator[str]:
    yield f"{indent}{_attributes(label=button.label, keytip=button.keytip, screentip=button.screentip).lstrip()}"
    yield f"{indent}{_attributes(supertip=button.supertip).lstrip()}"


def _shown(button: Button) -> str:
    return _attributes(image=button.picture, getEnabled="NianbaoEnabled").lstrip()


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def module() -> str:
    """The text of the VBA module that knows what each command needs."""
    return _MODULE_HEAD + "".join(_case(needs) for needs in ("report", "ours", "county")) + _MODULE_TAIL


def _case(needs: str) -> str:
    tags = dict.fromkeys(button.tag for button in buttons() if button.needs == needs)
    listed = ", ".join(f'"{tag}"' for tag in tags)
    return f'    Case {listed}\n        NeedsOf = "{needs}"\n'


def generated() -> dict[Path, str]:
    """Every generated file and the text it must have."""
    return {MODULE: module()} | {HERE / "ribbon" / name: xml(name) for name in NAMESPACES}


if __name__ == "__main__":
    for file, text in generated().items():
        file.write_text(text, encoding="utf-8", newline="\n")
