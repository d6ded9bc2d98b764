"""Loops that run inside Calc, in Basic, because each object Python reaches for costs milliseconds."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.app import App

_SOURCE = Path(__file__).with_name("inside.bas")
_LIBRARY, _MODULE = "NianbaoHost", "Inside"


class Inside:
    """The functions of inside.bas in one Calc, brought there when first called."""

    def __init__(self, app: "App") -> None:
        self._app = app

    def __call__(self, function: str, *arguments: Any) -> Any:
        """The result of a function."""
        address = f"vnd.sun.star.script:{_LIBRARY}.{_MODULE}.{function}?language=Basic&location=application"
        return self._scripts.getScript(address).invoke(arguments, (), ())[0]

    @cached_property
    def _scripts(self) -> Any:
        libraries = self._app.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        if libraries.hasByName(_LIBRARY):
            # Left in this user's profile, perhaps by another version of ours.
            libraries.removeLibrary(_LIBRARY)
        library = libraries.createLibrary(_LIBRARY)
        library.insertByName(_MODULE, _SOURCE.read_text(encoding="ascii"))
        factory = self._app.create("com.sun.star.script.provider.MasterScriptProviderFactory")
        return factory.createScriptProvider("")
