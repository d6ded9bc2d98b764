"""The Chinese font files of this machine."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

# What Chinese Windows, macOS and Linux have, those without serifs first: legible when small.
_FILES = (
    *("msyh.ttc", "msyh.ttf", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf"),
    *("NotoSansSC-Regular.ttf", "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "SourceHanSans.ttc"),
    *("Hiragino Sans GB.ttc", "STHeiti Light.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallback.ttf"),
    *("DroidSansFallbackFull.ttf", "simhei.ttf", "Deng.ttf", "simsun.ttc", "simfang.ttf", "simkai.ttf"),
    *("NotoSerifCJK-Regular.ttc", "uming.ttc", "ukai.ttc"),
)
# A character that is in none of the above may be in these.
_RARE = ("simsunb.ttf", "SimSunExtG.ttf", "HanaMinA.ttf", "HanaMinB.ttf", "PlangothicP1-Regular.ttf")


def files() -> list[Path]:
    """The font files with Chinese characters, best first."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*.*")):
            found.setdefault(path.name.lower(), path)
    return [found[name.lower()] for name in (*_FILES, *_RARE) if name.lower() in found]


def _folders() -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "Fonts"
        yield Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library" / "Fonts")
    else:
        shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        yield from (Path(folder) / "fonts" for folder in shared.split(":"))
        yield from (Path.home() / ".local" / "share" / "fonts", Path.home() / ".fonts")
