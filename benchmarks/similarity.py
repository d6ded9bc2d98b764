"""How long it takes to find the units of a county that copy from each other, against comparing every pair.

Run: python benchmarks/similarity.py [how many units]
"""

import difflib
import sys
import time
from collections.abc import Callable
from itertools import islice, pairwise
from random import Random

from rapidfuzz import fuzz

from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.rules.alike import alike, likenesses, pairs

UNITS = 1000
COPIES = 20
SAMPLED = 40
LENGTHS = (1400, 3000)
SHARE_OF_TEMPLATE = 0.25
PLACES = "青白红柳松竹梅兰石溪湾桥坪坝岭坡河泉塘洲"
WHO = "镇党政办公室 各村信息员 财务站所 便民服务中心 驻村干部 村民小组长 纪检人员 档案员 包村领导 文化站 农业站 民政岗 网格员 老党员 返乡青年".split()
WHEN = "年初 汛期 秋收以后 逢集日 每季度末 换届以后 农闲时节 项目开工前 名单审定后 会后三日内 雨季来临前 年底".split()
WHAT = "低保名单 道路硬化进度 茶园改造补助 河道清淤合同 农机购置清单 饮水工程决算 危房改造验收表 村集体收支 公益岗位名额 医保缴费标准 林地承包台账 养老院收费 集市摊位租金 学校午餐账目 水库放水计划 垃圾清运费用".split()
HOW = "张贴在村口公开栏 念给赶集的群众听 印成大字明白纸 录成方言广播 交村民代表逐项核对 挂到县政府网站 送到独居老人家里 摆进查阅点 做成一页图 发到村民微信群 当场答疑 抄送监督委员会".split()
RESULT = "群众再没有来问第二遍 收到意见当场改正 有两处差错被及时指出 查阅的人比往常多 投诉明显减少 账目与实物对得上 村里少了闲话 申请人表示满意 问题当天办结 名单调整了几户".split()


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else UNITS
    units, planted = county(count, Random(7))  # noqa: S311 - 编的文字，与保密无关
    form = load.catalogue()[-1]
    letters = sum(len(text) for unit in units for text in unit.texts.values())
    start = time.process_time()
    found = alike(units, form)
    spent = time.process_time() - start
    named = " ".join(finding.message.split("的「")[0] for finding in found)
    met = sum(all((units[at].agency or "") in named for at in pair) for pair in planted)
    print(
        f"{count} 个单位，共 {letters / 10000:.0f} 万字；埋下 {len(planted)} 对雷同，找到 {met} 对，共报 {len(found)} 条"
    )
    print(f"alike                   {spent:.2f} 秒 CPU（目标 10）")
    start = time.process_time()
    beside = pairs(units, form, likenesses(units, form))
    print(f"左右对照 {len(beside)} 对        {time.process_time() - start:.2f} 秒 CPU（含查找）")
    texts = ["".join(unit.texts.values()) for unit in units]
    every = count * (count - 1) // 2
    for name, compare in (("rapidfuzz 两两相比（估计）", fuzz.ratio), ("difflib 两两相比（估计）  ", _difflib)):
        each = sampled(texts, compare)
        print(f"{name} {each * every:,.0f} 秒 CPU，是 alike 的 {each * every / spent:,.0f} 倍")


def county(count: int, random: Random) -> tuple[list[Report], list[tuple[int, int]]]:
    """Units with narratives of their own in the county's template, some of them copied, and the pairs that are."""
    form = load.catalogue()[-1]
    first, second = [section.text for section in form.sections if section.subheads or section.required]
    template = [sentence(random) for _ in range(20)]
    names = [f"{PLACES[at // 400]}{PLACES[at // 20 % 20]}{PLACES[at % 20]}镇" for at in range(count)]
    units = []
    for name in names:
        long, short = random.randint(*LENGTHS), random.randint(400, 900)
        texts = {first: narrative(random, name, template, long), second: narrative(random, name, template, short)}
        units.append(Report(form.id, name, form.first_year, None, {}, texts))
    planted = [(at * 7, at * 7 + 3) for at in range(min(COPIES, count // 8))]
    for one, other in planted:
        copied = {key: altered(random, text, names[one], names[other]) for key, text in units[one].texts.items()}
        units[other] = Report(form.id, names[other], form.first_year, None, {}, copied)
    return units, planted


def sentence(random: Random) -> str:
    """A sentence nobody else is likely to write."""
    what, other = random.sample(WHAT, 2)
    village, next_village = ("".join(random.sample(PLACES, 2)) for _ in range(2))
    parts = [f"{random.choice(WHEN)}由{random.choice(WHO)}把{village}村{what}{random.choice(HOW)}"]
    parts.append(f"{next_village}组的{other}则{random.choice(HOW)}")
    parts.append(f"{random.choice(WHO)}全程参加，前后{random.randint(2, 60)}次")
    random.shuffle(parts)
    return "，".join(parts) + f"，{village}{random.choice(RESULT)}。"


def narrative(random: Random, name: str, template: list[str], length: int) -> str:
    """A narrative of about that many characters, a part of it the county's template."""
    parts = [f"{name}认真落实公开要求。"]
    while sum(map(len, parts)) < length:
        is_template = random.random() < SHARE_OF_TEMPLATE
        parts.append(random.choice(template) if is_template else sentence(random))
        if random.random() < 0.2:
            parts.append("\n")
    return "".join(parts)


def altered(random: Random, text: str, name: str, other: str) -> str:
    """A copy as copies are made: the name changed, a word here and there, a sentence of one's own."""
    text = text.replace(name, other).replace("全程参加", random.choice(["全程参加", "到场监督"]))
    return text.replace("当天办结", "当日办好") + sentence(random)


def sampled(texts: list[str], compare: Callable[[str, str], float]) -> float:
    """CPU seconds of comparing one pair."""
    start = time.process_time()
    for one, other in islice(pairwise(texts), SAMPLED):
        compare(one, other)
    return (time.process_time() - start) / SAMPLED


def _difflib(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


if __name__ == "__main__":
    main()
