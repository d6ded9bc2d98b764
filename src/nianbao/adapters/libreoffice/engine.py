"""The xlwings engine `libreoffice`: registering it, starting a Calc, and how values pass through it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from nianbao.adapters.libreoffice.app import App
from nianbao.adapters.libreoffice.office import Office, connect
from nianbao.adapters.libreoffice.values import CellError

NAME = "libreoffice"


class Apps(base_classes.Apps):
    """The Calc instances of this engine, the active one first."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def add(
        self, spec: str | None = None, add_book: bool | None = None, xl: object = None, visible: bool | None = None
    ) -> App:
        app = self.adopt(App(self, Office(headless=not visible)))
        if add_book:
            app.books.add()
        return app

    def adopt(self, app: App) -> App:
        """The app, now the active one."""
        if app in self.running:
            self.running.remove(app)
        self.running.insert(0, app)
        return app

    def drop(self, app: App) -> None:
        """Forget an app that has ended."""
        if app in self.running:
            self.running.remove(app)

    @staticmethod
    def cleanup() -> None:
        """Nothing to do: an office is stopped by its own atexit."""

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.running if app.pid == pid)


class Engine:
    """What xlwings asks of an engine. `desktop` because its conversions branch on that."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        """A Python value as `Range.raw_value` takes it; empty text for a cell to be cleared."""
        if value is None:
            return ""
        if isinstance(value, bool | str | dt.datetime | dt.date):
            return value
        if isinstance(value, int | float | Decimal):
            return float(value)
        raise TypeError(f"no cell value: {value!r}")

    @staticmethod
    def clean_value_data(  # noqa: PLR0917  the signature is xlwings'
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: object,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Cell values as the caller of xlwings asked for them."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                parts = {name: getattr(value, name) for name in ("year", "month", "day", "hour", "minute", "second")}
                return datetime_builder(**parts, microsecond=value.microsecond, tzinfo=None)
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def register() -> Engine:
    """Our engine, known to xlwings from now on, and the active one where there is no Excel."""
    if NAME not in xw.engines.engines_by_name:
        xw.engines.add(xw.main.Engine(impl=Engine()))
    registered = xw.engines[NAME]
    if xw.engines.active is None:
        registered.activate()
    engine: Engine = registered.impl
    return engine


def launch(*, headless: bool = True, profile: Path | None = None, environment: Mapping[str, str] = {}) -> xw.App:
    """A Calc of our own as an xlwings App; `quit()` ends it.

    Raises: CannotOpen when LibreOffice is absent or does not start.
    """
    engine = register()
    office = Office(headless=headless, profile=profile, environment=environment)
    return xw.App(impl=engine.apps.adopt(App(engine.apps, office)))


def attach(address: str) -> xw.App:
    """The Calc that listens at `pipe,name=…` as an xlwings App; it goes on when we end.

    Raises: CannotOpen when nobody answers.
    """
    engine = register()
    return xw.App(impl=engine.apps.adopt(App(engine.apps, connect(address))))
