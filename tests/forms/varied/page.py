"""Random reports as clerks, provinces and portals print them: labels, merges, rows and columns vary, the truth is kept."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from nianbao.core.form import Section, Table
from nianbao.forms import load
from nianbao.forms.across import same_items
from nianbao.forms.layout import Role
from tests.forms.varied.changes import vary
from tests.forms.varied.figures import fill
from tests.forms.varied.labels import traditional
from tests.forms.varied.model import Dice, Matrix, Page, Spot, head, matrix, spots

_NAMES = ["青石镇人民政府", "柳河乡人民政府", "云岭街道办事处", "示例县水利局"]
_NUMBERS = "一二三四五"


def page(random: Random, calm: float = 1.0) -> Page:
    """One random report; `calm` 0 prints it as the form does."""
    form = random.choice(load.catalogue())
    year = (form.last_year or form.first_year + 3) if random.random() < 0.7 else form.first_year
    made = Page(form, year, random.choice(_NAMES), is_whole=not calm)
    dice = Dice(random, made, calm)
    _head(made)
    for section in form.sections:
        made.items.append(_heading(dice, section.title, [f"{section.numeral}、{each}" for each in section.variants]))
        if section.table:
            _report(dice, section, _foreign(dice, section.table) or _tables(dice, form.table(section.table)))
        else:
            _write(made, section.text, _prose(random))
    if dice.falls("appendix", 0.15):
        made.items.append("附件：政府信息公开工作年度报告格式")
        for section in form.sections:
            made.items.append(section.title)
            made.items += [matrix(form.table(section.table))] if section.table else ["（文字描述）"]
    return made


def _head(made: Page) -> None:
    title = f"{made.agency}{made.year}年政府信息公开工作年度报告"
    lead = f"本报告所列数据的统计期限自{made.year}年1月1日起至{made.year}年12月31日止。"
    made.texts |= {"head_title": title, "head_lead": lead}
    made.items += [title, lead]


def _write(made: Page, address: str, lines: list[str]) -> None:
    made.texts[address] = "\n".join([*filter(None, [made.texts.get(address, "")]), *lines])
    made.items += lines


def _prose(random: Random) -> list[str]:
    lines = [f"（{number}）工作情况第{random.randint(1, 99)}项。" for number in _NUMBERS[: random.randint(1, 3)]]
    return [
        *lines,
        f"全年主动公开信息{random.randint(1, 200)}条，答复申请{random.randint(0, 9)}件，占{random.randint(1, 99)}%。",
    ]


def _report(dice: Dice, section: Section, tables: list[str | Matrix]) -> None:
    """A section's tables, a sentence before or after them in some reports."""
    made = dice.page
    made.texts[section.text] = ""
    if dice.random.random() < 0.15:
        _write(made, section.text, [f"{made.year}年本机关有关情况见下表，共{dice.random.randint(1, 9)}项。"])
    made.items += tables
    if dice.random.random() < 0.15:
        _write(made, section.text, ["说明：以上数据含所属事业单位，其中网上申请2件，当面申请1件。"])


def _heading(dice: Dice, title: str, variants: list[str]) -> str:
    if variants and dice.falls("heading variant", 0.2):
        return dice.random.choice(variants)
    if dice.falls("heading blanks", 0.1):
        return title.replace("、", "、 ").replace("情况", "情 况")
    if dice.falls("heading slipped", 0.05):
        return "二" + title[1:]
    if dice.falls("heading traditional", 0.05):
        return traditional(title)
    return title.replace("、", ".") if dice.falls("heading dot", 0.1) else title


def _tables(dice: Dice, table: Table) -> list[str | Matrix]:
    parts = [table]
    if len(table.blocks) > 1 and dice.falls("blocks apart", 0.25):
        parts = [replace(table, blocks=(block,)) for block in table.blocks]
    made = [matrix(part) for part in parts]
    if table.blocks[0].orientation == "across" and dice.falls("t4 apart", 0.25):
        made = _groups_apart(made[0])
    elif table.blocks[0].orientation == "across" and dice.falls("t4 turned", 0.08):
        made = [_turned(made[0], [row.label for row in table.blocks[0].leaves()])]
    for each in made:
        fill(dice, each)
        vary(dice, each)
    if len(made) == 1 and len(made[0]) > 12 and dice.falls("cut by a page", 0.1):
        return _cut(dice, made[0])
    return list(made)


def _groups_apart(whole: Matrix) -> list[Matrix]:
    """表四 as one table a group: its columns cut out under its own headings."""
    width = 5
    return [[list(row[start : start + width]) for row in whole] for start in range(0, len(whole[0]), width)]


def _turned(whole: Matrix, labels: list[str]) -> Matrix:
    """表四 with a line a group under one head, as some provinces print it."""
    width = len(whole[-1]) // len(labels)
    lines = [[Spot("", Role.HEAD), *(Spot(spot.text, Role.HEAD) for spot in whole[-2][:width])]]
    for i, label in enumerate(labels):
        lines.append([Spot(label, Role.LABEL), *whole[-1][i * width : (i + 1) * width]])
    return lines


def _cut(dice: Dice, whole: Matrix) -> list[str | Matrix]:
    """A table over two pages, as two tables with a page number between; what is cut goes on blank or written again."""
    at = dice.random.randint(head(whole) + 1, len(whole) - 1)
    again = dice.random.random() < 0.3
    cut = set(whole[at - 1]) & set(whole[at])
    if any(spot.role is Role.TITLE for spot in cut):
        return [whole]
    below = {spot: Spot(spot.text if again else "", spot.role) for spot in cut}
    rest = [[below.get(spot, spot) for spot in line] for line in whole[at:]]
    number = dice.random.choice([[], [f"— {dice.random.randint(2, 9)} —"], [str(dice.random.randint(2, 9))]])
    return [whole[:at], *number, rest]


def _foreign(dice: Dice, table: str) -> list[str | Matrix]:
    """A table of another form: none of its figures may get into a cell that means something else."""
    other = next(form for form in load.catalogue() if form != dice.page.form)
    if other.table(table) == dice.page.form.table(table) or "table of another form" in dice.page.traits:
        return []
    if not dice.falls("table of another form", 0.08):
        return []
    drawn = matrix(other.table(table))
    items = same_items(dice.page.form, other)
    missing = {cell for cell in dice.page.form.cells if cell.table == table}
    dice.page.truth |= dict.fromkeys(missing)
    for spot in spots(drawn):
        if spot.cell is None:
            continue
        spot.text = str(dice.random.randint(1, 999))
        own = next((cell for cell, old in items.items() if old == spot.cell), None)
        spot.cell = None
        if own is not None:
            dice.page.truth[own] = Decimal(spot.text)
            missing.discard(own)
    dice.page.odd |= missing
    return [drawn]
