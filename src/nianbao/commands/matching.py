"""Which unit of a roster a name is of; and which it may be, where the name is misspelt or only the file is named so."""

from collections.abc import Iterable, Sequence

from nianbao.commands.roster import Unit
from nianbao.core.agency import key

# How many characters of a name may differ for it to be proposed; of a short one nearly every other name would do.
_SHORT, _LONG = 3, 5
_MOST_NEAR = 3


class Index:
    """The units of a roster, found by what their names come down to."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._order = {unit.name: number for number, unit in enumerate(units)}
        self._by_key: dict[str, dict[str, Unit]] = {}
        for unit in units:
            known = self._by_key.setdefault(unit.parent, {})
            for name in sorted(unit.keys()):
                known.setdefault(name, unit)

    def unit(self, agency: str) -> Unit | None:
        """The unit of a name that a report bears: its present one or a former one; None when there is none."""
        found = [known.get(key(agency, parent)) for parent, known in self._by_key.items()]
        return min((unit for unit in found if unit), key=lambda unit: self._order[unit.name], default=None)

    def near(self, agency: str, wanted: Iterable[str] = ()) -> tuple[Unit, ...]:
        """The units whose names come closest to a misspelt one, those in `wanted` first; none when none is close."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found: dict[str, tuple[int, Unit]] = {}
        for parent, known in self._by_key.items():
            asked = key(agency, parent)
            most = (len(asked) >= _SHORT) + (len(asked) >= _LONG)
            for name, distance, _ in process.extract(asked, list(known), scorer=OSA.distance, score_cutoff=most):
                unit = known[name]
                if 0 < distance <= most and distance <= found.get(unit.name, (most, unit))[0]:
                    found[unit.name] = (int(distance), unit)
        closest = min((distance for distance, _ in found.values()), default=0)
        missing = set(wanted)
        best = [unit for distance, unit in found.values() if distance == closest]
        best.sort(key=lambda unit: (unit.name not in missing, self._order[unit.name]))
        return tuple(best[:_MOST_NEAR])

    def in_file_name(self, file: str) -> Unit | None:
        """The unit a file or its folder is named after, the longest name first; None when there is none."""
        named = [(name, unit) for known in self._by_key.values() for name, unit in known.items() if name in file]
        return max(named, key=lambda each: len(each[0]), default=("", None))[1]
