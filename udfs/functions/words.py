"""What addresses and codes are called, and what the functions themselves do."""

from collections.abc import Mapping, Sequence
from functools import cache, partial

from nianbao.core.errors import BadInput
from nianbao.core.form import Form, Kind
from nianbao.core.numbers import folded, read
from nianbao.forms import load
from nianbao.rules import catalogue
from nianbao.rules.rule import Rule
from udfs import arguments
from udfs.arguments import Argument, Given, Scalar
from udfs.functions import labels
from udfs.registry import WorksheetFunction, worksheet_function


@worksheet_function(
    "NB_LABEL",
    "地址与中文写法互换：给 t3_3.3.2_natural 得「表三·三（三）2·自然人」，给中文写法得地址。那一年的格式没有这一格的显示 #N/A。",
    what="地址或它的中文写法；选一片则逐格给出",
    year="报告年度，决定按哪一年的格式；不填为有这一格的最新格式",
)
def label(what: Argument, year: Argument = None) -> Given:
    """The other spelling of an address."""
    form = _form_of(arguments.text(year, "第二个参数"))
    return arguments.each(what, "「地址」", partial(_other_spelling, form))


def _form_of(year: str) -> Form | None:
    if not year:
        return None
    number = read(year.removesuffix("年"), Kind.COUNT).value
    if number is None:
        raise BadInput(f"年度「{year}」不是年份。请填四位数字的年份。")
    return load.for_year(int(number))


def _other_spelling(form: Form | None, text: str) -> str:
    if form is None:
        form, address = labels.any_form(text)
    else:
        address = labels.find(form, text)
    name = labels.of(form).spelled[address]
    return name if folded(text).lower() == address else address


@worksheet_function(
    "NB_RULE",
    '按编号说明一条校验规则，如 NB_RULE("G301")；第二个参数可要它的级别、依据、正例、反例或怎么改。',
    code="规则编号，如 G301；选一片则逐格给出",
    part="要哪一部分：规则、级别、依据、正例、反例、怎么改；不填为规则",
)
def rule(code: Argument, part: Argument = None) -> Given:
    """The sentence of a rule, or another part of what is said of it."""
    wanted = arguments.text(part, "第二个参数") or "规则"
    return arguments.each(code, "「编号」", lambda asked: _part(known_rule(asked), wanted))


def known_rule(code: str) -> Rule:
    """The rule of a code, in either case and width.

    Raises: BadInput.
    """
    found = _rules(load.catalogue()).get(folded(code).upper())
    if found is None:
        raise BadInput(f"没有编号为「{code}」的规则。请核对编号，全部编号见规则手册。")
    return found


@cache
def _rules(forms: tuple[Form, ...]) -> Mapping[str, Rule]:
    return {each.code: each for each in catalogue.rules(forms)}


def _part(found: Rule, wanted: str) -> Scalar:
    parts = {
        "规则": found.sentence,
        "级别": found.level.label,
        "依据": found.basis,
        "正例": found.good,
        "反例": found.bad,
        "怎么改": found.remedy,
    }
    if wanted not in parts:
        raise BadInput(f"规则没有「{wanted}」这一部分。可以填：{'、'.join(parts)}。")
    return parts[wanted]


def help_for(functions: Sequence[WorksheetFunction]) -> WorksheetFunction:
    """NB_HELP, which lists these functions and itself; the add-in takes the texts of the function wizard from it."""

    @worksheet_function("NB_HELP", "列出全部年报函数：名称、用途和各个参数的说明。")
    def listed() -> Given:
        return [
            [each.name, each.description, *(parameter.help for parameter in each.parameters)]
            for each in (*functions, listed)
        ]

    return listed
