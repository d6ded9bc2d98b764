"""What became of every cell of a varied report: read right, reported as not read, or silently wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nianbao.adapters.convert import Converter
from nianbao.commands.read import Reading, parse
from nianbao.core.cell import Cell
from nianbao.core.errors import NianbaoError
from tests.forms.varied.kinds import Kind, Order, Sent, sent
from tests.forms.varied.model import Page

# Said of a table that is not in the report's body: its cells stay 未填, whatever they are.
_WHOLE_TABLE = {"D011", "D014", "D040"}
# Said when the tables that were found are not those of the report's year.
_OTHER_FORM = {"D028"}


@dataclass
class Verdict:
    """The cells of one document by what became of them."""

    seed: int
    right: int = 0
    reported: int = 0
    silent: list[str] = field(default_factory=list)
    refused: str = ""
    traits: set[str] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.right + self.reported + len(self.silent)


def judge(made: Page, reading: Reading, seed: int = 0) -> Verdict:
    """Every cell against what was printed; a cell that holds another figure is silently wrong, whatever is said of it."""
    found = Verdict(seed, traits=made.traits)
    if reading.report.form != made.form.id:
        if _OTHER_FORM.isdisjoint(finding.rule for finding in reading.findings):
            found.silent = [f"格式 {made.form.id} → {reading.report.form}"]
        found.reported = len(made.truth) - len(found.silent)
        return found
    told = {place for finding in reading.findings for place in finding.places}
    lost = {Cell.parse(f.places[0]).table for f in reading.findings if f.rule in _WHOLE_TABLE and f.places}
    for cell, true in made.truth.items():
        value = reading.report.values[cell]
        is_told = str(cell) in told or cell.table in lost or cell in made.lost
        is_due = true is not None or cell in made.odd
        if value != true and not (value is None and is_told):
            found.silent.append(f"{cell}: {true} → {value}")
        elif value is None and is_due:
            if is_told:
                found.reported += 1
            else:
                found.silent.append(f"{cell}: 未读而未说明")
        else:
            found.right += 1
    return found


def reading_of(kind: Kind, each: Sent, converter: Converter) -> Reading:
    """The document as `read` reads it, one office converting all that have to be."""
    data = converter.readable(each.data, kind.name) if kind.is_converted else each.data
    return parse(data, kind.name)


def verdict(kind: Kind, each: Sent, converter: Converter) -> Verdict:
    """What became of the cells of a document; one that is refused is reported as a whole."""
    try:
        return judge(each.page, reading_of(kind, each, converter), each.seed)
    except NianbaoError as error:
        return Verdict(each.seed, reported=len(each.page.truth), refused=error.message, traits=each.page.traits)


def verdicts(kind: Kind, orders: Iterable[Order]) -> list[Verdict]:
    """What became of the cells of documents of one kind."""
    with Converter() as converter:
        return [verdict(kind, each, converter) for each in sent(kind, orders)]


def problems(kind: Kind, found: Iterable[Verdict]) -> list[str]:
    """The documents with silent errors, each with the seed that makes it again."""
    return [
        f"{kind.name} 种子 {each.seed}（{'、'.join(sorted(each.traits))}）：{'；'.join(each.silent)}"
        for each in found
        if each.silent
    ]
