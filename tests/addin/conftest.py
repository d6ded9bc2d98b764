"""The production add-in opened in a live Calc, its server this process."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import office

VBA = Path(__file__).parent / "vba"


def with_shim(addin: Path, target: Path) -> Path:
    """A copy of the built add-in with modHost swapped and the entries of the test added; all else is as shipped."""
    from pyopenvba import ExcelFile, VBAModuleKind

    shutil.copy(addin, target)
    with ExcelFile(target) as package:
        project = package.vba_project()
        project.delete_module("modHost")
        for source in sorted(VBA.iterdir()):
            kind = VBAModuleKind.other if source.suffix == ".cls" else VBAModuleKind.standard
            project.add_module(source.stem, source.read_text("ascii").replace("\n", "\r\n"), kind=kind)
        package.save()
    return target


class Macros:
    """The add-in's VBA, callable; `document` is the add-in itself."""

    def __init__(self, app: Any, path: Path) -> None:
        from nianbao.adapters.libreoffice.office import properties

        options = properties(FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=4)
        self.document = app.impl.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, options)

    def __call__(self, entry: str, *arguments: object) -> Any:
        address = f"vnd.sun.star.script:VBAProject.TestShim.{entry}?language=Basic&location=document"
        script = self.document.getScriptProvider().getScript(address)
        return script.invoke(arguments, (), ())[0]


def becomes_true(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def shimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The production add-in, built now, with the entries of the tests."""
    from workbook import addin

    folder = tmp_path_factory.mktemp("addin")
    return with_shim(addin.build(folder), folder / "shimmed.xlam")


@pytest.fixture
def macros(shimmed: Path) -> Iterator[Macros]:
    """The add-in in a fresh session: whatever it remembers begins anew."""
    opened = Macros(office.calc(), shimmed)
    assert opened("Canary") == "alive"
    yield opened
    opened.document.close(True)


@pytest.fixture
def open_book(macros: Macros) -> Iterator[Callable[[Path], Any]]:
    """Opens a workbook in front, and closes it unsaved in the end, before the add-in goes."""
    books = []

    def opened(path: Path) -> Any:
        books.append(office.calc().books.open(str(path)))
        books[-1].activate()
        return books[-1]

    yield opened
    for each in books:
        each.close()
