"""The application and its open workbooks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import uno
from com.sun.star.lang import IllegalArgumentException
from com.sun.star.task import ErrorCodeIOException
from xlwings import base_classes

from nianbao.adapters.libreoffice.book import Book
from nianbao.adapters.libreoffice.inside import Inside
from nianbao.adapters.libreoffice.office import Office, properties
from nianbao.adapters.libreoffice.range import Range
from nianbao.adapters.libreoffice.sheet import Sheet
from nianbao.core.errors import CannotOpen

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.engine import Apps, Engine

_CALC = "com.sun.star.sheet.SpreadsheetDocument"


class App(base_classes.App):
    """One Calc: an `Office` we started, or the component context of one that was running."""

    def __init__(self, apps: "Apps", office: Any, pid: int = 0) -> None:
        self._apps = apps
        self._office = office if isinstance(office, Office) else None
        self.context = office.context if isinstance(office, Office) else office
        # Where another process of ours finds it too; empty for one that was running.
        self.address = office.accept if isinstance(office, Office) else ""
        self._pid = office.pid if isinstance(office, Office) else pid
        self.desktop = self.create("com.sun.star.frame.Desktop")
        self.inside = Inside(self)
        self._alerts = True
        self._is_updating = True
        self._status: str | bool = False
        self._indicator: Any = None

    def create(self, service: str) -> Any:
        """A new UNO service."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    @property
    def engine(self) -> "Engine":
        return self._apps.engine

    @property
    def api(self) -> Any:
        return self.desktop

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def version(self) -> str:
        provider = self.create("com.sun.star.configuration.ConfigurationProvider")
        reader = "com.sun.star.configuration.ConfigurationAccess"
        node = properties(nodepath="/org.openoffice.Setup/Product")
        return str(provider.createInstanceWithArguments(reader, node).ooSetupVersion)

    @property
    def books(self) -> "Books":
        return Books(self)

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.adopt(self)

    def quit(self) -> None:
        self._apps.drop(self)
        if self._office is not None:
            for book in list(self.books):
                book.close()
            self._office.stop()

    def kill(self) -> None:
        self.quit()

    @property
    def display_alerts(self) -> bool:
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        # Calc asks nothing when driven over UNO; the flag is kept so that scripts may set it.
        self._alerts = value

    @property
    def screen_updating(self) -> bool:
        return self._is_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if bool(value) is self._is_updating:
            return
        for book in self.books:
            if value:
                book.document.unlockControllers()
            else:
                book.document.lockControllers()
        self._is_updating = bool(value)

    @property
    def calculation(self) -> str:
        book = self.books.active
        is_automatic = book is None or book.document.isAutomaticCalculationEnabled()
        return "automatic" if is_automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.document.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        for book in self.books:
            book.document.calculateAll()

    @property
    def selection(self) -> Range | None:
        """The selected cells of the workbook in front, of several stretches the first; None for a drawing."""
        book = self.books.active
        controller = book.document.CurrentController if book is not None else None
        chosen = controller.Selection if controller is not None else None
        if book is None or chosen is None:
            return None
        if chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            area = chosen.RangeAddresses[0]
        elif chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            area = chosen.RangeAddress
        else:
            return None
        sheet = Sheet(book, book.document.Sheets.getByIndex(area.Sheet))
        return Range(sheet, (area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        self._status = value or False
        book = self.books.active
        controller = book.document.CurrentController if book is not None else None
        if value and controller is not None:
            # It covers Calc's own status bar until it is ended.
            self._indicator = controller.Frame.createStatusIndicator()
            self._indicator.start(str(value), 0)


class Books(base_classes.Books):
    """The open workbooks of a Calc."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.desktop

    def _documents(self) -> Iterator[Any]:
        components = self.app.desktop.getComponents().createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if component.supportsService(_CALC):
                yield component

    @property
    def active(self) -> Book | None:
        current = self.app.desktop.getCurrentComponent()
        if current is not None and current.supportsService(_CALC):
            return Book(self.app, current)
        return next(iter(self), None)

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, document) for document in self._documents())

    def __len__(self) -> int:
        return sum(1 for _ in self._documents())

    def __call__(self, key: int | str) -> Book:
        for number, book in enumerate(self, 1):
            if isinstance(key, int):
                if key == number:
                    return book
            elif key.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(key)

    def add(self) -> Book:
        return Book(self.app, self._load("private:factory/scalc"))

    def open(  # noqa: PLR0917  the signature is xlwings'
        self,
        fullname: str,
        update_links: object = None,
        read_only: bool | None = None,
        format: object = None,  # noqa: A002  the name is xlwings'
        password: str | None = None,
        *others: object,
        **more: object,
    ) -> Book:
        # Never hidden: a hidden document loses its frozen panes when it is saved.
        options: dict[str, object] = {"ReadOnly": bool(read_only), "MacroExecutionMode": 0, "UpdateDocMode": 0}
        if password:
            options["Password"] = password
        document = self._load(uno.systemPathToFileUrl(fullname), **options)
        if document is None:
            raise CannotOpen(f"LibreOffice 打不开「{fullname}」：文件正被其他程序使用，或不是表格文件。请核对后再试。")
        # Calc trusts the results a foreign file stores, right or wrong.
        document.calculateAll()
        return Book(self.app, document)

    def _load(self, url: str, **options: object) -> Any:
        try:
            return self.app.desktop.loadComponentFromURL(url, "_blank", 0, properties(**options))
        except (IllegalArgumentException, ErrorCodeIOException):
            return None
