"""The content of a TOML file of ours as JSON, kept in `__pycache__` under the file's own bytes, as Python keeps bytecode.

Parsing TOML, let alone checking it, takes longer than a one-file `check` can spend.
"""

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nianbao import __version__

_FOLDER = Path(__file__).parent / "__pycache__"


def content(file: Path, parse: Callable[[bytes, str], dict[str, Any]] | None = None) -> dict[str, Any]:
    """The content of a file: what was kept of it, or else what `parse` (plain TOML when None) makes of its bytes."""
    data = file.read_bytes()
    path = kept_at(file, data)
    raw = _kept(path)
    if raw is None:
        raw = (parse or _toml)(data, file.name)
        _keep(path, raw)
    return raw


def kept_at(file: Path, data: bytes) -> Path:
    """Where the content of a file is kept; the packager ships it with the file."""
    return _FOLDER / f"{file.stem}.{__version__}.{zlib.crc32(data):08x}.json"


def _toml(data: bytes, name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(data.decode("utf-8"))


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return kept


def _keep(path: Path, raw: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}.tmp")
        scratch.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
        scratch.replace(path)
    except OSError:
        # Installed where we may not write: the next start parses again, and is right all the same.
        return
