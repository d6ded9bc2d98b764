"""What clerks, provinces and conversions do to a printed table, each change with its chance."""

from collections.abc import Callable

from nianbao.forms.layout import Role
from tests.forms.varied.labels import in_traditional, misspell, odd_heading, other_stub, relabel, unnumbered, upright
from tests.forms.varied.model import Dice, Matrix, Spot, head, spots, value_columns

_EXTRA = [
    "其中：网上申请",
    "其中：当面申请",
    "4.其他",
    "9.其他情形",
    "6.其他",
    "（八）其他情形",
    "（六）小计",
    "行政确认",
    "其他",
    "小计",
    "合计",
    "不予公开小计",
    "五、其中本级收到",
    "其中：规章",
    "",
]


def vary(dice: Dice, lines: Matrix) -> None:
    """Every change that falls to this table, in the order in which they could happen to it."""
    changes: list[tuple[str, float, Callable[[Dice, Matrix], None]]] = [
        ("reordered", 0.15, _reorder),
        ("other stub", 0.08, other_stub),
        ("odd heading", 0.05, odd_heading),
        ("unnumbered", 0.05, unnumbered),
        ("labels", 0.6, relabel),
        ("traditional", 0.08, in_traditional),
        ("upright labels", 0.12, upright),
        ("extra row", 0.2, _extra_row),
        ("extra column", 0.12, _extra_column),
        ("number column", 0.06, _number_column),
        ("unit line", 0.12, _unit_line),
        ("without top head", 0.08, _without_top_head),
        ("misspelt", 0.15, misspell),
        ("blank row", 0.1, _blank_row),
        ("remark row", 0.1, _remark_row),
        ("page number row", 0.08, _page_number_row),
        ("head again", 0.08, _head_again),
        ("without head", 0.03, _without_head),
        ("lost row", 0.05, _lost_row),
        ("row twice", 0.04, _row_twice),
        ("one row for a group", 0.06, _one_row_for_group),
    ]
    for trait, chance, change in changes:
        if dice.falls(trait, chance):
            change(dice, lines)


def _reorder(dice: Dice, lines: Matrix) -> None:
    """Moves whole columns among those whose headings above are the same."""
    columns, top = value_columns(lines), head(lines)
    groups: dict[tuple[int, ...], list[int]] = {}
    for i in columns:
        groups.setdefault(tuple(id(line[i]) for line in lines[: top - 1]), []).append(i)
    for group in groups.values():
        order = dice.random.sample(group, len(group))
        for line in lines:
            moved = [line[i] for i in order]
            for i, spot in zip(group, moved, strict=True):
                line[i] = spot


def _extra_row(dice: Dice, lines: Matrix) -> None:
    top = head(lines)
    if top >= len(lines):
        return
    at = dice.random.randint(top + 1, len(lines))
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
    columns, top = value_columns(lines), head(lines)
    if not columns:
        return
    name, filler = dice.random.choice(
        [("备注", ""), ("备注", "无"), ("其中：外籍", "7"), ("小计", "8"), ("说明", "见附件"), ("", "6")]
    )
    at = dice.random.choice([columns[-1] + 1, dice.random.randint(columns[0], columns[-1] + 1)])
    heading = Spot(name, Role.HEAD)
    for i, line in enumerate(lines):
        left = line[at - 1]
        is_inside = at < len(line) and line[at] is left
        fresh = heading if i < top else Spot(filler, Role.VALUE)
        line.insert(at, left if is_inside else fresh)


def _number_column(dice: Dice, lines: Matrix) -> None:
    heading = Spot("序号", Role.HEAD)
    top = head(lines)
    for i, line in enumerate(lines):
        line.insert(0, heading if i < top else Spot(str(i - top + 1), Role.LABEL))


def _unit_line(dice: Dice, lines: Matrix) -> None:
    spot = Spot(
        dice.random.choice(["单位：件", "（单位：件）", "政府信息公开申请情况统计表", "填报单位：青石镇人民政府"]),
        Role.TITLE,
    )
    lines.insert(0, [spot] * len(lines[0]))


