"""The figures of a varied report: what is typed for each, and what may be read from it."""

from decimal import Decimal
from random import Random

from nianbao.core.form import Kind
from tests.forms.varied.model import Dice, Matrix, Spot, spots

_NOT_FILLED = ["", " ", "\u00a0", "/", "—", "-", "无", "——", "／", "\\", "－"]
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_MARKS = ["①", "②", "[1]", "〔2〕", "¹", "²", "*", "※", "注1"]
_RAISED = ["1", "2", "①", "[1]", "注", "*"]
_NOTES = ["（其中修订1件）", "（其中修订16件）", "(含网上申请 3 件)", "［见说明］", "（废止2）"]


def fill(dice: Dice, lines: Matrix) -> None:
    """A figure in every cell, a few of them left blank or typed oddly."""
    for spot in spots(lines):
        if spot.cell is None:
            continue
        value = _value(dice.random, dice.page.form.column(spot.cell).kind, dice.calm)
        dice.page.truth[spot.cell] = value
        spot.text = str(value)
        if dice.random.random() < 0.03 * dice.calm:
            _blank(dice, spot)
        elif dice.random.random() < 0.08 * dice.calm:
            _dress(dice, spot, value)


def _value(random: Random, kind: Kind, calm: float) -> Decimal:
    """A figure of the size reports have; now and then, but on no calm page, one too long for a narrow column."""
    if kind is Kind.MONEY:
        return Decimal(random.randint(0, 99999)) / random.choice([1, 1, 100, 10000])
    low = -99 if kind is Kind.CHANGE else 0
    small = [0, random.randint(low, 9), random.randint(low, 99), random.randint(low, 999)]
    return Decimal(random.choice([*small, *small, random.randint(0, 99999 if calm else 99)]))


def _blank(dice: Dice, spot: Spot) -> None:
    assert spot.cell is not None
    spot.text = dice.random.choice(_NOT_FILLED)
    dice.page.truth[spot.cell] = None
    if spot.text.strip():
        dice.page.odd.add(spot.cell)


def _dress(dice: Dice, spot: Spot, value: Decimal) -> None:
    """The figure as people type it; some of it is the figure still, some must not be read as one."""
    assert spot.cell is not None
    random = dice.random
    if random.random() < 0.08:
        spot.mark = random.choice(_RAISED)
        return
    if random.random() < 0.05:
        spot.hidden = str(random.randint(0, 99))
        return
    if random.random() < 0.35:
        spot.text = random.choice(_unreadable(value))
        dice.page.truth[spot.cell] = None
        dice.page.odd.add(spot.cell)
        return
    spot.text = random.choice(_readable(random, value, dice.page.form.column(spot.cell).kind))


def _readable(random: Random, value: Decimal, kind: Kind) -> list[str]:
    """Ways to write a figure; a reader may take it or leave it, but take nothing else."""
    own = [f"增{value}", f"增加{value}", f"+{value}", f"＋{value}"] if kind is Kind.CHANGE and value >= 0 else []
    own += [f"减{-value}", f"减少{-value}", f"−{-value}"] if kind is Kind.CHANGE and value < 0 else []
    own += [f"{value}万元", f"{value}万", f"{value * 10000:f}元"] if kind is Kind.MONEY else []
    own += [f"{value:,}", f"{value:,}".replace(",", "，")] if value >= 1000 else []
    common = [f"\u00a0{value}", f"{value}\u3000", str(value).translate(_WIDE), f" {value} ", f"{value}\n"]
    common += [f"{value}{random.choice(_NOTES)}" for _ in range(2)]
    common += [f"{value}{random.choice(_MARKS)}" for _ in range(2)]
    return common + own * 3


def _unreadable(value: Decimal) -> list[str]:
    """What is no plain figure: units, guesses, two figures in one cell."""
    units = [f"{value}件", f"{value} 条", f"{value}项", f"共{value}", f"约{value}", f"{value}余", f"＞{value}"]
    return [
        *units,
        "３ ５",
        f"{value}、1",
        f"{value}/1",
        f"{value}-2",
        "十二",
        "5月4日",
        "见附件",
        f"{value}%",
        f"{value}\n7",
    ]
