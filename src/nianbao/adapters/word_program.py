"""Word itself, or WPS, asked for a PDF: the programs the clerk prints with set a page best. Windows only."""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from nianbao.adapters.excel_busy import tolerated

# Word, and WPS, which answers to the same calls.
_PROGRAMS = ("Word.Application", "KWPS.Application")
# Word's own numbers: a PDF, bookmarks from headings, no alerts, no saving, no macros.
_PDF, _FROM_HEADINGS, _SILENT, _UNSAVED, _NO_MACROS = 17, 1, 0, 0, 3


def printed(document: bytes) -> bytes:
    """A .docx as a PDF; empty where neither program is there or makes one."""
    if sys.platform == "win32":
        import pythoncom

        # Whoever calls may do so from a thread that has not met COM yet.
        pythoncom.CoInitialize()
        try:
            return _printed(document)
        finally:
            pythoncom.CoUninitialize()
    return b""


def _printed(document: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "1.docx", Path(folder) / "1.pdf"
        source.write_bytes(document)
        for name in _PROGRAMS:
            program = _started(name)
            if program is not None and export(program, source, target):
                return target.read_bytes()
    return b""


def _started(name: str) -> Any:
    """A program of its own, apart from any the clerk has open; None where it is not installed."""
    import win32com.client

    found: list[Any] = []
    with tolerated():
        found.append(win32com.client.DispatchEx(name))
    return found[0] if found else None


def export(program: Any, source: Path, target: Path) -> bool:
    """Let a running Word make a PDF of a file, and end it; whether there is one now."""
    document = None
    try:
        with tolerated():
            program.Visible, program.DisplayAlerts = False, _SILENT
            # WPS has no such switch.
            with suppress(AttributeError):
                program.AutomationSecurity = _NO_MACROS
            document = program.Documents.Open(
                str(source), ConfirmConversions=False, ReadOnly=True, AddToRecentFiles=False
            )
            document.ExportAsFixedFormat(
                OutputFileName=str(target), ExportFormat=_PDF, OpenAfterExport=False, CreateBookmarks=_FROM_HEADINGS
            )
    finally:
        _end(program, document)
    return target.is_file() and target.stat().st_size > 0


def _end(program: Any, document: Any) -> None:
    for close in (document and document.Close, program.Quit):
        with tolerated():
            if close:
                close(SaveChanges=_UNSAVED)
