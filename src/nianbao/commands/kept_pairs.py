"""How alike pairs of narratives were found to be, kept for the next run: of a county's pairs few are new then."""

import hashlib
from pathlib import Path

from nianbao.commands import kept_readings
from nianbao.commands.kept_readings import KeptReadings
from nianbao.rules.alike import Compared

_SUM_BYTES, _KEY_BYTES = 16, 16
_PAIR_BYTES = _KEY_BYTES + 1
_HIGHEST = 100


def known(file: Path | None, whose: str) -> Compared:
    """What is kept for a county in a file; nothing where nothing is kept, or what is there is damaged."""
    with KeptReadings(file) as store:
        return Compared(_unpacked(store.packed(_key(whose)) or b""))


def keep(file: Path | None, whose: str, compared: Compared) -> None:
    """Keep what this run asked for, where it differs from what was kept."""
    if compared.now == compared.before:
        return
    with KeptReadings(file) as store:
        store.keep(_key(whose), _packed(compared.now))


def _key(whose: str) -> bytes:
    # No file without content is ever read.
    return kept_readings.key(b"", whose)


def _packed(pairs: dict[bytes, int]) -> bytes:
    told = b"".join(key + bytes((percent,)) for key, percent in pairs.items())
    return hashlib.sha256(told).digest()[:_SUM_BYTES] + told


def _unpacked(data: bytes) -> dict[bytes, int]:
    told = data[_SUM_BYTES:]
    if hashlib.sha256(told).digest()[:_SUM_BYTES] != data[:_SUM_BYTES] or len(told) % _PAIR_BYTES:
        return {}
    starts = range(0, len(told), _PAIR_BYTES)
    pairs = {told[start : start + _KEY_BYTES]: told[start + _KEY_BYTES] for start in starts}
    return pairs if max(pairs.values(), default=0) <= _HIGHEST else {}
