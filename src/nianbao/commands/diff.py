"""`diff`: what changed between two submissions of one unit, or between a workbook and the page that was published."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nianbao.adapters import files, printout
from nianbao.adapters.listing import spelled
from nianbao.adapters.workbook import HEAD_LABELS
from nianbao.commands import console, diff_told
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.diff_findings import told_apart
from nianbao.commands.diff_texts import text_changes
from nianbao.commands.prior import read_prior
from nianbao.commands.read import Reading, read
from nianbao.core.agency import is_same
from nianbao.core.cell import Cell
from nianbao.core.difference import AnswerChange, CellChange, Differences, HeadChange, Side, Uncompared
from nianbao.core.errors import BadInput
from nianbao.core.form import Form
from nianbao.core.numbers import folded
from nianbao.core.report import Report
from nianbao.core.waiver import Waiver
from nianbao.forms.across import same_items
from nianbao.rules.quoting import text_name

SUFFIXES = (".html", ".docx")


def compare(old: Reading, new: Reading, prior: Report | None = None) -> Differences:
    """All that differs between two reports; last year's report is for the findings that need it."""
    return compare_checked(check_reading(old, prior), check_reading(new, prior))


def compare_checked(old: Checked, new: Checked) -> Differences:
    """All that differs between two reports that were read and checked.

    Where the forms differ, cells are compared by the items both have; what only one has room for is told apart.
    """
    assert old.reading is not None
    assert new.reading is not None
    one, other = old.reading, new.reading
    same = same_items(other.form, one.form)
    appeared, vanished, remaining = told_apart(
        old.findings, new.findings, {str(older): str(cell) for cell, older in same.items()}
    )
    names = {address: text_name(other.form, address) for address in other.form.text_addresses()[1:]}
    return Differences(
        old=_side(one),
        new=_side(other),
        notices=tuple(_notices(one, other)),
        head=tuple(_head(one.report, other.report)),
        cells=tuple(_cells(one, other, same)),
        uncompared=tuple(_uncompared(one, other, same)),
        texts=text_changes(one.report.texts, other.report.texts, names),
        answers=tuple(_answers(one, other)),
        appeared=appeared,
        vanished=vanished,
        remaining=remaining,
    )


def _side(reading: Reading) -> Side:
    report = reading.report
    return Side(report.file, report.agency, report.year, reading.form)


def _notices(old: Reading, new: Reading) -> Iterator[str]:
    one, other = old.report, new.report
    if one.agency and other.agency and not is_same(one.agency, other.agency):
        told = f"两份不是同一单位的年报：原来是「{one.agency}」，现在是「{other.agency}」。"
        yield f"{told}以下照样逐项比对，请核对是不是拿错了文件。"
    if one.year and other.year and one.year != other.year:
        yield f"两份不是同一年度的年报：原来是{one.year}年度，现在是{other.year}年度。请核对是不是拿错了文件。"
    if old.form.id != new.form.id:
        told = f"两份用的格式不同：原来是「{old.form.title}」，现在是「{new.form.title}」。"
        yield f"{told}两种格式都有的项已逐格比对，只有一份才有的项另外列出。"


def _head(old: Report, new: Report) -> Iterator[HeadChange]:
    facts = [
        ("head_agency", old.agency, new.agency),
        ("head_year", _year(old), _year(new)),
        ("head_title", printout.title_of(old), printout.title_of(new)),
    ]
    if _is_workbook(old) and _is_workbook(new):
        # A published page says these in its text, if at all.
        facts += [
            ("head_level", old.level, new.level),
            ("head_contact", old.contact, new.contact),
            ("head_phone", old.phone, new.phone),
        ]
    for address, before, now in facts:
        if folded(before or "") != folded(now or ""):
            yield HeadChange(HEAD_LABELS[address], before or None, now or None)


def _year(report: Report) -> str | None:
    return str(report.year) if report.year else None


def _is_workbook(report: Report) -> bool:
    """Whether the report was read from sheets: 「表三!D14」."""
    return any("!" in source.place for source in report.sources.values())


def _cells(old: Reading, new: Reading, same: Mapping[Cell, Cell]) -> Iterator[CellChange]:
    typed, was_typed = _typed(new), _typed(old)
    for cell, older in same.items():
        before, now = old.report.values[older], new.report.values[cell]
        if before == now:
            continue
        notes = (
            "合计" if cell in new.form.totals else "",
            _unfilled("原来", was_typed.get(str(older))) if before is None else "",
            _unfilled("现在", typed.get(str(cell))) if now is None else "",
        )
        places = (old.report.place(str(older)), new.report.place(str(cell)))
        yield CellChange(cell, new.form.spell(cell), before, now, "；".join(filter(None, notes)), *places)


