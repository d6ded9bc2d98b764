"""Figures of two years in a row that add up: request by request, document by document."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.across import translated
from tests.builders import report
from tests.realistic.units import Unit

Figures = dict[str, Decimal]
NATURAL = "natural"
COLUMNS = (
    NATURAL,
    NATURAL,
    NATURAL,
    NATURAL,
    NATURAL,
    NATURAL,
    "business",
    "business",
    "legal",
    "research",
    "other",
    "welfare",
)
COMMON = ("3.1",) * 9 + ("3.2",) * 3 + ("3.4.1",) * 3
LATER = "4"


def following(random: Random, unit: Unit, form: Form, prior: Report | None) -> Figures:
    """A year's figures that go on from last year's report."""
    last = translated(prior, load.by_id(prior.form), form) if prior else {}
    return {
        **_requests(random, unit, form, last),
        **_reviews(random, unit),
        **(_documents(random, unit, last) if _has(form, "t2_1.2_made") else _old_documents(random, unit, last)),
    }


def made(unit: Unit, form_id: str, year: int, figures: Figures) -> Report:
    """The report of those figures; everything else is 0."""
    told = " ".join(f"{address}={value}" for address, value in figures.items())
    return report(form_id, told, year=year, agency=unit.name, level=unit.level)


def _has(form: Form, address: str) -> bool:
    return Cell.parse(address) in form.places


def _before(last: Mapping[Cell, Decimal | None], address: str, default: int) -> int:
    return int(last.get(Cell.parse(address), default) or 0)


def _requests(random: Random, unit: Unit, form: Form, last: Mapping[Cell, Decimal | None]) -> Figures:
    """Each request has one applicant and one outcome; a few are not finished by the end of the year."""
    rare = [row for row in _outcomes(form) if row.startswith(("3.3", "3.4", "3.5", "3.6"))]
    is_quiet = unit.busy < 10 and random.random() < 0.2
    new = 0 if is_quiet else random.randint(unit.busy // 2, unit.busy * 2)
    count: Counter[str] = Counter()
    for column in random.choices(COLUMNS, k=new):
        row = LATER if random.random() < 0.08 else random.choice((*COMMON, *random.sample(rare, 3)))
        count[f"t3_1_{column}"] += 1
        count[f"t3_{row}_{column}"] += 1
    for column in dict.fromkeys(COLUMNS):
        carried = _before(last, f"t3_4_{column}", 0) if last else random.choice((0, 0, 0, 1)) * -(-unit.busy // 40)
        count[f"t3_2_{column}"] += carried
        for _ in range(carried):
            count[f"t3_{random.choice(COMMON)}_{column}"] += 1
    return {address: Decimal(value) for address, value in count.items()}


def _outcomes(form: Form) -> list[str]:
    return [cell.row for cell in form.inputs() if cell.table == "t3" and cell.column == NATURAL and cell.row > "3."]


def _reviews(random: Random, unit: Unit) -> Figures:
    cases = random.choice((0, 0, 0, 1, 2)) + unit.busy // 20
    found = Counter(
        f"t4_{random.choice(('1', '1', '2.1', '2.2'))}_{random.choice(('upheld', 'upheld', 'corrected', 'other', 'pending'))}"
        for _ in range(cases)
    )
    return {address: Decimal(value) for address, value in found.items()}


def _documents(random: Random, unit: Unit, last: Mapping[Cell, Decimal | None]) -> Figures:
    before = _before(last, "t2_1.2_in_force", random.randint(0, 9) + unit.busy // 10)
    new, gone = random.choice((0, 0, 1, 2, 3)), min(before, random.choice((0, 0, 0, 1, 2)))
    told = {"t2_1.2_made": new, "t2_1.2_repealed": gone, "t2_1.2_in_force": before + new - gone}
    for row, most in (("5.1", 60), ("6.1", 25), ("6.2", 4)):
        told[f"t2_{row}_decided"] = _decided(random, last, f"t2_{row}_decided", most)
    return {**{address: Decimal(value) for address, value in told.items()}, "t2_8.1_fees": _fees(random, last)}


def _decided(random: Random, last: Mapping[Cell, Decimal | None], address: str, most: int) -> int:
    """About as many as last year."""
    usual = random.choice((0, random.randint(1, most), random.randint(1, most * 8)))
    before = _before(last, address, usual)
    return random.randint(before * 2 // 3, before * 3 // 2) if before else random.choice((0, 0, 3))


def _fees(random: Random, last: Mapping[Cell, Decimal | None]) -> Decimal:
    usual = random.choice((0, 0, 0, random.randint(1, 900_000), random.randint(1, 900_000) * 100))
    before = last.get(Cell.parse("t2_8.1_fees"), Decimal(usual) / 10_000) or Decimal(0)
    return (before * random.randint(60, 160) / 100).quantize(Decimal("0.0001"))


def _old_documents(random: Random, unit: Unit, last: Mapping[Cell, Decimal | None]) -> Figures:
    new = random.choice((0, 0, 1, 2, 3))
    opened = max(0, new - random.choice((0, 0, 1)))
    before = _before(last, "t2_1.2_total_open", random.randint(0, 9))
    told: dict[str, int] = {"t2_1.2_new_made": new, "t2_1.2_new_open": opened, "t2_1.2_total_open": before + opened}
    for row in ("5.1", "5.2", "6.1", "6.2", "8.1"):
        kept = _before(last, f"t2_{row}_prior", random.randint(0, 80)) + _before(last, f"t2_{row}_change", 0)
        told |= {f"t2_{row}_prior": kept, f"t2_{row}_change": max(-kept, random.choice((0, 0, 2, -1, 5)))}
        if row != "8.1":
            told[f"t2_{row}_decided"] = _decided(random, last, f"t2_{row}_decided", 60)
    told["t2_9.1_purchases"] = _decided(random, last, "t2_9.1_purchases", 12)
    amount = Decimal(told["t2_9.1_purchases"]) * random.randint(40_000, 60_000) / 10_000
    return {**{address: Decimal(value) for address, value in told.items()}, "t2_9.1_amount": amount}
