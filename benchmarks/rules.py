"""What each rule costs on a report already read, and how many reports a second all of them judge.

CPU microseconds a report over made-up reports whose prose reads like real ones: of every ten reports the least of several
rounds, since what else the machine does comes in bursts that are longer than ten reports and shorter than all.
Run: python benchmarks/rules.py [reports]
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

# The generator lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.commands import console
from nianbao.commands.check import context
from nianbao.rules import catalogue, causes, identities, privacy
from nianbao.rules.context import Context
from nianbao.rules.prose import reading
from tests.realistic.sample import Sample, sample
from tests.realistic.score import DEFECTS

ROUNDS, REPORTS, TOGETHER = 8, 200, 10
COLUMNS = ("没有问题", "没有问题、无上年", "有一处问题")
# J008 compares sentences with last year's by a similarity library; what all other rules take is told beside the whole.
APART = tuple(each for each in catalogue.PROCEDURES if each.code != "J008")
Work = Callable[[Context], object]


def kinds(number: int) -> dict[str, list[Context]]:
    """The same reports three ways: right, right but without last year's, with one defect planted."""
    samples = [sample(seed) for seed in range(number)]
    spoilt = [spoil(seed, each) for seed, each in enumerate(samples)]
    right = [context(each.report, each.form, each.prior) for each in samples]
    alone = [context(each.report, each.form) for each in samples]
    return dict(zip(COLUMNS, (right, alone, spoilt), strict=True))


def spoil(seed: int, whole: Sample) -> Context:
    """The report with the first defect, from a drawn one on, that it has room for."""
    random = Random(seed)  # noqa: S311 - the same defects in every run
    start = random.randrange(len(DEFECTS))
    for defect in (*DEFECTS[start:], *DEFECTS[:start]):
        planted = defect.plant(random, whole)
        if planted is not None:
            return context(planted.report, planted.form, planted.prior)
    return context(whole.report, whole.form, whole.prior)


def steps() -> dict[str, Work]:
    """What a check is made of, each by the code or the name of what it is."""
    judged: dict[str, Work] = {
        "勾稽关系": lambda seen: list(identities.findings(seen)),
        "读正文": reading.told,
        "归因": lambda seen: causes.grouped(seen, list(identities.findings(seen))),
    }
    judged |= {each.code: lambda seen, each=each: list(each.check(seen)) for each in catalogue.PROCEDURES}  # type: ignore[misc]
    judged["遮盖"] = lambda seen: privacy.veiled([], seen.report.year)
    return judged


def cpu(work: Work, contexts: Sequence[Context]) -> float:
    """The least CPU microseconds a report; nothing that a round has found out of a report is there in the next.

    So what several rules need of a report, such as its text read, is counted with each of them, and in 全部 once.
    """
    batches = [contexts[start : start + TOGETHER] for start in range(0, len(contexts), TOGETHER)]
    best = [float("inf")] * len(batches)
    for _ in range(ROUNDS):
        for number, batch in enumerate(batches):
            fresh = [replace(seen) for seen in batch]
            start = time.process_time()
            for seen in fresh:
                work(seen)
            best[number] = min(best[number], time.process_time() - start)
    return sum(best) / len(contexts) * 1e6


def main() -> None:
    """Measure and print."""
    made = kinds(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
    letters = sum(len(text) for seen in made[COLUMNS[0]] for text in seen.report.texts.values()) // len(
        made[COLUMNS[0]]
    )
    print(f"{len(made[COLUMNS[0]])} 份年报，平均 {letters} 字；每份微秒（CPU）")
    spent = {name: [cpu(work, contexts) for contexts in made.values()] for name, work in steps().items()}
    rows = [(name, *(f"{each:.0f}" for each in line)) for name, line in sorted(spent.items(), key=lambda i: -i[1][0])]
    whole = [cpu(catalogue.run, contexts) for contexts in made.values()]
    apart = [cpu(lambda seen: catalogue.run(seen, APART), contexts) for contexts in made.values()]
    for name, spread in (("全部", whole), ("全部，J008 除外", apart)):
        rows.append((name, *(f"{each:.0f}" for each in spread)))
        rows.append(("每秒份数", *(f"{1e6 / each:.0f}" for each in spread)))
    print(console.table(("规则", *COLUMNS), rows))


if __name__ == "__main__":
    main()
