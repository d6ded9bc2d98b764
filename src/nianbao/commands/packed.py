"""A 报送包 received: one submission, whose workbook counts and whose other files are the same report once more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath

from nianbao.core.finding import Finding

_LIST_SUFFIX = ".json"


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
        if path.suffix == _LIST_SUFFIX:
            # What reads such a list takes a tenth of a second to load, and most counties receive none.
            from nianbao.commands import packed_list

            taken = packed_list.take(
                path, {each.name: each for each in received if each.parent == path.parent}, content
            )
            found.aside |= taken.aside
            found.notes |= taken.notes
    return found


def named(names: Mapping[str, bytes]) -> Packages:
    """The packages among the members of an archive, by the names people see."""
    return among(map(PurePosixPath, names), lambda path: names[str(path)])
