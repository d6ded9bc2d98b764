"""What the rules find in a report: the list, one rule's difference, one line of an identity."""

from decimal import Decimal

from nianbao.adapters.listing import place_label
from nianbao.commands.carry_over import require_last_year
from nianbao.commands.check import Checked, context
from nianbao.commands.read import Reading
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, UnknownAddress
from nianbao.core.finding import Finding, counts
from nianbao.core.form import Form
from nianbao.core.identity import Identity, Term
from nianbao.core.notes import NOTES
from nianbao.core.numbers import folded
from nianbao.forms import load
from nianbao.forms.across import same_items
from nianbao.rules.identities import row_phrase, unfit
from udfs import arguments
from udfs.arguments import Argument, Given, Value
from udfs.functions import kept, labels
from udfs.functions.figures import figure
from udfs.functions.words import known_rule
from udfs.places import OWN, File
from udfs.registry import NotThere, worksheet_function

_NOTHING = "没有发现问题。"
_BOOK_HELP = "年报文件：完整路径，或与本工作簿同一文件夹的文件名；不填为公式所在的工作簿（按已保存的内容）"
_PRIOR_HELP = "上年年报的文件，核对结转时填写；不填则不核对结转"


@worksheet_function(
    "NB_CHECK",
    "校验一份年报，逐行列出问题：序号、级别、编号、位置、内容、怎么改（↳ 与上一条同一原因）。给规则编号时列出该规则的相差、位置、内容，相符为 0。",
    book=_BOOK_HELP,
    rule="规则编号，如 G301；填 TRUE 只给待处理问题的个数；不填列出全部问题",
    prior=_PRIOR_HELP,
)
def check(book: File = OWN, rule: Argument = None, prior: File = OWN) -> Given:
    """The findings of a report as rows, how many are open, or what one rule finds."""
    checked = kept.checked(book.path, prior.path if prior.is_given else None)
    # Calc hands TRUE over as 1.
    if rule is True or rule == 1:
        return sum(counts(checked.findings).values())
    code = arguments.text(rule, "第二个参数") if rule else ""
    if code and prior.is_given:
        require_last_year(kept.reading(book.path).report, kept.reading(prior.path).report)
    return _of_rule(checked, known_rule(code).code) if code else _listed(checked)


def _listed(checked: Checked) -> Given:
    form, number, rows = _form(checked), 0, list[list[Value]]()
    for finding in checked.findings:
        number += finding.is_lead
        mark = number if finding.is_lead else "↳"
        rows.append([mark, _level(finding), finding.rule, place_label(finding, form), finding.message, finding.remedy])
    return rows or _NOTHING


def _form(checked: Checked) -> Form | None:
    return checked.reading.form if checked.reading else None


def _level(finding: Finding) -> str:
    return f"{finding.level.label}（已说明）" if finding.is_waived else finding.level.label


def _of_rule(checked: Checked, code: str) -> Given:
    found = [finding for finding in checked.findings if finding.rule == code]
    if found:
        return [[_figure(each.difference), place_label(each, _form(checked)), each.message] for each in found]
    reason = dict(checked.outcome.unfit).get(code)
    if reason is not None:
        return f"不适用：{reason}。"
    if code in checked.outcome.passed or code in NOTES:
        return 0
    return f"「{code}」在结转或汇总时才校验，单看一份年报没有结果。"


def _figure(difference: str | None) -> Decimal | None:
    return None if difference is None else Decimal(difference)


@worksheet_function(
    "NB_DIFF",
    "一项勾稽关系在某一列（行）的相差：左边减右边，0 为相符。一边全未填写的显示空白。",
    rule="勾稽或结转关系的编号，如 G301、J301",
    place="哪一列或哪一行：列名、行号或其中任一格的地址，如「自然人」或 t3_1_natural；只有一列（行）时可不填",
    book=_BOOK_HELP,
    prior="上年年报的文件，结转关系必填",
)
def difference(rule: Argument, place: Argument = None, book: File = OWN, prior: File = OWN) -> Given:
    """Left less right of an identity in one column or row; blank when it cannot be judged yet."""
    report = kept.reading(book.path)
    last = kept.reading(prior.path) if prior.is_given else None
    identity = _identity(report.form, arguments.text(rule, "第一个参数"))
    over = _line(report.form, identity, arguments.text(place, "第二个参数"))
    _require_fit(identity, report, last)
    pair = (report, last)
    left, right = (_side(pair, identity, terms, over) for terms in (identity.left, identity.right))
    if left is None or (right is None and identity.right and not identity.total):
        return None
    return left - (right or Decimal(0))


def _identity(form: Form, code: str) -> Identity:
    known = known_rule(code).code
    for identity in form.identities:
        if identity.code == known:
            return identity
    if any(identity.code == known for other in load.catalogue() for identity in other.identities):
        raise NotThere(f"{form.title}没有「{known}」这一关系。")
    raise BadInput(f"「{known}」不是勾稽关系，没有左右两边。请用 NB_CHECK 看它的结果。")


def _line(form: Form, identity: Identity, place: str) -> str:
    """The column or row a place names, or the only one there is."""
    named = {over: _names(form, identity, over) for over in identity.over}
    if not place and len(named) == 1:
        return identity.over[0]
    found = next((over for over, names in named.items() if folded(place).lower() in names), None)
    if found is None and place:
        found = _line_of(form, identity, place)
    if found is None:
        what = "列" if identity.along == "column" else "行"
        example = _name(form, identity, identity.over[0])
        said = f"没有「{place}」这一{what}" if place else f"有 {len(named)} {what}"
        raise BadInput(f"「{identity.code}」{said}。请在第二个参数写明是哪一{what}，如「{example}」。")
    return found


def _name(form: Form, identity: Identity, over: str) -> str:
    if identity.along == "column":
        return form.column_name(identity.table, over)
    return form.row_name(identity.table, over)


def _names(form: Form, identity: Identity, over: str) -> set[str]:
    names = {over, _name(form, identity, over)}
    if identity.along != "column":
        names.add(row_phrase(form, identity.table, over))
    return {folded(name).lower() for name in names}


def _line_of(form: Form, identity: Identity, place: str) -> str | None:
    try:
        cell = labels.cell(form, place)
    except UnknownAddress:
        return None
    over = cell.column if identity.along == "column" else cell.row
    return over if cell.table == identity.table and over in identity.over else None


def _require_fit(identity: Identity, read: Reading, last: Reading | None) -> None:
    if last is not None:
        require_last_year(read.report, last.report)
    reason = unfit(identity, context(read.report, read.form, last.report if last else None))
    if reason is not None:
        asks = "请在第四个参数填上年年报的文件。" if identity.uses_last and last is None else "请核对编号。"
        raise BadInput(f"「{identity.code}」不适用：{reason}。{asks}")


def _side(
    pair: tuple[Reading, Reading | None], identity: Identity, terms: tuple[Term, ...], over: str
) -> Decimal | None:
    """What one side comes to; None when all of it is blank."""
    held = [(term.sign, _held(pair, term, identity.cell(term, over))) for term in terms]
    known = [sign * value for sign, value in held if value is not None]
    return sum(known, Decimal(0)) if known else None


def _held(pair: tuple[Reading, Reading | None], term: Term, cell: Cell) -> Decimal | None:
    report, last = pair
    if not term.last or last is None:
        return figure(report, cell)
    older = same_items(report.form, last.form).get(cell)
    if older is None:
        raise NotThere(f"上年年报用的是另一格式（{last.form.title}），没有{report.form.spell(cell)}的对应项。")
    return figure(last, older)
