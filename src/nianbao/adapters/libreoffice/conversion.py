"""Conversions in a process of its own: it starts the office, tells its process id, then converts what it is handed."""

from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uno
from com.sun.star.uno import Exception as UnoException
from com.sun.star.util import CloseVetoException

from nianbao.adapters.libreoffice.office import Office, properties
from nianbao.adapters.libreoffice.program import PDF_OPTIONS
from nianbao.core.errors import CannotOpen


def serve(pipe: Connection, profile: Path) -> None:
    """Answer requests (source, target, filter) until the pipe is closed; the office ends with it.

    What is sent: ("started", process id), then ("ready", None) or ("gone", sentence); for each request ("done", None),
    whether or not a file came of it.
    """
    try:
        office = Office(profile=profile, on_start=lambda pid: pipe.send(("started", pid)))
    except CannotOpen as error:
        pipe.send(("gone", error.message))
        return
    try:
        pipe.send(("ready", None))
        while True:
            source, target, filter_name = pipe.recv()
            with suppress(UnoException):
                _convert(office, source, target, filter_name)
            pipe.send(("done", None))
    except (EOFError, KeyboardInterrupt, OSError):
        return
    finally:
        office.stop()


def _convert(office: Office, source: Path, target: Path, filter_name: str) -> None:
    options = properties(
        Hidden=True,
        ReadOnly=True,
        MacroExecutionMode=uno.getConstantByName("com.sun.star.document.MacroExecMode.NEVER_EXECUTE"),
        UpdateDocMode=uno.getConstantByName("com.sun.star.document.UpdateDocMode.NO_UPDATE"),
    )
    document: Any = office.desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, options)
    if document is None:
        return
    try:
        chosen = properties(**PDF_OPTIONS) if target.suffix == ".pdf" else ()
        filter_data = uno.Any("[]com.sun.star.beans.PropertyValue", chosen)
        document.storeToURL(target.as_uri(), properties(FilterName=filter_name, FilterData=filter_data))
    finally:
        with suppress(CloseVetoException):
            document.close(True)
