"""What we put into a user's LibreOffice: an extension and a Basic module, by an office of our own on that profile."""

import tempfile
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

from nianbao.adapters.libreoffice.inside import LIBRARY
from nianbao.adapters.libreoffice.office import IN_USE, Office
from nianbao.adapters.libreoffice.program import usual as usual
from nianbao.core.errors import CannotOpen

_USERS = "Standard"
_WHERE = "user"


class Profile:
    """A profile, open for changes as long as the office on it runs: `with Profile(path) as profile`.

    Raises: CannotOpen when LibreOffice is absent or runs with this profile already.
    """

    def __init__(self, path: Path) -> None:
        self._office = Office(profile=path)
        if not self._office.is_ours():
            self._office.leave()
            raise CannotOpen(IN_USE)

    def __enter__(self) -> "Profile":
        return self

    def __exit__(self, *error: object) -> None:
        self._office.stop()

    def put_extension(self, identifier: str, file_name: str, content: bytes) -> None:
        """Install an extension in place of what it was before."""
        self.remove_extension(identifier)
        self._drop_half_library()
        # By the office itself and not by unopkg, which refuses to work for root.
        with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
            package = Path(folder) / file_name
            package.write_bytes(content)
            self._extensions.addExtension(
                package.as_uri(), (), _WHERE, self._extensions.createAbortChannel(), _Consenting()
            )

    def remove_extension(self, identifier: str) -> bool:
        """Take an extension away; whether it was there."""
        channel = self._extensions.createAbortChannel()
        for each in self._extensions.getDeployedExtensions(_WHERE, channel, _Consenting()):
            if each.getIdentifier().Value == identifier:
                self._extensions.removeExtension(identifier, each.getName(), _WHERE, channel, _Consenting())
                return True
        return False

    @property
    def _extensions(self) -> Any:
        return self._office.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")

    def put_module(self, name: str, source: str) -> None:
        """Add a Basic module to the user's own library, the only one in which cells look for functions unasked."""
        libraries, library = self._library()
        if library.hasByName(name):
            library.replaceByName(name, source)
        else:
            library.insertByName(name, source)
        libraries.storeLibraries()

    def remove_module(self, name: str) -> bool:
        """Take a Basic module away again, and leave everybody else's; whether it was there."""
        self._drop_half_library()
        libraries, library = self._library()
        was_there = bool(library.hasByName(name))
        if was_there:
            library.removeByName(name)
        libraries.storeLibraries()
        return was_there

    def _drop_half_library(self) -> None:
        """Earlier versions brought it at run time; the extension brings its own."""
        libraries = self._office.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        if libraries.hasByName(LIBRARY) and not libraries.isLibraryLink(LIBRARY):
            libraries.removeLibrary(LIBRARY)
            libraries.storeLibraries()

    def _library(self) -> tuple[Any, Any]:
        libraries = self._office.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        libraries.loadLibrary(_USERS)
        return libraries, libraries.getByName(_USERS)


class _Consenting(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]
    """Says yes to what the extension manager asks: the first answer offered is the one that goes on."""

    def getInteractionHandler(self) -> "_Consenting":  # noqa: N802  the interface's name
        return self

    def getProgressHandler(self) -> None:  # noqa: N802  the interface's name
        return None

    def handle(self, request: Any) -> None:
        request.getContinuations()[0].select()
