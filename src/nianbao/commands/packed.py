"""A 报送包 received: one submission, whose workbook counts and whose other files are the same report once more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath

from nianbao.adapters import manifest
from nianbao.adapters.manifest import Manifest
from nianbao.core.finding import Finding
from nianbao.core.notes import note

_CODE = "D050"


@dataclass
class Packages:
    """Of the files received those that other files of their package stand for, and what is to be said of the latter."""

    aside: set[PurePath] = field(default_factory=set)
    notes: dict[PurePath, tuple[Finding, ...]] = field(default_factory=dict)


def among(paths: Iterable[PurePath], content: Callable[[PurePath], bytes]) -> Packages:
    """The packages whose lists stand among the files; `content` gives a file's bytes, none where it cannot be read."""
    received = list(paths)
    found = Packages()
    for path in received:
        listed = manifest.read(content(path)) if path.name == manifest.NAME else None
        if listed is not None:
            found.aside.add(path)
            _take(found, listed, {each.name: each for each in received if each.parent == path.parent}, content)
    return found


def named(names: Mapping[str, bytes]) -> Packages:
    """The packages among the members of an archive, by the names people see."""
    return among(map(PurePosixPath, names), lambda path: names[str(path)])


def _take(
    found: Packages, listed: Manifest, beside: Mapping[str, PurePath], content: Callable[[PurePath], bytes]
) -> None:
    counted = _counted(listed, beside)
    if counted is None:
        return
    found.aside |= {path for each in listed.files if (path := beside.get(each.name)) and path != counted}
    found.notes[counted] = tuple(
        note(_CODE, doubt) for each in listed.files if (doubt := _doubt(each, beside.get(each.name), content))
    )


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
