"""What clerks, provinces and conversions do to the words of a table."""

from random import Random

from nianbao.forms.layout import Role
from tests.forms.varied.model import Dice, Matrix, Spot, head, spots, starts

_SWAPS = [("只计", "只记"), ("其他", "其它"), ("总计", "合计"), ("总计", "总 计"), ("第", "第 "), ("行政规范", "规范")]
_SCRIPTS = [("（", "("), ("）", ")"), ("“", '"'), ("”", '"'), ("、", "."), (".", "．"), (".", "、"), ("总计", "總計")]
_BLANKS = ["\u00a0", "\u3000", " ", "\n", "  ", "\t", "\u200b"]
_REMARKS = ["（件）", "(单位：件)", "（条例第三十六条）", "（含网上申请）", "[注1]", "①"]
_PAIRS = (
    "万萬与與业業为爲举舉于於会會体體关關内內决決况況减減办辦务務动動区區单單县縣发發后後国國处處复復审審对對属屬废廢开開强強当當总總执執护護"
    "报報据據数數无無机機权權条條构構栏欄没沒现現确確秘祕稳穩类類纠糾级級纳納组組织織经經结結继繼续續维維缴繳罚罰范範获獲补補规規计計认認"
    "议議记記许許讼訟访訪诉訴询詢请請购購费費转轉过過这這进進采採问問项項题題额額"
)
_TRADITIONAL = dict(zip(map(ord, _PAIRS[::2]), _PAIRS[1::2], strict=True))


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return text.translate(_TRADITIONAL)


def relabel(dice: Dice, lines: Matrix) -> None:
    """Other wordings and other signs for the same label, blanks and remarks in it."""
    swaps = dice.random.sample([*_SWAPS, *_SCRIPTS], 3)
    for spot in _labels(lines):
        for old, new in swaps:
            spot.text = spot.text.replace(old, new)
        _spaced(dice.random, spot)


def _labels(lines: Matrix) -> list[Spot]:
    return [spot for spot in spots(lines) if spot.cell is None and spot.text]


def _spaced(random: Random, spot: Spot) -> None:
    if random.random() < 0.15:
        at = random.randint(0, len(spot.text))
        spot.text = spot.text[:at] + random.choice(_BLANKS) + spot.text[at:]
    if random.random() < 0.03 and spot.role is Role.LABEL:
        spot.text += random.choice(_REMARKS)


def misspell(dice: Dice, lines: Matrix) -> None:
    """Three labels with a character wrong, missing or too many."""
    labels = [spot for spot in _labels(lines) if len(spot.text) > 3 and "元" not in spot.text]
    for spot in dice.random.sample(labels, min(3, len(labels))):
        at = dice.random.randrange(len(spot.text))
        spot.text = spot.text[:at] + dice.random.choice(["", "的", "某"]) + spot.text[at + 1 :]


def in_traditional(dice: Dice, lines: Matrix) -> None:
    """All words in traditional characters."""
    for spot in _labels(lines):
        spot.text = traditional(spot.text)


def upright(dice: Dice, lines: Matrix) -> None:
    """Tall group labels set one character a line."""
    for _, _, down, _, spot in starts(lines):
        if down > 2 and spot.role is Role.LABEL:
            spot.text = "\n".join(spot.text)


def unnumbered(dice: Dice, lines: Matrix) -> None:
    """Labels without the number they are printed with."""
    for spot in _labels(lines):
        if spot.role is Role.LABEL:
            spot.text = spot.text.lstrip("一二三四五六七八九十（）()0123456789.、．")


def other_stub(dice: Dice, lines: Matrix) -> None:
    """The corner of the table says something else, or nothing."""
    stub = lines[0][0]
    if head(lines) and stub.role is not Role.TITLE and not stub.cell:
        stub.text = dice.random.choice(["", "项目", "项  目", "信息内容", "类别", "申请情况", "办理情况"])


def odd_heading(dice: Dice, lines: Matrix) -> None:
    """A heading above others says something else, or nothing."""
    tops = [spot for _, _, _, across, spot in starts(lines[: head(lines)]) if across > 1 and spot is not lines[0][0]]
    if tops and len(lines) > 8:
        spot = dice.random.choice(tops)
        spot.text = dice.random.choice(["", "申请人", "申请人类型（件）", "单位", "组织"])
