"""Where our own bugs are written down, for the help desk; never any report content on purpose."""

import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path


def path() -> Path:
    """The log file of this user."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "nianbao" / "nianbao.log"


def write(error: BaseException) -> Path | None:
    """Write an error down with its origin; None when there is nowhere to write."""
    target = path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8") as stream:
            stream.write(f"\n{datetime.now():%Y-%m-%d %H:%M:%S}\n")
            traceback.print_exception(error, file=stream)
    except OSError:
        return None
    return target
