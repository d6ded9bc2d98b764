"""Windows' dialogs for files and folders, as every program of today has them: long paths, any letter, several at once."""

import ctypes
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path
from typing import Any
from uuid import UUID

assert sys.platform == "win32"

_OPEN, _OPEN_FACE = "DC1C5A9C-E88A-4DDE-A5A1-60F82A20AEF7", "D57C7288-D4AD-4768-BE02-9D969532D960"
_SAVE, _SAVE_FACE = "C0B4E2F3-BA21-4773-8DBA-335EC946EB8B", "84BCCD23-5FDE-4CDB-AEA4-AF64B83D78AB"
_ITEM = "43826D1E-E718-42EE-BC55-A1E261C37BFE"
_HERE = 1
_OVERWRITE, _FOLDERS, _FILES_ONLY, _SEVERAL, _EXISTING = 0x2, 0x20, 0x40, 0x200, 0x1800
_AS_PATH = 0x80058000
# The places of the methods in the tables of IFileDialog, IFileOpenDialog, IShellItem and IShellItemArray.
_RELEASE, _SHOW, _SET_TYPES, _SET_OPTIONS, _SET_FOLDER, _SET_NAME, _SET_TITLE, _RESULT = 2, 3, 4, 9, 12, 15, 17, 20
_SET_SUFFIX, _RESULTS, _NAME, _COUNT, _AT = 22, 27, 5, 7, 8
_CLOSED = -2147023673

_Pointer = ctypes.c_void_p


class _Filter(ctypes.Structure):
    _fields_ = (("name", wintypes.LPCWSTR), ("patterns", wintypes.LPCWSTR))


class _Object:
    """A COM object, its methods called by their place in the table."""

    def __init__(self, pointer: Any) -> None:
        self._pointer = pointer

    def call(self, place: int, *arguments: Any) -> int:
        """Call a method and give its status."""
        kinds = [type(each) for each in arguments]
        method: Any = ctypes.WINFUNCTYPE(ctypes.c_long, *kinds)(place, "method")
        status: int = method(self._pointer, *arguments)
        return status

    def get(self, place: int, *arguments: Any) -> "_Object":
        """Call a method that gives another object."""
        found = _Pointer()
        self.must(place, *arguments, ctypes.pointer(found))
        return _Object(found)

    def must(self, place: int, *arguments: Any) -> None:
        """Call a method that has no reason to refuse.

        Raises: OSError.
        """
        if (status := self.call(place, *arguments)) < 0:
            raise ctypes.WinError(status)


def open_files(title: str, patterns: Sequence[str], folder: Path | None) -> list[Path]:
    """Existing files the clerk picks, several if wanted; none when the dialog is closed."""
    with _dialog(_OPEN, _OPEN_FACE) as dialog:
        dialog.must(_SET_OPTIONS, wintypes.DWORD(_FILES_ONLY | _SEVERAL | _EXISTING))
        kinds = (_Filter * 2)(_Filter("可选的文件", ";".join(patterns)), _Filter("所有文件", "*.*"))
        dialog.must(_SET_TYPES, wintypes.UINT(len(kinds)), ctypes.pointer(kinds))
        if not _shown(dialog, title, folder):
            return []
        with _released(dialog.get(_RESULTS)) as items:
            count = wintypes.DWORD()
            items.must(_COUNT, ctypes.pointer(count))
            return [_path(items.get(_AT, wintypes.DWORD(number))) for number in range(count.value)]


def open_folder(title: str, folder: Path | None) -> Path | None:
    """An existing folder the clerk picks; None when the dialog is closed."""
    with _dialog(_OPEN, _OPEN_FACE) as dialog:
        dialog.must(_SET_OPTIONS, wintypes.DWORD(_FILES_ONLY | _FOLDERS | _EXISTING))
        return _path(dialog.get(_RESULT)) if _shown(dialog, title, folder) else None


def save_as(title: str, proposed: str, folder: Path | None) -> Path | None:
    """Where the clerk wants a file kept; None when the dialog is closed."""
    suffix = Path(proposed).suffix
    with _dialog(_SAVE, _SAVE_FACE) as dialog:
        dialog.must(_SET_OPTIONS, wintypes.DWORD(_FILES_ONLY | _OVERWRITE))
        kinds = (_Filter * 1)(_Filter(f"{suffix} 文件", f"*{suffix}"))
        dialog.must(_SET_TYPES, wintypes.UINT(len(kinds)), ctypes.pointer(kinds))
        dialog.must(_SET_NAME, wintypes.LPCWSTR(proposed))
        dialog.must(_SET_SUFFIX, wintypes.LPCWSTR(suffix.removeprefix(".")))
        return _path(dialog.get(_RESULT)) if _shown(dialog, title, folder) else None


def _shown(dialog: _Object, title: str, folder: Path | None) -> bool:
    """Let the clerk pick; whether anything was picked."""
    dialog.must(_SET_TITLE, wintypes.LPCWSTR(title))
    if folder is not None and (item := _item(folder)) is not None:
        with _released(item):
            dialog.call(_SET_FOLDER, item._pointer)
    status = dialog.call(_SHOW, wintypes.HWND())
    if status < 0 and status != _CLOSED:
        raise ctypes.WinError(status)
    return status >= 0


def _item(folder: Path) -> _Object | None:
    found = _Pointer()
    make = ctypes.WinDLL("shell32").SHCreateItemFromParsingName
    make.argtypes = (wintypes.LPCWSTR, _Pointer, _Pointer, _Pointer)
    status = make(str(folder), None, _identity(_ITEM), ctypes.addressof(found))
    return _Object(found) if status >= 0 and found else None


def _path(item: _Object) -> Path:
    """Where an item lies; the item is given back."""
    text = _Pointer()
    with _released(item):
        item.must(_NAME, wintypes.DWORD(_AS_PATH), ctypes.pointer(text))
    try:
        return Path(ctypes.wstring_at(text.value or 0))
    finally:
        free = ctypes.WinDLL("ole32").CoTaskMemFree
        free.argtypes = (_Pointer,)
        free(text)


@contextmanager
def _dialog(kind: str, face: str) -> Iterator[_Object]:
    ole, found = ctypes.WinDLL("ole32"), _Pointer()
    ole.CoInitialize(None)
    ole.CoCreateInstance.argtypes = (_Pointer, _Pointer, wintypes.DWORD, _Pointer, _Pointer)
    try:
        status = ole.CoCreateInstance(_identity(kind), None, _HERE, _identity(face), ctypes.addressof(found))
        if status < 0:
            raise ctypes.WinError(status)
        with _released(_Object(found)) as dialog:
            yield dialog
    finally:
        ole.CoUninitialize()


@contextmanager
def _released(thing: _Object) -> Iterator[_Object]:
    try:
        yield thing
    finally:
        thing.call(_RELEASE)


def _identity(text: str) -> Any:
    return ctypes.create_string_buffer(UUID(text).bytes_le, 16)
