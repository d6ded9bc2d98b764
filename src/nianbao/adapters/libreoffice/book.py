"""A workbook, its sheets by name or number, and its defined names."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno
from com.sun.star.table import CellAddress
from xlwings import NoSuchObjectError, base_classes

from nianbao.adapters.libreoffice.formulas import Grammar
from nianbao.adapters.libreoffice.office import properties
from nianbao.adapters.libreoffice.range import Range
from nianbao.adapters.libreoffice.sheet import Sheet

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.app import App

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
# What UNO tells of a name: $表三.$D$14 or $'一、总体情况'.$A$3:.$A$9, without a call for each token.
_PLAIN_REFERENCE = re.compile(r"\$((?:'(?:[^']|'')+')|[^'.!$ ]+)\.(\$[A-Z]+\$[0-9]+(?::\$[A-Z]+\$[0-9]+)?)")


class Book(base_classes.Book):
    """An open spreadsheet document."""

    def __init__(self, app: "App", document: Any) -> None:
        self._app = app
        self.document = document
        self.grammar = Grammar(document)
        self._kinds: dict[int, int] = {}
        self._fullname = ""

    @property
    def api(self) -> Any:
        return self.document

    @property
    def app(self) -> "App":
        return self._app

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @property
    def names(self) -> "Names":
        return Names(self, self.document.NamedRanges, "")

    @property
    def fullname(self) -> str:
        # Asked once, for the same reason as a sheet's name.
        if not self._fullname:
            url = self.document.URL
            self._fullname = str(uno.fileUrlToSystemPath(url) if url else self.document.Title)
        return self._fullname

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    def format_kind(self, key: int) -> int:
        """The type bits of a number format: date, time, text, truth value …"""
        if key not in self._kinds:
            self._kinds[key] = int(self.document.NumberFormats.getByKey(key).Type)
        return self._kinds[key]

    def format_key(self, code: str) -> int:
        """The key of an English number format code, added where it is new."""
        formats = self.document.NumberFormats
        key = formats.queryKey(code, _english(), False)
        return int(formats.addNew(code, _english()) if key == -1 else key)

    def format_code(self, key: int) -> str:
        """The English number format code of a key."""
        formats = self.document.NumberFormats
        return str(formats.getByKey(formats.getFormatForLocale(key, _english())).FormatString)

    def activate(self) -> None:
        controller = self.document.CurrentController
        if controller is not None:
            controller.Frame.activate()

    def close(self) -> None:
        self.document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path is None:
            self.document.store()
            return
        target = Path(path).resolve()
        options: dict[str, object] = {"FilterName": _FILTERS[target.suffix.lower()], "Overwrite": True}
        if password:
            options["Password"] = password
        self._fullname = ""
        self.document.storeAsURL(target.as_uri(), properties(**options))


def _english() -> Any:
    return uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")


class Sheets(base_classes.Sheets):
    """The sheets of a workbook, hidden ones too."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.document.Sheets

    @property
    def active(self) -> Sheet:
        controller = self.book.document.CurrentController
        return Sheet(self.book, self.api.getByIndex(0) if controller is None else controller.ActiveSheet)

    def __call__(self, key: int | str) -> Sheet:
        if isinstance(key, int):
            return Sheet(self.book, self.api.getByIndex(key - 1))
        for name in self.api.getElementNames():
            if name.lower() == key.lower():
                return Sheet(self.book, self.api.getByName(name))
        raise NoSuchObjectError(f"no sheet named {key!r}")

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, self.api.getByIndex(index)) for index in range(len(self)))

    def __contains__(self, key: str) -> bool:
        return key.lower() in (name.lower() for name in self.api.getElementNames())


class Names(base_classes.Names):
    """Defined names of a workbook or, with their sheet as prefix, of a sheet."""

    def __init__(self, book: Book, container: Any, prefix: str) -> None:
        self.book = book
        self.container = container
        self.prefix = prefix

    @property
    def api(self) -> Any:
        return self.container

    def snapshot(self) -> list[tuple[str, "Name"]]:
        """All names at this moment."""
        contents = self.book.app.inside("Contents", self.container)
        listed = zip(self.container.getElementNames(), contents, strict=True)
        return [(self.prefix + name, Name(self, name, content)) for name, content in listed]

    def __call__(self, key: int | str) -> "Name":
        names = self.container.getElementNames()
        if isinstance(key, int):
            return Name(self, names[key - 1])
        wanted = key.rsplit("!", 1)[-1].lower()
        for name in names:
            if name.lower() == wanted:
                return Name(self, name)
        raise KeyError(key)

    def contains(self, key: int | str) -> bool:
        if isinstance(key, int):
            return 1 <= key <= len(self)
        return key.rsplit("!", 1)[-1].lower() in (name.lower() for name in self.container.getElementNames())

    def __len__(self) -> int:
        return int(self.container.getCount())

    def add(self, name: str, refers_to: str) -> "Name":
        if self.container.hasByName(name):
            self.container.removeByName(name)
        self.container.addNewByName(name, "0", CellAddress(), 0)
        added = Name(self, name)
        added.refers_to = refers_to
        return added


class Name(base_classes.Name):
    """One defined name; `content` is what it pointed at when the names were listed."""

    def __init__(self, parent: Names, own: str, content: str | None = None) -> None:
        self.parent = parent
        self._own = own
        self._content = content

    @property
    def api(self) -> Any:
        return self.parent.container.getByName(self._own)

    @property
    def name(self) -> str:
        return self.parent.prefix + self._own

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._own = value

    def delete(self) -> None:
        self.parent.container.removeByName(self._own)

    @property
    def refers_to(self) -> str:
        content = self.api.Content if self._content is None else self._content
        plain = _PLAIN_REFERENCE.fullmatch(content)
        if plain:
            return f"={plain[1]}!{plain[2]}"
        return self.parent.book.grammar.text(self.api.getTokens())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setTokens(self.parent.book.grammar.tokens(value))
        self._content = None

    @property
    def refers_to_range(self) -> Range:
        cells = self.api.getReferredCells()
        if cells is None:
            raise NoSuchObjectError(f"{self.name} is not a range")
        area = cells.RangeAddress
        sheet = Sheet(self.parent.book, self.parent.book.document.Sheets.getByIndex(area.Sheet))
        return Range(sheet, (area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))
