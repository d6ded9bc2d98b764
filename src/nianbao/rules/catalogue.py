"""Every rule there is, in one list one can read; the check, the manual and `rules` follow from it."""

from dataclasses import dataclass, replace
from functools import cache

from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.identity import Identity
from nianbao.core.notes import NOTES
from nianbao.rules import (
    causes,
    changes,
    elsewhere,
    fees,
    filling,
    foreign,
    identities,
    levels,
    names,
    privacy,
    recomputed,
    said,
    wording,
    years,
)
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.rule import Rule, of_function

# Each module lists its own rules; this is all of them.
PROCEDURES: tuple[Procedure, ...] = (
    *filling.RULES,
    *wording.RULES,
    *years.RULES,
    *names.RULES,
    *foreign.RULES,
    *privacy.RULES,
    *changes.RULES,
    *levels.RULES,
    *said.RULES,
    *recomputed.RULES,
    *fees.RULES,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rules: the codes that found nothing, and why others could not be judged."""

    passed: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()


NOT_JUDGED = Outcome()


def run(context: Context, procedures: tuple[Procedure, ...] = PROCEDURES) -> list[Finding]:
    """Every finding of every identity and procedure, gravest first, then in the order of the form."""
    found = list(identities.findings(context))
    found = causes.grouped(context, found)
    for procedure in procedures:
        found += procedure.check(context)
    return ordered(privacy.veiled(found, context.report.year))


def ordered(findings: list[Finding]) -> list[Finding]:
    """Gravest first; within a level by code, otherwise as they came; what has one cause stays together."""
    leads = [finding for finding in findings if finding.is_lead]
    following: dict[tuple[str | None, ...], list[Finding]] = {}
    for finding in findings:
        if not finding.is_lead:
            following.setdefault(_cause(finding), []).append(finding)
    found: list[Finding] = []
    for lead in sorted(leads, key=lambda finding: (finding.level.rank, finding.rule)):
        found.append(lead)
        found += following.get(_cause(lead), []) if lead.cause else []
    return found


def _cause(finding: Finding) -> tuple[str | None, ...]:
    """What findings of one cause share; a county's list holds those of many units."""
    return finding.agency, finding.file, finding.cause.place if finding.cause else None


def outcome(context: Context, findings: list[Finding]) -> Outcome:
    """Which rules were judged and found nothing, and which do not fit this report."""
    reasons = {identity.code: identities.unfit(identity, context) for identity in context.form.identities}
    reasons |= {procedure.code: procedure.unfit(context) for procedure in PROCEDURES}
    found = {finding.rule for finding in findings}
    return Outcome(
        tuple(sorted(code for code, reason in reasons.items() if reason is None and code not in found)),
        tuple(sorted((code, reason) for code, reason in reasons.items() if reason is not None and code not in found)),
    )


def rules(forms: tuple[Form, ...]) -> list[Rule]:
    """All rules by code: the forms' identities (the newest form's wording), the procedures, what readers say."""
    listed = {identity.code: _of_identity(identity) for form in forms for identity in form.identities}
    listed |= {each.code: _of_procedure(each) for each in PROCEDURES}
    listed |= {rule.code: rule for rule in elsewhere.RULES}
    listed |= {
        code: Rule(code, "D", level, about, "读入", remedy, waivable=level is not Level.ERROR)
        for code, (level, about, remedy) in NOTES.items()
    }
    return [listed[code] for code in sorted(listed)]


@cache
def waivable(form: Form) -> frozenset[str]:
    """The rules whose 错误 a 说明 may answer; a 警告 or 提示 may always be answered."""
    codes = {identity.code for identity in form.identities if identity.waivable}
    codes |= {rule.code for rule in elsewhere.RULES if rule.waivable}
    return frozenset(codes | {procedure.code for procedure in PROCEDURES if procedure.waivable})


def _of_identity(identity: Identity) -> Rule:
    level = Level(identity.level)
    return Rule(
        identity.code,
        identity.id,
        level,
        identity.title,
        identity.basis,
        identity.remedy,
        identity.good,
        identity.bad,
        identity.waivable or level is not Level.ERROR,
    )


def _of_procedure(each: Procedure) -> Rule:
    waives = each.waivable or each.level is not Level.ERROR
    return replace(of_function(each.code, each.identity, each.level, each.check, remedy=each.remedy), waivable=waives)
