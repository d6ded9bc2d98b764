"""Our font file in a user's own configuration: it keeps the names of Chinese fonts that are not installed."""

import os
import re
from pathlib import Path

from nianbao.adapters import files
from nianbao.adapters.libreoffice.program import FONTS

_INCLUDE = re.compile(r"\s*<include .*?</include>")


def path() -> Path:
    """Where the file belongs for this user."""
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "fontconfig" / "conf.d" / "75-nianbao.conf"


def put() -> Path:
    """Write the file and give its path.

    Raises: CannotWrite.
    """
    # The system's file, which ours includes when it stands alone, includes ours here.
    text = _INCLUDE.sub("", FONTS.read_text(encoding="utf-8"))
    target = path()
    return files.save(target, text.encode("utf-8"))


def remove() -> bool:
    """Take the file away; whether it was there."""
    was_there = path().is_file()
    path().unlink(missing_ok=True)
    return was_there
