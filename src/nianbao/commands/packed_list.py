"""The list of a 报送包: which of its files counts, and whether they are still as they were packed."""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from nianbao.adapters import manifest
from nianbao.adapters.manifest import Manifest
from nianbao.commands.packed import Packages
from nianbao.core.notes import note

_CODE = "D050"


def take(path: PurePath, beside: Mapping[str, PurePath], content: Callable[[PurePath], bytes]) -> Packages:
    """What the list at `path` says of the files beside it, by name; nothing where it is no such list."""
    listed = manifest.read(content(path)) if path.name == manifest.NAME else None
    if listed is None:
        return Packages()
    counted = _counted(listed, beside)
    if counted is None:
        return Packages({path})
    others = {other for each in listed.files if (other := beside.get(each.name)) and other != counted}
    notes = (note(_CODE, doubt) for each in listed.files if (doubt := _doubt(each, beside.get(each.name), content)))
    return Packages({path} | others, {counted: tuple(notes)})


def _counted(listed: Manifest, beside: Mapping[str, PurePath]) -> PurePath | None:
    """The file that is read for the whole package."""
    ranked = sorted((each for each in listed.files if each.role in manifest.READ), key=_rank)
    return next((beside[each.name] for each in ranked if each.name in beside), None)


def _rank(entry: manifest.Entry) -> int:
    return manifest.READ.index(entry.role)


def _doubt(entry: manifest.Entry, path: PurePath | None, content: Callable[[PurePath], bytes]) -> str:
    if path is None:
        return f"报送包里没有「{entry.name}」"
    return "" if manifest.digest(content(path)) == entry.sha256 else f"报送包里的「{entry.name}」打包后改动过"
