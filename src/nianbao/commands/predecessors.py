"""Last year's report for a unit: under its present name or a former one, of merged units together, never anybody else's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nianbao.commands.roster import Unit
from nianbao.core.agency import key
from nianbao.core.report import Report


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What was found for a unit: the reports, the one to carry from, and what is to be said about it.

    `report` is None where there is none, or where it is not plain which; `note` then says why.
    """

    found: tuple[Report, ...] = ()
    report: Report | None = None
    note: str = ""


def predecessors(
    units: Sequence[Unit], year: int, priors: Sequence[Report], doubled: Sequence[Report] = ()
) -> list[Predecessor]:
    """What there is of last year for each unit of a roster, in its order.

    `doubled` are the lines of a county's list that stand back behind a unit's own report.
    """
    found, lines = ([each for each in given if each.agency and each.year == year - 1] for given in (priors, doubled))
    finder = _Finder(units, found, lines)
    return [finder.of(unit) for unit in units]


class _Finder:
    """Last year's reports by name, and which units lay claim to a name."""

    def __init__(self, units: Sequence[Unit], priors: Sequence[Report], doubled: Sequence[Report]) -> None:
        self._reports: dict[tuple[str, str], list[Report]] = {}
        self._lists: dict[tuple[str, str], set[str]] = {}
        for parent in {unit.parent for unit in units}:
            for prior in priors:
                self._reports.setdefault((parent, key(prior.agency or "", parent)), []).append(prior)
            for prior in (*priors, *doubled):
                if not _has_texts(prior):
                    self._lists.setdefault((parent, key(prior.agency or "", parent)), set()).add(prior.file)
        self._owners = {(unit.parent, key(unit.name, unit.parent)): unit.name for unit in units}
        self._heirs: dict[tuple[str, str], list[str]] = {}
        for unit in units:
            for name in {key(each, unit.parent) for each in unit.names()[1:]}:
                self._heirs.setdefault((unit.parent, name), []).append(unit.name)

    def of(self, unit: Unit) -> Predecessor:
        """What there is for one unit."""
        names = {(unit.parent, key(name, unit.parent)): name for name in reversed(unit.names())}
        groups = {names[place]: _distinct(self._reports[place]) for place in reversed(names) if place in self._reports}
        barred = {
            name: why for place, name in names.items() if name in groups and (why := self._barred(unit, place, name))
        }
        if barred:
            return Predecessor(
                _distinct(each for group in groups.values() for each in group), note="；".join(barred.values())
            )
        all_found = tuple(each for group in groups.values() for each in group)
        are_apart = self._are_listed_apart(unit, all_found)
        found = all_found if are_apart else _distinct(all_found)
        if not found:
            return Predecessor(note="没有找到上年年报")
        if len(found) == 1:
            return Predecessor(found, replace(found[0], agency=unit.name), _renamed(unit, found[0]))
        is_plain = len(found) == len(groups) and all(len(group) == 1 for group in groups.values())
        if not is_plain or not (are_apart or _are_alike(found)):
            files = _files(found)
            return Predecessor(found, note=f"有 {len(found)} 份内容不同：{files}")
        return _merged(unit, dict(zip(groups, found, strict=True)))

    def _are_listed_apart(self, unit: Unit, found: Sequence[Report]) -> bool:
        """Whether one list has them all: then they are units of their own, whatever each was taken from."""
        lists = [self._lists.get((unit.parent, key(each.agency or "", unit.parent)), set()) for each in found]
        return len(found) > 1 and len({each.form for each in found}) == 1 and bool(set.intersection(*lists))

    def _barred(self, unit: Unit, place: tuple[str, str], name: str) -> str:
        """Why a report of that name may not be this unit's: empty when it may."""
        owner, heirs = self._owners.get(place), self._heirs.get(place, [])
        if owner == unit.name:
            return ""
        if owner is not None:
            return f"曾用名「{name}」现在是名单上的另一个单位，它的结转数归「{owner}」"
        if len(heirs) > 1:
            return f"「{name}」是{'、'.join(heirs)}共同的曾用名，各带多少请核实"
        return ""


def _distinct(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports without copies of each other; a county's list of figures is a copy of the report it lists."""
    kept: list[Report] = []
    for report in reports:
        if not any(_is_copy(report, each) for each in kept):
            kept.append(report)
    return tuple(kept)


def _is_copy(one: Report, other: Report) -> bool:
    is_listed = not (_has_texts(one) and _has_texts(other))
    is_one = one.file != other.file if is_listed else one.texts == other.texts
    return is_one and (one.form, one.values) == (other.form, other.values)


def _has_texts(report: Report) -> bool:
    return any(report.texts.values())


def _are_alike(found: Sequence[Report]) -> bool:
    """Whether the reports may be added up: units of their own, told by the same kind of source in the same form."""
    return len({(report.form, _has_texts(report)) for report in found}) == 1


def _files(found: Sequence[Report]) -> str:
    """The files, and whose they are where they are not all one's."""
    is_ones = len({each.agency for each in found}) == 1
    return "、".join(each.file if is_ones else f"{each.file}（{each.agency}）" for each in found)


def _renamed(unit: Unit, report: Report) -> str:
    named = report.agency or ""
    is_former = key(named, unit.parent) != key(unit.name, unit.parent)
    return f"上年年报的单位是「{named}」，按名单上的曾用名取用" if is_former else ""


def _merged(unit: Unit, found: dict[str, Report]) -> Predecessor:
    """The reports of the units that became one, added up cell by cell; what one of them left blank stays blank."""
    reports = tuple(found.values())
    values = {cell: _added([report.values.get(cell) for report in reports]) for cell in reports[0].values}
    files = list(dict.fromkeys(report.file for report in reports))
    names = "、".join(found)
    file = "＋".join(files) if len(files) > 1 else f"{files[0]}（{names}）"
    texts = dict.fromkeys(reports[0].texts, "")
    summed = replace(
        reports[0], agency=unit.name, values=values, texts=texts, sources={}, file=file, computed=frozenset()
    )
    return Predecessor(reports, summed, f"由{names}合并而成，带入的是 {len(reports)} 家上年数之和，请核对")


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None