def _typed(reading: Reading) -> dict[str, str]:
    """What stood in a cell that could not be read as a number, by address."""
    return {finding.places[0]: finding.left for finding in reading.findings if finding.places and finding.left}


def _unfilled(when: str, typed: str | None) -> str:
    return f"{when}填的是「{typed}」，不是数，未读入" if typed else f"{when}未填写"


def _uncompared(old: Reading, new: Reading, same: Mapping[Cell, Cell]) -> Iterator[Uncompared]:
    known = (frozenset(same.values()), frozenset(same))
    for reading, paired, is_new in ((old, known[0], False), (new, known[1], True)):
        for cell, value in reading.report.values.items():
            if cell not in paired and value:
                yield Uncompared(reading.form.spell(cell), value, is_new)


def _answers(old: Reading, new: Reading) -> Iterator[AnswerChange]:
    """The 说明 that differ; a page or a Word file has no room for any."""
    if not (_is_workbook(old.report) and _is_workbook(new.report)):
        return
    before, now = _by_place(old.report.waivers), _by_place(new.report.waivers)
    for key in dict.fromkeys([*before, *now]):
        one, other = before.get(key), now.get(key)
        if _answer(one) != _answer(other):
            form = new.form if other else old.form
            yield AnswerChange(key[0], _places(key[1], form), one, other)


def _by_place(waivers: Iterable[Waiver]) -> dict[tuple[str, tuple[str, ...]], Waiver]:
    return {(waiver.rule, tuple(sorted(waiver.places))): waiver for waiver in waivers}


def _answer(waiver: Waiver | None) -> tuple[str, str] | None:
    return None if waiver is None else (waiver.reason, waiver.by)


def _places(places: Sequence[str], form: Form) -> str:
    if not places:
        return ""
    more = f" 等{len(places)}处" if len(places) > 1 else ""
    return spelled(places[0], form) + more


def configure(parser: ArgumentParser) -> None:
    """The arguments of `diff`."""
    parser.add_argument("old", type=Path, metavar="原来的", help="先报来的一份：工作簿、Word、网页、PDF 都可以")
    parser.add_argument("new", type=Path, metavar="现在的", help="后报来的一份，或已公布的年报")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="两份都与上年核对，看结转的问题改了没有")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("-o", dest="output", type=Path, metavar="比对.html|docx", help="另存一份左右对照的比对单")


def run(arguments: Namespace) -> int:
    """Compare two reports and show what differs."""
    if arguments.output:
        _require(arguments.output)
    prior = read_prior(arguments.prior) if arguments.prior else None
    old, new = read(arguments.old), read(arguments.new)
    last = prior.of(new.report.agency, arguments.new).report if prior else None
    if old.report.file == new.report.file:
        named = _told_apart(arguments.old.resolve(), arguments.new.resolve())
        old, new = (_under(reading, name) for reading, name in zip((old, new), named, strict=True))
    differences = compare(old, new, last)
    if arguments.output:
        kept = files.save(arguments.output, _written(arguments.output.suffix.lower(), differences), backup=True)
        console.say(f"比对单已存到「{kept}」。")
    if arguments.json:
        console.show_json(diff_told.as_dict(differences))
    else:
        console.show(diff_told.told(differences))
    return 0 if differences.is_same else 1


def _require(path: Path) -> None:
    """Refuse a target before any work: an unknown suffix, or a place nobody may write to.

    Raises: BadInput, CannotWrite.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"比对单不能存为「{path.name}」。请把文件名的后缀写成 {' 或 '.join(SUFFIXES)}。")
    files.probe_writable(path)


def _told_apart(one: Path, other: Path) -> tuple[str, str]:
    """Two files of one name with as many of their folders as tell them apart."""
    most = max(len(one.parts), len(other.parts))
    deep = next((count for count in range(2, most) if one.parts[-count:] != other.parts[-count:]), 2)
    return "/".join(one.parts[-deep:]), "/".join(other.parts[-deep:])


def _under(reading: Reading, name: str) -> Reading:
    """The reading of a file that goes by another name."""
    return replace(reading, report=replace(reading.report, file=name))


def _written(suffix: str, differences: Differences) -> bytes:
    now = f"{datetime.now():%Y-%m-%d %H:%M}"
    if suffix == ".html":
        from nianbao.adapters import diff_page

        return diff_page.write(differences, now)
    from nianbao.adapters import diff_word

    return diff_word.write(differences, now)
