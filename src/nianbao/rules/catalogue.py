"""Every rule there is, in one list one can read; the check, the manual and `rules` follow from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.notes import NOTES
from nianbao.rules import filling, identities, wording
from nianbao.rules.context import Context

Check = Callable[[Context], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the manual tells it; `identity` is the number reviewers know it by."""

    code: str
    identity: str
    level: Level
    sentence: str
    basis: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """The rule as `rules --json` prints it."""
        return {
            "code": self.code,
            "identity": self.identity,
            "level": self.level.value,
            "sentence": self.sentence,
            "basis": self.basis,
            "remedy": self.remedy,
        }


# The procedural rules: (code, identity, level, what checks it, remedy). One function may say several levels' worth.
PROCEDURES: tuple[tuple[str, str, Level, Check, str], ...] = (
    ("T001", "V5", Level.WARNING, filling.blanks, "没有的填 0，不清楚的核实后再填。"),
    ("T003", "V5", Level.ERROR, filling.numbers, "改填符合种类的数。"),
    ("T004", "V5", Level.WARNING, filling.fine_money, "核对单位是不是万元。"),
    ("W001", "X7", Level.ERROR, wording.headings, "按格式补齐、合并或调整章节。"),
    ("W002", "X7", Level.ERROR, wording.required_texts, "补写这一部分。"),
    ("W003", "X7", Level.ERROR, wording.residue, "删去模板文字，写上本单位的内容。"),
    ("W009", "X9", Level.ERROR, wording.unfilled, "补上数字或名称。"),
)
_CARRYING, _SUMMING = "结转时核对", "汇总时核对"
_ALSO_SAID = (
    Rule("T002", "V5", Level.ERROR, "整张表都未填写。", "格式要求逐格填报", "逐格填写，没有的填 0。"),
    Rule("J001", "Y1", Level.WARNING, "上年年报相应格未填写，没有带入。", _CARRYING, "核实上年数后填写。"),
    Rule("J002", "Y1", Level.WARNING, "已填的数与上年年报不同，没有改动。", _CARRYING, "与上年年报核对。"),
    Rule("J003", "Y1", Level.WARNING, "上年年报的合计与各列之和不同。", _CARRYING, "核实上年各列后再带入。"),
    Rule("J004", "Y1", Level.HINT, "上年年报的格式没有对应项，没有带入。", _CARRYING, "按本单位台账填写。"),
    Rule("J005", "Y1", Level.WARNING, "上年年报的单位名称与本单位不同。", _CARRYING, "核对是不是拿错了文件。"),
    Rule(
        "J006", "Y1", Level.WARNING, "所给的上年年报不是上一年度的，没有核对结转。", _CARRYING, "换用上一年度的年报。"
    ),
    Rule("H001", "C1", Level.ERROR, "单位缺报。", _SUMMING, "催报；汇总数暂不含该单位。"),
    Rule(
        "H002", "C1", Level.ERROR, "一个单位报了不止一份，内容不同。", _SUMMING, "与单位确认以哪一份为准，移走其余的。"
    ),
    Rule("H003", "C1", Level.ERROR, "报来的文件读不了。", _SUMMING, "按所说的原因请单位重报。"),
    Rule("H004", "C1", Level.ERROR, "年度或格式与本次汇总不符。", _SUMMING, "请单位改报。"),
    Rule("H005", "C1", Level.WARNING, "汇总数不含未填写的格。", _SUMMING, "请有关单位补填后重新汇总。"),
    Rule("H006", "C1", Level.WARNING, "报来的单位不在名单上。", _SUMMING, "核对单位名称，或补进名单。"),
)


def run(context: Context) -> list[Finding]:
    """Every finding of every rule, gravest first, then in the order of the form."""
    found = list(identities.findings(context))
    for _, _, _, check, _ in PROCEDURES:
        found += check(context)
    return ordered(found)


def ordered(findings: list[Finding]) -> list[Finding]:
    """Gravest first; within a level by code, otherwise as they came."""
    return sorted(findings, key=lambda finding: (finding.level.rank, finding.rule))


def passed(context: Context, findings: list[Finding]) -> int:
    """How many rules were judged and found nothing."""
    judged = {identity.code for identity in context.form.identities if identities.applies(identity, context)}
    judged |= {code for code, *_ in PROCEDURES}
    return len(judged - {finding.rule for finding in findings})


def rules(forms: tuple[Form, ...]) -> list[Rule]:
    """All rules by code: the forms' identities (the newest form's wording), the procedures, what readers say."""
    listed = {
        identity.code: Rule(
            identity.code, identity.id, Level(identity.level), identity.title, identity.basis, identity.remedy
        )
        for form in forms
        for identity in form.identities
    }
    for code, identity, level, check, remedy in PROCEDURES:
        sentence, basis = _told(check)
        listed[code] = Rule(code, identity, level, sentence, basis, remedy)
    listed |= {rule.code: rule for rule in _ALSO_SAID}
    listed |= {code: Rule(code, "D", level, about, "读入", remedy) for code, (level, about, remedy) in NOTES.items()}
    return [listed[code] for code in sorted(listed)]


def _told(check: Check) -> tuple[str, str]:
    lines = [line.strip() for line in (check.__doc__ or "").splitlines()]
    basis = next((line.removeprefix("依据：") for line in lines if line.startswith("依据：")), "")
    return lines[0], basis
