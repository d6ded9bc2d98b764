"""The extension `nianbao.oxt` from its text sources: the bridge, and toolbar, menu and tab made from the ribbon's list."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from nianbao import __version__
from nianbao.adapters.libreoffice import inside
from workbook import ribbon

FILE_NAME = "nianbao.oxt"
IDENTIFIER = "cn.nianbao.calc"
TITLE = "公开年报"
# The Basic module's name in the user's own library.
MODULE = "Nianbao"
HERE = Path(__file__).parent
_IMAGES = HERE.parent / "ribbon" / "images"
_TOOLBAR = f"{IDENTIFIER}.bar"
# As in bridge.py, which cannot be imported where LibreOffice is absent.
_PROTOCOL, _DISPATCHER = "vnd.nianbao:", f"{IDENTIFIER}.Dispatcher"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY, _BASIC_SCHEMA = "http://openoffice.org/2001", "http://openoffice.org/2000"
_COMPONENT, _CONFIGURATION, _BASIC = (
    f"application/vnd.sun.star.{kind}" for kind in ("uno-component;type=Python", "configuration-data", "basic-library")
)


def build(command: Sequence[str]) -> bytes:
    """The extension; `command` starts the worker, to which the bridge adds its address.

    The same bytes each time for the same command.
    """
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "Addons.xcu": _addons(),
        "CalcWindowState.xcu": _window_state(),
        "ProtocolHandler.xcu": _handler(),
        "settings.json": json.dumps({"command": list(command)}, ensure_ascii=False),
        f"{inside.LIBRARY}/script.xlb": _library(f'<library:element library:name="{inside.MODULE}"/>'),
        # Without dialogs too, or the office complains when it starts.
        f"{inside.LIBRARY}/dialog.xlb": _library(),
        f"{inside.LIBRARY}/{inside.MODULE}.xba": _basic(),
        "bridge.py": (HERE / "bridge.py").read_text(encoding="utf-8"),
    }
    content = {name: text.encode("utf-8") for name, text in parts.items()}
    for image in sorted({button.image for button in ribbon.buttons()}):
        for size in (16, 32):
            content[f"images/{image}_{size}.png"] = (_IMAGES / f"{image}_{size}.png").read_bytes()
    return _packed(content)


def module() -> str:
    """The text of the Basic module with the functions for cells."""
    return (HERE / "functions.bas").read_text(encoding="utf-8")


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _manifest() -> str:
    kinds = {"bridge.py": _COMPONENT, f"{inside.LIBRARY}/": _BASIC}
    kinds |= dict.fromkeys(("Addons.xcu", "CalcWindowState.xcu", "ProtocolHandler.xcu"), _CONFIGURATION)
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{_REGISTRY}/manifest">{entries}</manifest:manifest>'


def _library(elements: str = "") -> str:
    """The Basic library whose loops our own Python lets the office run."""
    return (
        f'{_HEAD}<library:library xmlns:library="{_BASIC_SCHEMA}/library" library:name="{inside.LIBRARY}" '
        'library:readonly="true" library:passwordprotected="false">'
        f"{elements}</library:library>"
    )


def _basic() -> str:
    return (
        f'{_HEAD}<script:module xmlns:script="{_BASIC_SCHEMA}/script" script:name="{inside.MODULE}" '
        f'script:language="StarBasic">{escape(inside.source())}</script:module>'
    )


def _description() -> str:
    office = "http://openoffice.org/extensions/description/2006"
    # The minimal version is understood in this namespace only; in another the extension is refused without a word.
    libre = "http://libreoffice.org/extensions/description/2011"
    return (
        f'{_HEAD}<description xmlns="{office}" xmlns:d="{office}" xmlns:l="{libre}">'
        f'<identifier value="{IDENTIFIER}"/><version value="{__version__}"/>'
        f'<display-name><name lang="zh">{TITLE}</name></display-name>'
        '<dependencies><l:LibreOffice-minimal-version value="7.0" d:name="LibreOffice 7.0"/></dependencies>'
        "</description>"
    )


def _component(name: str, package: str, body: str) -> str:
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="{_REGISTRY}/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'oor:name="{name}" oor:package="org.openoffice.{package}">{body}</oor:component-data>'
    )


def _node(name: str, *inner: str) -> str:
    """An entry of a set, of ours."""
    return f'<node oor:name="{name}" oor:op="replace">{"".join(inner)}</node>'


def _within(name: str, *inner: str) -> str:
    """A place the office has already."""
    return f'<node oor:name="{name}">{"".join(inner)}</node>'


def _value(name: str, value: str, kind: str = "string") -> str:
    return f'<prop oor:name="{name}" oor:type="xs:{kind}"><value>{escape(value)}</value></prop>'


def _title(name: str, text: str) -> str:
    """A text shown to people, the same in every language of the office."""
    languages = "".join(f'<value xml:lang="{each}">{escape(text)}</value>' for each in ("en-US", "zh-CN"))
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(text)}</value>{languages}</prop>'


def _addons() -> str:
    title, calc = _title("Title", TITLE), _value("Context", _CALC)
    menu = _node(f"{IDENTIFIER}.menu", title, calc, _within("Submenu", *_menu_items()))
    bar = _node(_TOOLBAR, title, *_items("t", _button_item))
    tab = _node(f"{IDENTIFIER}.tab", *_items("n", _button_item))
    body = _within(
        "AddonUI",
        _within("OfficeMenuBar", menu),
        _within("OfficeToolBar", bar),
        _within("OfficeNotebookBar", tab),
        _within("Images", *_images()),
    )
    return _component("Addons", "Office", body)


def _items(prefix: str, item: Callable[[str, ribbon.Button], str]) -> Iterator[str]:
    """The buttons in order, a line between groups; the office sorts entries by their names."""
    for place, group in enumerate(ribbon.groups()):
        if place:
            yield _node(f"{prefix}{place}00", _value("URL", "private:separator"))
        for number, button in enumerate(group.buttons, 1):
            yield item(f"{prefix}{place}{number:02}", button)


def _button_item(name: str, button: ribbon.Button) -> str:
    words = _title("Title", button.label), _value("URL", _address(button)), _value("Context", _CALC)
    return _node(name, *words, _value("Target", "_self"))


def _menu_items() -> Iterator[str]:
    return _items("m", _menu_item)


def _menu_item(name: str, button: ribbon.Button) -> str:
    """A line of the menu; a button with others under it opens them."""
    if not button.buttons:
        return _button_item(name, button)
    under = (_menu_item(f"s{number:02}", each) for number, each in enumerate(button.buttons))
    return _node(name, _title("Title", button.label), _value("Context", _CALC), _within("Submenu", *under))


def _address(button: ribbon.Button) -> str:
    return f"{_PROTOCOL}{button.tag}" + (f"/{button.argument}" if button.argument else "")


def _images() -> Iterator[str]:
    for number, button in enumerate(ribbon.buttons()):
        files = (
            _value(kind, f"%origin%/images/{button.image}_{size}.png")
            for kind, size in (("ImageSmallURL", 16), ("ImageBigURL", 32))
        )
        yield _node(f"{IDENTIFIER}.i{number:02}", _value("URL", _address(button)), _within("UserDefinedImages", *files))


def _window_state() -> str:
    """The toolbar docked under the others: left to itself it floats without a name."""
    state = _node(
        f"private:resource/toolbar/addon_{_TOOLBAR}",
        _title("UIName", TITLE),
        _value("Visible", "true", "boolean"),
        _value("Docked", "true", "boolean"),
        _value("DockingArea", "0", "int"),
        _value("DockPos", "0,3"),
        _value("ContextSensitive", "false", "boolean"),
        _value("Style", "2", "int"),
    )
    return _component("CalcWindowState", "Office.UI", _within("UIElements", _within("States", state)))


def _handler() -> str:
    protocols = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{_PROTOCOL}*</value></prop>'
    return _component("ProtocolHandler", "Office", _within("HandlerSet", _node(_DISPATCHER, protocols)))
