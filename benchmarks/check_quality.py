"""How well the rules find defects, and how often they speak of reports that are right: recall and false alarms per rule.

The reports are made up, figures and prose alike, and the same in every run with the same first seed. One defect is
planted at a time; it counts as found when its own rule names its own place. 另报 is how many other errors and warnings
each report got on top: one defect should be one finding.
Run: python benchmarks/check_quality.py [--planted N] [--clean N] [--first SEED] [-v] [rule …]
Exit code 1 when a report that is right got an error or a warning.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

# The generator lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.commands import console
from nianbao.forms import load
from nianbao.rules import catalogue
from tests.realistic.among_units import COUNTY, county_alarms, county_score
from tests.realistic.score import DEFECTS, Score, alarms, score

PLANTED, CLEAN, COUNTIES = 60, 1000, 20
AT_ONCE = 50
FOUND = ("规则", "埋下的问题", "埋下", "找到", "找到率", "另报")
SPOKEN = ("规则", "错误", "警告", "提示")
Alarm = tuple[str, str, str]


def main() -> int:
    """Measure and print; 1 when a clean report got an error or a warning."""
    wanted = arguments()
    start = time.perf_counter()
    with ProcessPoolExecutor(wanted.jobs) as pool:
        chosen = [each for each in DEFECTS if not wanted.rules or each.rule in wanted.rules]
        scores = list(pool.map(partial(score, wanted=wanted.planted, first=wanted.first), chosen))
        if not wanted.rules or COUNTY.rule in wanted.rules:
            scores.append(county_score(COUNTIES, wanted.first))
        last = wanted.first + wanted.clean
        said = [each for found in pool.map(spoken, range(wanted.first, last, AT_ONCE)) for each in found]
    said += [(each.rule, each.level.value, each.message) for each in county_alarms(COUNTIES, wanted.first)]
    show_found(scores, is_long=wanted.verbose)
    show_spoken(said, wanted.clean, is_long=wanted.verbose)
    print(f"没有埋过的规则（由读取、结转、汇总时说出）：{'、'.join(untried())}")
    print(f"用时 {time.perf_counter() - start:.0f} 秒")
    return 1 if any(level != "hint" for _, level, _ in said) else 0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="校验质量")
    parser.add_argument("rules", nargs="*", metavar="规则", help="只埋这些规则的问题")
    parser.add_argument("--planted", type=int, default=PLANTED, help="每种问题埋几份")
    parser.add_argument("--clean", type=int, default=CLEAN, help="没有问题的年报查几份")
    parser.add_argument("--first", type=int, default=0, help="第一个种子")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="同时进行几个")
    parser.add_argument("-v", dest="verbose", action="store_true", help="列出没有找到的和误报的")
    return parser.parse_args()


def spoken(first: int) -> list[Alarm]:
    """What is said of some reports that are right."""
    return [
        (finding.rule, finding.level.value, f"{clean.unit.name}{clean.report.year}：{finding.message}")
        for clean, finding in alarms(AT_ONCE, first)
    ]


def show_found(scores: list[Score], *, is_long: bool) -> None:
    """A line for each kind of defect, and what was missed."""
    rows = []
    for each in scores:
        share = f"{each.found / each.planted:.0%}" if each.planted else "—"
        others = f"{each.others / each.found:.1f}" if each.found else "—"
        rows.append((each.defect.rule, each.defect.about, str(each.planted), str(each.found), share, others))
    planted, found = sum(each.planted for each in scores), sum(each.found for each in scores)
    rows.append(("合计", f"{len(scores)} 种", str(planted), str(found), f"{found / planted:.1%}", ""))
    print(console.table(FOUND, rows))
    for each in scores if is_long else ():
        for missed in each.missed:
            print(f"没有找到 {each.defect.rule} {each.defect.about}：{missed}")


def show_spoken(said: list[Alarm], clean: int, *, is_long: bool) -> None:
    """A line for each rule that spoke of reports that are right."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for rule, level, _ in said:
        counts[rule][level] += 1
    rows = [(rule, *(str(counts[rule][level]) for level in ("error", "warning", "hint"))) for rule in sorted(counts)]
    total = Counter(level for _, level, _ in said)
    rows.append(("合计", *(str(total[level]) for level in ("error", "warning", "hint"))))
    print(f"\n没有问题的年报 {clean} 份、{COUNTIES} 个县的单位互相比较，误报：")
    print(console.table(SPOKEN, rows))
    for rule, level, message in said if is_long else ():
        print(f"误报 {rule} {level} {message}")


def untried() -> list[str]:
    """The rules no defect is planted for."""
    tried = {each.rule for each in (*DEFECTS, COUNTY)}
    return [rule.code for rule in catalogue.rules(load.catalogue()) if rule.code not in tried]


if __name__ == "__main__":
    sys.exit(main())
