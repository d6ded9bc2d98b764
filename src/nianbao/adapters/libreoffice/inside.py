"""Loops that run inside Calc, in Basic, because each object Python reaches for costs milliseconds."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.core.errors import CannotOpen

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.app import App

_SOURCE = Path(__file__).with_name("inside.bas")
LIBRARY, MODULE = "NianbaoHost", "Inside"


class Inside:
    """The functions of inside.bas in one Calc, brought there when first called."""

    def __init__(self, app: "App") -> None:
        self._app = app

    def __call__(self, function: str, *arguments: Any) -> Any:
        """The result of a function."""
        address = f"vnd.sun.star.script:{LIBRARY}.{MODULE}.{function}?language=Basic&location=application"
        return self._scripts.getScript(address).invoke(arguments, (), ())[0]

    @cached_property
    def _scripts(self) -> Any:
        libraries = self._app.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        if libraries.hasByName(LIBRARY) and libraries.isLibraryLink(LIBRARY):
            _compare(libraries)
        else:
            _bring(libraries)
        factory = self._app.create("com.sun.star.script.provider.MasterScriptProviderFactory")
        return factory.createScriptProvider("")


def source() -> str:
    """The text of the Basic module."""
    return _SOURCE.read_text(encoding="ascii")


def _compare(libraries: Any) -> None:
    """The clerk's own office has the functions from our extension, which may be an older one.

    Raises: CannotOpen.
    """
    libraries.loadLibrary(LIBRARY)
    if libraries.getByName(LIBRARY).getByName(MODULE).split() != source().split():
        raise CannotOpen(
            "LibreOffice 里的「公开年报」是旧的。请关闭 LibreOffice，重新运行 nianbao libreoffice install。"
        )


def _bring(libraries: Any) -> None:
    """Only into an office of ours: one that ends abruptly keeps half a library, and complains of it ever after."""
    if libraries.hasByName(LIBRARY):
        libraries.removeLibrary(LIBRARY)
    libraries.createLibrary(LIBRARY).insertByName(MODULE, source())
