"""The package for the help desk: the diagnosis and the log, nothing of a report and no user's name."""

import getpass
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from nianbao.commands import log

USER = "〔用户〕"
# Files the package may hold, and no others.
TEXT, FACTS = "自检.txt", "facts.json"
_LOGS = ("", ".1", ".2")
_MOST_BYTES = 2 * log.MOST_BYTES
_MOMENT = (1980, 1, 1, 0, 0, 0)
_HOME = re.compile(
    r"(?i)([A-Z]:[\\/]Users[\\/]|[A-Z]:[\\/]Documents and Settings[\\/]|/home/|/Users/)([^\\/:*?\"<>|\n]+)"
)
# What the log holds of an error: a headline, the kinds of error with their numbers, the places in the program.
_HEADLINE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} \[[0-9]+\]) (.*)")
_KIND = re.compile(r"  [A-Za-z_][\w.]*(?:<locals>[\w.]*)*(?: (?:errno|winerror|hresult)=-?[0-9]+)*", re.ASCII)
# A folder of the program's has no Chinese name; words of a report have.
_PLACE = re.compile(r"    [ -9;-~]*(?:\.py|>):[0-9]+ [\w<>]+", re.ASCII)
_OWN_HEADLINES = frozenset(("程序出错",))
_LEFT_OUT = "（略去不是程序所记的内容）"


def build(text: str, facts: dict[str, Any]) -> bytes:
    """The ZIP; `facts` have no names in them already."""
    parts = {TEXT: masked(text), FACTS: json.dumps(facts, ensure_ascii=False, indent=1)} | dict(_logs())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), content.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _logs() -> list[tuple[str, str]]:
    newest = log.path()
    kept = [newest.with_name(newest.name + end) for end in _LOGS]
    return [(path.name, cleaned(content)) for path in kept if (content := _read(path)) is not None]


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def cleaned(content: str) -> str:
    """The log with only those lines in it that the program itself writes of an error, whatever else got there."""
    lines: list[str] = []
    for line in content.splitlines():
        shown = _cleaned(line)
        if shown != _LEFT_OUT or lines[-1:] != [_LEFT_OUT]:
            lines.append(shown)
    return masked("\n".join(lines) + "\n")


def _cleaned(line: str) -> str:
    headline = _HEADLINE.fullmatch(line)
    if headline:
        return line if headline[2] in _OWN_HEADLINES else f"{headline[1]} {_LEFT_OUT}"
    return line if _KIND.fullmatch(line) or _PLACE.fullmatch(line) else _LEFT_OUT


def masked(text: str) -> str:
    """A text without the user's name in its paths."""
    home = Path.home()
    without = text.replace(str(home), str(home.with_name(USER))) if home.name else text
    without = _HOME.sub(lambda found: found[1] + USER, without)
    return re.sub(rf"(?<=[\\/]){re.escape(_user())}(?=[\\/]|$)", USER, without, flags=re.MULTILINE)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return USER


def masked_values(value: Any) -> Any:
    """A document of lists, dictionaries and texts with each text masked."""
    if isinstance(value, dict):
        return {key: masked_values(each) for key, each in value.items()}
    if isinstance(value, list):
        return [masked_values(each) for each in value]
    return masked(value) if isinstance(value, str) else value
