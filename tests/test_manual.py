"""The manual and the workbook's help are made from the rules and the forms, and say the same."""

from pathlib import Path

import nianbao
from nianbao.commands.rules import KINDS, manual
from nianbao.core.finding import Level
from nianbao.forms import load
from nianbao.rules import catalogue

RULES = catalogue.rules(load.catalogue())


def test_manual_in_the_package_is_the_one_the_rules_make() -> None:
    """`nianbao rules --manual > src/nianbao/manual.md` was run after the last change."""
    kept = Path(nianbao.__file__).with_name("manual.md").read_text(encoding="utf-8")
    assert manual(RULES).rstrip() == kept.rstrip()


def test_every_rule_belongs_to_a_chapter_and_is_whole() -> None:
    """Code, sentence, ground and remedy; an example of each kind where people fill in or write."""
    for rule in RULES:
        assert rule.code[0] in KINDS
        assert rule.sentence
        assert rule.basis
        assert rule.remedy
    checked = {each.code for each in catalogue.PROCEDURES} | {
        identity.code for form in load.catalogue() for identity in form.identities
    }
    assert [rule.code for rule in RULES if rule.code in checked and not (rule.good and rule.bad)] == []


def test_codes_are_used_once() -> None:
    """A code never means two things."""
    codes = [each.code for each in catalogue.PROCEDURES]
    codes += sorted({identity.code for form in load.catalogue() for identity in form.identities})
    assert len(codes) == len(set(codes))


def test_warnings_may_always_be_answered() -> None:
    """Only an error can refuse a 说明."""
    assert all(rule.waivable for rule in RULES if rule.level is not Level.ERROR)