def _without_top_head(dice: Dice, lines: Matrix) -> None:
    for _ in range(dice.random.choice([1, 1, 2])):
        if head(lines) >= 2 and lines[0][-1] is not lines[1][-1]:
            del lines[0]


def _between(dice: Dice, lines: Matrix, text: str, places: list[int]) -> None:
    at = dice.random.choice(places)
    lines.insert(at, [Spot(text, Role.TITLE)] * len(lines[0]))


def _blank_row(dice: Dice, lines: Matrix) -> None:
    at = dice.random.choice([head(lines), len(lines)])
    lines.insert(at, [Spot("", Role.LABEL) for _ in lines[0]])


def _remark_row(dice: Dice, lines: Matrix) -> None:
    remarks = ["注：本表由办公室填报，其中网上申请2件。", "填报人：张三 审核人：李四", "截至2024年12月31日", "— 3 —"]
    _between(dice, lines, dice.random.choice(remarks), [head(lines), len(lines)])


def _page_number_row(dice: Dice, lines: Matrix) -> None:
    """A page number in the middle of the table, where the paper was cut."""
    places = [i for i in range(1, len(lines)) if not set(lines[i - 1]) & set(lines[i])]
    if places:
        _between(dice, lines, dice.random.choice(["— 4 —", "- 4 -", "4", "第4页 共9页", "４"]), places)


def _head_again(dice: Dice, lines: Matrix) -> None:
    """The head printed again after a page break."""
    top = head(lines)
    if 1 <= top < len(lines) - 2 and len(lines) > 15:
        twins = {spot: Spot(spot.text, spot.role) for line in lines[:top] for spot in line}
        at = dice.random.randint(top + 1, len(lines) - 1)
        below = {spot: Spot(spot.text if dice.random.random() < 0.5 else "", spot.role) for spot in lines[at]}
        cut = set(lines[at]) & set(lines[at - 1])
        lines[at:] = [[below[spot] if spot in cut else spot for spot in line] for line in lines[at:]]
        lines[at:at] = [[twins[spot] for spot in line] for line in lines[:top]]


def _without_head(dice: Dice, lines: Matrix) -> None:
    # Nobody could tell what a column more, or columns in another order, hold once the head is gone.
    if dice.page.traits.isdisjoint({"reordered", "extra column", "number column"}):
        del lines[: head(lines)]


def _lost_row(dice: Dice, lines: Matrix) -> None:
    values = [i for i, line in enumerate(lines) if any(spot.cell for spot in line)]
    if len(values) < 3:
        return
    at = dice.random.choice(values)
    for spot in lines[at]:
        if spot.cell:
            dice.page.truth[spot.cell] = None
            dice.page.odd.add(spot.cell)
    del lines[at]


def _row_twice(dice: Dice, lines: Matrix) -> None:
    at = dice.random.randrange(head(lines), len(lines)) if head(lines) < len(lines) else 0
    inside = set(lines[at - 1]) | set(lines[at + 1] if at + 1 < len(lines) else [])
    lines.insert(at, [spot if spot in inside and not spot.cell else Spot(spot.text, spot.role) for spot in lines[at]])


def _one_row_for_group(dice: Dice, lines: Matrix) -> None:
    """（六）其他处理 in one row, where the form has three."""
    if "table of another form" in dice.page.traits:
        return
    whole = [line for line in lines if any(spot.cell and spot.cell.row.startswith("3.6.") for spot in line)]
    label = next((spot for line in whole[:1] for spot in line if spot.role is Role.LABEL and "六" in spot.text), None)
    if label is None:
        return
    for spot in spots(whole):
        if spot.cell is not None:
            dice.page.truth[spot.cell] = None
            dice.page.odd.add(spot.cell)
    for line in whole[1:]:
        lines.remove(line)
    at = lines.index(whole[0])
    lines[at] = [label if spot.role is Role.LABEL and spot not in lines[at - 1] else spot for spot in lines[at]]
    lines[at] = [Spot("2", Role.VALUE) if spot.cell else spot for spot in lines[at]]
