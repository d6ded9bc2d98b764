"""Random reports as clerks, provinces and portals print them: labels, merges, rows and columns vary, the truth is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Kind, Table
from nianbao.forms import load
from nianbao.forms.layout import Role, layout

_SWAPS = [("只计", "只记"), ("其他", "其它"), ("总计", "合计"), ("总计", "总 计"), ("第", "第 "), ("行政规范", "规范")]
_SCRIPTS = [("（", "("), ("）", ")"), ("“", '"'), ("”", '"'), ("、", "."), (".", "．"), (".", "、"), ("总计", "總計")]
_BLANKS = ["\u00a0", "\u3000", " ", "\n", "  "]
_REMARKS = ["（件）", "(单位：件)", "（条例第三十六条）"]
_NOT_FILLED = ["", " ", "\u00a0", "/", "—", "-", "无", "——"]


@dataclass(eq=False)
class Spot:
    """A printed cell; it covers every place of the matrix that holds it."""

    text: str
    role: Role
    cell: Cell | None = None


Matrix = list[list[Spot]]


@dataclass
class Page:
    """A report to be printed, what must be read from it (None: nothing), and what was done to it."""

    form: Form
    year: int
    items: list[str | Matrix] = field(default_factory=list)
    truth: dict[Cell, Decimal | None] = field(default_factory=dict)
    odd: set[Cell] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    traits: set[str] = field(default_factory=set)


class Dice:
    """The random choices of one page, each written down as a trait."""

    def __init__(self, random: Random, page: Page, calm: float) -> None:
        self.random, self.page, self.calm = random, page, calm

    def falls(self, trait: str, chance: float) -> bool:
        """Whether the page gets this trait."""
        if self.random.random() >= chance * self.calm:
            return False
        self.page.traits.add(trait)
        return True


def page(random: Random, calm: float = 1.0) -> Page:
    """One random report; `calm` 0 prints it as the form does."""
    form = random.choice(load.catalogue())
    year = (form.last_year or form.first_year + 3) if random.random() < 0.7 else form.first_year
    made = Page(form, year)
    dice = Dice(random, made, calm)
    made.items.append(f"青石镇人民政府{year}年政府信息公开工作年度报告")
    made.items.append(f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。")
    for section in form.sections:
        made.items.append(_heading(dice, section.title, [f"{section.numeral}、{each}" for each in section.variants]))
        if section.table:
            made.items += _tables(dice, form.table(section.table))
        else:
            _write(made, section.text, random)
    if dice.falls("appendix", 0.15):
        made.items.append("附件：政府信息公开工作年度报告格式")
        for section in form.sections:
            made.items.append(section.title)
            made.items += [matrix(form.table(section.table))] if section.table else ["（文字描述）"]
    return made


def _write(made: Page, address: str, random: Random) -> None:
    lines = [f"（{number}）工作情况第{random.randint(1, 99)}项。" for number in "一二三"[: random.randint(1, 3)]]
    lines.append(f"全年主动公开信息{random.randint(1, 200)}条，答复申请{random.randint(0, 9)}件，占{random.randint(1, 99)}%。")
    made.texts[address] = "\n".join(lines)
    made.items += lines


def _heading(dice: Dice, title: str, variants: list[str]) -> str:
    if variants and dice.falls("heading variant", 0.2):
        return dice.random.choice(variants)
    if dice.falls("heading blanks", 0.1):
        return title.replace("、", "、 ").replace("情况", "情 况")
    return title.replace("、", ".") if dice.falls("heading dot", 0.1) else title


def matrix(table: Table) -> Matrix:
    """A table as the form prints it, every place holding the cell that covers it."""
    grid = layout(table)
    spots: dict[tuple[int, int], Spot] = {}
    for printed in grid.cells:
        spot = Spot(printed.text, printed.role, printed.cell)
        for row in range(printed.row, printed.row + printed.rowspan):
            spots.update({(row, printed.column + i): spot for i in range(printed.colspan)})
    return [[spots[row, column] for column in range(grid.columns)] for row in range(grid.rows)]


def _tables(dice: Dice, table: Table) -> list[str | Matrix]:
    parts = [table]
    if len(table.blocks) > 1 and dice.falls("blocks apart", 0.25):
        parts = [replace(table, blocks=(block,)) for block in table.blocks]
    made = [matrix(part) for part in parts]
    if table.blocks[0].orientation == "across" and dice.falls("t4 apart", 0.25):
        made = _groups_apart(made[0])
    for each in made:
        _fill(dice, each)
        _vary(dice, each)
    return list(made)


def _groups_apart(whole: Matrix) -> list[Matrix]:
    """表四 as one table a group: its columns cut out under its own headings."""
    width = 5
    return [[list(row[start : start + width]) for row in whole] for start in range(0, len(whole[0]), width)]


def spots(lines: Matrix) -> list[Spot]:
    """Every printed cell once, in reading order."""
    return list(dict.fromkeys(spot for line in lines for spot in line))


def _fill(dice: Dice, lines: Matrix) -> None:
    for spot in spots(lines):
        if spot.cell is None:
            continue
        value = _value(dice.random, dice.page.form.column(spot.cell).kind)
        dice.page.truth[spot.cell] = value
        spot.text = str(value)
        if dice.random.random() < 0.03 * dice.calm:
            _blank(dice, spot)
        elif dice.random.random() < 0.06 * dice.calm:
            _dress(dice, spot, value)


def _value(random: Random, kind: Kind) -> Decimal:
    if kind is Kind.MONEY:
        return Decimal(random.randint(0, 99999)) / random.choice([1, 10, 10000])
    low = -99 if kind is Kind.CHANGE else 0
    return Decimal(random.choice([0, random.randint(low, 9), random.randint(low, 999)]))


def _blank(dice: Dice, spot: Spot) -> None:
    assert spot.cell is not None
    spot.text = dice.random.choice(_NOT_FILLED)
    dice.page.truth[spot.cell] = None
    if spot.text.strip():
        dice.page.odd.add(spot.cell)


def _dress(dice: Dice, spot: Spot, value: Decimal) -> None:
    assert spot.cell is not None
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    dressed = dice.random.choice(
        [f"\u00a0{value}", f"{value}\u3000", str(value).translate(wide), f" {value} ", f"{value}（其中修订1件）"]
        + [f"{value}件", f"约{value}", f"{value}\n", "３ ５", f"{value}、1"]
        + ([f"{value:,}"] if value >= 1000 else [])
    )
    spot.text = dressed
    if any(mark in dressed for mark in "件约、") and "（" not in dressed or dressed == "３ ５":
        dice.page.truth[spot.cell] = None
        dice.page.odd.add(spot.cell)


def _vary(dice: Dice, lines: Matrix) -> None:
    changes: list[tuple[str, float, Callable[[Dice, Matrix], None]]] = [
        ("reordered", 0.15, _reorder),
        ("labels", 0.6, _relabel),
        ("extra row", 0.15, _extra_row),
        ("extra column", 0.12, _extra_column),
        ("number column", 0.06, _number_column),
        ("unit line", 0.12, _unit_line),
        ("without top head", 0.08, _without_top_head),
    ]
    for trait, chance, change in changes:
        if dice.falls(trait, chance):
            change(dice, lines)


def _head(lines: Matrix) -> int:
    return next((i for i, line in enumerate(lines) if any(spot.cell for spot in line)), len(lines))


def _columns(lines: Matrix) -> list[int]:
    """The places of value columns, where every line of values has one each."""
    values = [[i for i, spot in enumerate(line) if spot.cell] for line in lines if any(spot.cell for spot in line)]
    same = values and all(each == values[0] for each in values)
    return values[0] if same and all(len({line[i] for i in values[0]}) == len(values[0]) for line in lines[-1:]) else []


def _reorder(dice: Dice, lines: Matrix) -> None:
    """Moves whole columns among those whose headings above are the same."""
    columns, head = _columns(lines), _head(lines)
    groups: dict[tuple[int, ...], list[int]] = {}
    for i in columns:
        groups.setdefault(tuple(id(line[i]) for line in lines[: head - 1]), []).append(i)
    for group in groups.values():
        order = dice.random.sample(group, len(group))
        for line in lines:
            moved = [line[i] for i in order]
            for i, spot in zip(group, moved, strict=True):
                line[i] = spot


def _relabel(dice: Dice, lines: Matrix) -> None:
    swaps = dice.random.sample([*_SWAPS, *_SCRIPTS], 3)
    for spot in spots(lines):
        if spot.cell is None and spot.text:
            for old, new in swaps:
                spot.text = spot.text.replace(old, new)
            _spaced(dice.random, spot)


def _spaced(random: Random, spot: Spot) -> None:
    if random.random() < 0.15:
        at = random.randint(0, len(spot.text))
        spot.text = spot.text[:at] + random.choice(_BLANKS) + spot.text[at:]
    if random.random() < 0.03 and spot.role is Role.LABEL:
        spot.text += random.choice(_REMARKS)


_EXTRA = ["其中：网上申请", "4.其他", "9.其他情形", "6.其他", "（八）其他情形", "行政确认", "其他", "小计", "五、其中本级收到", "其中：规章"]


def _extra_row(dice: Dice, lines: Matrix) -> None:
    head = _head(lines)
    if head >= len(lines):
        return
    at = dice.random.randint(head + 1, len(lines))
    above = lines[at - 1]
    below = lines[at] if at < len(lines) else []
    label = Spot(dice.random.choice(_EXTRA), Role.LABEL)
    line: list[Spot] = []
    for i, spot in enumerate(above):
        if below and below[i] is spot:
            line.append(spot)
        elif spot.cell or spot.role is Role.TITLE:
            line.append(Spot(str(dice.random.randint(0, 9)), Role.VALUE))
        else:
            line.append(label)
    lines.insert(at, line)


def _extra_column(dice: Dice, lines: Matrix) -> None:
    columns, head = _columns(lines), _head(lines)
    if not columns:
        return
    name, filler = dice.random.choice([("备注", ""), ("备注", "无"), ("其中：外籍", "7"), ("小计", "8"), ("说明", "见附件")])
    at = dice.random.choice([columns[-1] + 1, dice.random.randint(columns[0], columns[-1] + 1)])
    heading = Spot(name, Role.HEAD)
    for i, line in enumerate(lines):
        left = line[at - 1]
        is_inside = at < len(line) and line[at] is left
        fresh = heading if i < head else Spot(filler, Role.VALUE)
        line.insert(at, left if is_inside else fresh)


def _number_column(dice: Dice, lines: Matrix) -> None:
    heading = Spot("序号", Role.HEAD)
    head = _head(lines)
    for i, line in enumerate(lines):
        line.insert(0, heading if i < head else Spot(str(i - head + 1), Role.LABEL))


def _unit_line(dice: Dice, lines: Matrix) -> None:
    spot = Spot(dice.random.choice(["单位：件", "（单位：件）", "政府信息公开申请情况统计表", "填报单位：青石镇人民政府"]), Role.TITLE)
    lines.insert(0, [spot] * len(lines[0]))


def _without_top_head(dice: Dice, lines: Matrix) -> None:
    if _head(lines) >= 3:
        del lines[0]
