"""Windows' task dialog: headline, lines, answers, details, a progress bar; the system draws it, and keys work in it."""

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import wintypes
from dataclasses import dataclass
from pathlib import Path

assert sys.platform == "win32"

MANIFEST = Path(__file__).with_name("controls.manifest")

# Windows' own numbers: styles, what the window tells, and what it can be told.
HYPERLINKS, CANCELLABLE, LINKS, PROGRESS_BAR, MARQUEE, TIMER, MINIMIZABLE = 0x1, 0x8, 0x10, 0x200, 0x400, 0x800, 0x8000
CREATED, CLICKED, FOLLOWED, TICKED = 0, 2, 3, 4
CLICK, MARQUEE_MODE, POSITION, MARQUEE_RUN, SET_TEXT, ENABLE = 0x466, 0x467, 0x46A, 0x46B, 0x46C, 0x46F
CONTENT, HEADLINE = 0, 3
ACCEPT, KEEP_OPEN = 0, 1
CANCEL = 2
_CLOSE, _CLOSED = 0x20, 8
_SET_ICON, _SMALL, _BIG = 0x80, 0, 1

_Callback = ctypes.WINFUNCTYPE(
    ctypes.c_long, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM, ctypes.c_ssize_t
)
Heard = Callable[[int, int, int], int]


class _Button(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("id", ctypes.c_int), ("text", wintypes.LPCWSTR))


class _Config(ctypes.Structure):
    _pack_ = 1
    _fields_ = (
        ("size", wintypes.UINT),
        ("parent", wintypes.HWND),
        ("instance", wintypes.HINSTANCE),
        ("flags", ctypes.c_int),
        ("common_buttons", ctypes.c_int),
        ("title", wintypes.LPCWSTR),
        ("icon", ctypes.c_void_p),
        ("headline", wintypes.LPCWSTR),
        ("content", wintypes.LPCWSTR),
        ("button_count", wintypes.UINT),
        ("buttons", ctypes.POINTER(_Button)),
        ("default_button", ctypes.c_int),
        ("radio_count", wintypes.UINT),
        ("radios", ctypes.c_void_p),
        ("default_radio", ctypes.c_int),
        ("verification", wintypes.LPCWSTR),
        ("details", wintypes.LPCWSTR),
        ("details_shown", wintypes.LPCWSTR),
        ("details_hidden", wintypes.LPCWSTR),
        ("footer_icon", ctypes.c_void_p),
        ("footer", wintypes.LPCWSTR),
        ("callback", _Callback),
        ("callback_data", ctypes.c_ssize_t),
        ("width", wintypes.UINT),
    )


class _Context(ctypes.Structure):
    _fields_ = (
        ("size", wintypes.ULONG),
        ("flags", wintypes.DWORD),
        ("source", wintypes.LPCWSTR),
        ("architecture", wintypes.USHORT),
        ("language", wintypes.LANGID),
        ("directory", wintypes.LPCWSTR),
        ("resource", wintypes.LPCWSTR),
        ("application", wintypes.LPCWSTR),
        ("module", wintypes.HMODULE),
    )


@dataclass(frozen=True, slots=True)
class Dialog:
    """What a task dialog shows; buttons, then links, are answered by their place, from `FIRST` on."""

    title: str
    headline: str
    content: str
    buttons: Sequence[str] = ()
    links: Sequence[str] = ()
    details: str = ""
    flags: int = CANCELLABLE


FIRST = 100


@contextmanager
def modern_controls() -> Iterator[None]:
    """The controls that task dialogs are made of, for this thread; a Python that is not ours asks for the old ones."""
    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateActCtxW.restype = wintypes.HANDLE
    kernel.CreateActCtxW.argtypes = (ctypes.POINTER(_Context),)
    kernel.ActivateActCtx.argtypes = (wintypes.HANDLE, ctypes.POINTER(ctypes.c_size_t))
    kernel.DeactivateActCtx.argtypes = (wintypes.DWORD, ctypes.c_size_t)
    kernel.ReleaseActCtx.argtypes = (wintypes.HANDLE,)
    wanted = _Context(size=ctypes.sizeof(_Context), source=str(MANIFEST))
    context, cookie = kernel.CreateActCtxW(ctypes.byref(wanted)), ctypes.c_size_t()
    kernel.ActivateActCtx(context, ctypes.byref(cookie))
    try:
        yield
    finally:
        kernel.DeactivateActCtx(0, cookie)
        kernel.ReleaseActCtx(context)


def show(dialog: Dialog, heard: Heard | None = None) -> int:
    """Show it and give the number of the button that closed it; `heard` gets window, event and button meanwhile."""
    followed: list[int] = []

    def hear(window: int, event: int, button: int, text: int, _: int) -> int:
        if event == CREATED:
            _set_icon(window)
        if event == FOLLOWED:
            followed.append(FIRST + len(dialog.buttons) + int(ctypes.wstring_at(text)))
            send(window, CLICK, _CLOSED)
        return heard(window, event, button) if heard else ACCEPT

    links = "　　".join(f'<a href="{number}">{text}</a>' for number, text in enumerate(dialog.links))
    texts = [_Button(FIRST + number, text) for number, text in enumerate(dialog.buttons)]
    buttons = (_Button * len(texts))(*texts)
    config = _Config(
        size=ctypes.sizeof(_Config),
        flags=dialog.flags | (HYPERLINKS if links else 0),
        common_buttons=_CLOSE if links else 0,
        title=dialog.title,
        headline=dialog.headline or None,
        content=dialog.content or None,
        button_count=len(texts),
        buttons=buttons,
        details=dialog.details or None,
        footer=links or None,
        callback=_Callback(hear),
    )
    pressed = ctypes.c_int(CANCEL)
    with modern_controls():
        shown = ctypes.WinDLL("comctl32").TaskDialogIndirect
        shown.argtypes = (ctypes.POINTER(_Config), ctypes.POINTER(ctypes.c_int), ctypes.c_void_p, ctypes.c_void_p)
        shown.restype = ctypes.HRESULT
        shown(ctypes.byref(config), ctypes.byref(pressed), None, None)
    return followed[0] if followed else pressed.value


def send(window: int, message: int, first: int = 0, second: int | str = 0) -> None:
    """Tell the window something; a text is passed by its place in memory."""
    text = ctypes.create_unicode_buffer(second) if isinstance(second, str) else None
    number = ctypes.addressof(text) if text is not None else int(second)
    sent = ctypes.WinDLL("user32").SendMessageW
    sent.argtypes = (wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
    sent(window, message, first, number)


def _set_icon(window: int) -> None:
    """Give the window, and with it the taskbar, the icon of the program that was started."""
    big, small = wintypes.HICON(), wintypes.HICON()
    extract = ctypes.WinDLL("shell32").ExtractIconExW
    extract.argtypes = (
        wintypes.LPCWSTR,
        ctypes.c_int,
        ctypes.POINTER(wintypes.HICON),
        ctypes.POINTER(wintypes.HICON),
        wintypes.UINT,
    )
    for program in (sys.argv[0], sys.executable):
        if extract(program, 0, ctypes.byref(big), ctypes.byref(small), 1) not in (0, 0xFFFFFFFF):
            send(window, _SET_ICON, _BIG, big.value or 0)
            send(window, _SET_ICON, _SMALL, small.value or 0)
            return
