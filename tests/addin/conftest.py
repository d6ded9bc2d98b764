"""The production add-in opened in a live Calc, its server this process."""

import shutil
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Macros]:
    """The production add-in, built now and opened in Calc."""
    from workbook import addin

    folder = tmp_path_factory.mktemp("addin")
    opened = Macros(office.calc(), with_shim(addin.build(folder), folder / "shimmed.xlam"))
    yield opened
    opened.document.close(True)
