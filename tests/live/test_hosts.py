"""Everything but the host helpers and the engine keeps to xlwings' public interface, and Excel's helper restores."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nianbao.adapters.excel_host import PERMISSIONS, ExcelHost

# What takes the pictures drives LibreOffice itself.
_MAY_GO_PAST = {"excel_app.py", "excel_host.py", "libreoffice", "pictures"}


def test_only_host_helpers_go_past_xlwings(root: Path) -> None:
    """No `.api` and no `.impl` in live reading, writing and commands."""
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for folder in ("src", "udfs", "workbook")
        for path in (root / folder).rglob("*.py")
        if not _MAY_GO_PAST & {path.name, path.parent.name}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("api", "impl")
    ]
    assert found == []


@pytest.mark.parametrize("module", ["nianbao.cli", "nianbao.commands.check", "udfs.dispatch", "workbook.addin"])
def test_xlwings_is_not_loaded_before_it_is_needed(module: str) -> None:
    """Starting up does not pay for the spreadsheet bridge."""
    program = f"import sys, {module}; sys.exit('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


class ExcelSheet:
    """Records what is asked of a protected Excel sheet; real Excel runs on Windows only, see VERIFY.md."""

    def __init__(self, *, is_protected: bool) -> None:
        self.ProtectContents = is_protected
        self.ProtectDrawingObjects, self.ProtectScenarios = False, True
        allowed = {name: name == "AllowFormattingColumns" for name in PERMISSIONS}
        self.Protection = SimpleNamespace(**allowed)
        self.given: dict[str, Any] = {}

    def Unprotect(self, password: str) -> None:  # noqa: N802  Excel's name
        self.ProtectContents = password != ""

    def Protect(self, **given: Any) -> None:  # noqa: N802
        self.ProtectContents, self.given = True, given


def test_excel_sheet_is_protected_as_before() -> None:
    """The permissions of the clerk stay what they were, on error too."""
    sheet = ExcelSheet(is_protected=True)
    with pytest.raises(ZeroDivisionError):
        _break_off_while_writing(sheet)
    assert sheet.ProtectContents
    assert (sheet.given["DrawingObjects"], sheet.given["Scenarios"]) == (False, True)
    assert [name for name in PERMISSIONS if sheet.given[name]] == ["AllowFormattingColumns"]


def _break_off_while_writing(sheet: ExcelSheet) -> None:
    host: Any = ExcelHost()
    with host.unprotected(SimpleNamespace(api=sheet)):
        assert not sheet.ProtectContents
        raise ZeroDivisionError


def test_excel_sheet_without_protection_is_left_without() -> None:
    """A sheet nobody protected is not protected afterwards."""
    sheet = ExcelSheet(is_protected=False)
    host: Any = ExcelHost()
    with host.unprotected(SimpleNamespace(api=sheet)):
        pass
    assert not sheet.ProtectContents
