"""Random reports as clerks, provinces and portals print them: labels, merges, rows and columns vary, the truth is kept."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from nianbao.core.form import Kind, Table
from nianbao.forms import load
from nianbao.forms.across import same_items
from tests.forms.varied_changes import vary
from tests.forms.varied_model import Dice, Matrix, Page, Spot, matrix, spots

_NOT_FILLED = ["", " ", "\u00a0", "/", "—", "-", "无", "——"]


def page(random: Random, calm: float = 1.0) -> Page:
    """One random report; `calm` 0 prints it as the form does."""
    form = random.choice(load.catalogue())
    year = (form.last_year or form.first_year + 3) if random.random() < 0.7 else form.first_year
    made = Page(form, year, is_whole=not calm)
    dice = Dice(random, made, calm)
    made.items.append(f"青石镇人民政府{year}年政府信息公开工作年度报告")
    made.items.append(f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。")
    for section in form.sections:
        made.items.append(_heading(dice, section.title, [f"{section.numeral}、{each}" for each in section.variants]))
        if section.table:
            made.items += _foreign(dice, section.table) or _tables(dice, form.table(section.table))
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
    lines.append(
        f"全年主动公开信息{random.randint(1, 200)}条，答复申请{random.randint(0, 9)}件，占{random.randint(1, 99)}%。"
    )
    made.texts[address] = "\n".join(lines)
    made.items += lines


def _heading(dice: Dice, title: str, variants: list[str]) -> str:
    if variants and dice.falls("heading variant", 0.2):
        return dice.random.choice(variants)
    if dice.falls("heading blanks", 0.1):
        return title.replace("、", "、 ").replace("情况", "情 况")
    if dice.falls("heading slipped", 0.05):
        return "二" + title[1:]
    return title.replace("、", ".") if dice.falls("heading dot", 0.1) else title


def _tables(dice: Dice, table: Table) -> list[str | Matrix]:
    parts = [table]
    if len(table.blocks) > 1 and dice.falls("blocks apart", 0.25):
        parts = [replace(table, blocks=(block,)) for block in table.blocks]
    made = [matrix(part) for part in parts]
    if table.blocks[0].orientation == "across" and dice.falls("t4 apart", 0.25):
        made = _groups_apart(made[0])
    for each in made:
        _fill(dice, each)
        vary(dice, each)
    return list(made)


def _groups_apart(whole: Matrix) -> list[Matrix]:
    """表四 as one table a group: its columns cut out under its own headings."""
    width = 5
    return [[list(row[start : start + width]) for row in whole] for start in range(0, len(whole[0]), width)]


def _foreign(dice: Dice, table: str) -> list[str | Matrix]:
    """A table of another form: none of its figures may get into a cell that means something else."""
    other = next(form for form in load.catalogue() if form != dice.page.form)
    if other.table(table) == dice.page.form.table(table) or "table of another form" in dice.page.traits:
        return []
    if not dice.falls("table of another form", 0.08):
        return []
    drawn = matrix(other.table(table))
    items = same_items(dice.page.form, other)
    dice.page.truth |= {cell: None for cell in dice.page.form.cells if cell.table == table}
    for spot in spots(drawn):
        if spot.cell is None:
            continue
        spot.text = str(dice.random.randint(1, 999))
        own = next((cell for cell, old in items.items() if old == spot.cell), None)
        spot.cell = None
        if own is not None:
            dice.page.truth[own] = Decimal(spot.text)
            dice.page.lost.add(own)
    return [drawn]


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
    kind = dice.page.form.column(spot.cell).kind
    more = [f"增{value}", f"增加{value}", f"+{value}"] if kind is Kind.CHANGE and value >= 0 else []
    more += [f"减{-value}"] if kind is Kind.CHANGE and value < 0 else []
    more += [f"{value}万元", f"{value}万", f"{value * 10000:f}元"] if kind is Kind.MONEY else []
    dressed = dice.random.choice(
        [f"\u00a0{value}", f"{value}\u3000", str(value).translate(wide), f" {value} ", f"{value}（其中修订1件）"]
        + [f"{value}件", f"约{value}", f"{value}\n", "３ ５", f"{value}、1"]
        + ([f"{value:,}"] if value >= 1000 else [])
        + more * 4
    )
    spot.text = dressed
    if (any(mark in dressed for mark in "件约、") and "（" not in dressed) or dressed == "３ ５":
        dice.page.truth[spot.cell] = None
        dice.page.odd.add(spot.cell)
