"""What summing itself brings up: blanks, last year's sum, figures the county gave itself, adjustments that do not count."""

from collections.abc import Iterator
from dataclasses import replace

from nianbao.adapters.listing import place_label
from nianbao.commands import board as boards
from nianbao.commands import county_adjust, county_stated
from nianbao.commands.board import Standing
from nianbao.commands.carry_over import require_last_year
from nianbao.commands.check import context
from nianbao.commands.county import County
from nianbao.core.errors import BadInput
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.rules import alike, identities, rollup
from nianbao.rules.context import Context


def of(county: County) -> Iterator[Finding]:
    """The findings of the sum, before anybody's answers."""
    form, report = county.form, county.report
    yield from boards.findings(county.board)
    yield from _blanks(county)
    if county.prior is not None:
        require_last_year(report, county.prior)
        yield from rollup.carried(report, form, context(report, form, county.prior).last or {})
    reports = county.included
    yield from alike.findings(reports, form, county.likenesses)
    for stated in county.stated:
        yield from county_stated.findings(stated, report, reports, form)
    yield from county_adjust.findings(county.adjustments, form, report.agency)
    yield from _unbalanced(county)


def of_units(county: County) -> Iterator[Finding]:
    """The units' own findings: of the file that is summed, or of all that a unit sent where none is.

    An untouched form is told as missing, and as nothing else.
    """
    counted = {each.agency for each in county.board if each.included}
    for each in county.board:
        if each.included or (each.agency not in counted and each.status != boards.MISSING):
            yield from _named(each, county.form)


def _named(standing: Standing, form: Form) -> Iterator[Finding]:
    """A file's findings: where it does not tell its unit with the board's word for it, where it is of another form with
    the places that form prints, to which nothing in the county's tables answers.
    """
    other = standing.checked.reading.form if standing.checked and standing.checked.reading else form
    for finding in standing.checked.findings if standing.checked else ():
        named = finding if finding.agency else replace(finding, agency=standing.agency)
        is_here = other.id == form.id or not named.places
        yield named if is_here else replace(named, places=(), where=place_label(named, other))


def _blanks(county: County) -> Iterator[Finding]:
    for standing, report in county.counted:
        blank = [cell for cell in county.form.inputs() if report.values[cell] is None]
        if blank:
            yield Finding(
                "H005",
                Level.WARNING,
                f"{standing.agency}：有 {len(blank)} 格未填写，汇总数不含这些格。",
                "请该单位补填后重新汇总。",
                "空白与 0 含义不同",
                tuple(str(cell) for cell in blank),
                agency=standing.agency,
                file=standing.file,
            )


def _unbalanced(county: County) -> Iterator[Finding]:
    """What the adjustments broke: the identities of the form that the units' sum alone keeps."""
    if not county.is_adjusted:
        return
    alone = replace(county.report, values=county.sums)
    kept = {_key(finding) for finding in _identities(county.form, alone)}
    for finding in _identities(county.form, county.report):
        if _key(finding) not in kept:
            yield replace(finding, remedy=county_adjust.CAUSED)


def _identities(form: Form, report: Report) -> Iterator[Finding]:
    return (finding for finding in identities.findings(Context(form, report)) if finding.rule.startswith("G"))


def _key(finding: Finding) -> tuple[str, frozenset[str], str | None]:
    return finding.rule, frozenset(finding.places), finding.difference


def require_same(form: Form, year: int, published: Report) -> None:
    """Refuse a county's report that cannot be compared cell by cell.

    Raises: BadInput.
    """
    if published.form != form.id or published.year not in (None, year):
        raise BadInput(
            f"「{published.file}」是{published.year or '年度不明'}年度的年报，不能与{year}年度的汇总数核对。"
            "请换用同一年度、同一格式的年报。"
        )


def begun(form: Form, report: Report, earlier: Report | None) -> Report:
    """A county's report without figures; the words it already wrote into this year's workbook stay."""
    if earlier is None or (earlier.form, earlier.year, earlier.agency or "") != (form.id, report.year, report.agency):
        return report
    kept = {address: text for address, text in earlier.texts.items() if address in report.texts}
    texts = {**report.texts, **kept}
    return replace(report, level=earlier.level, texts=texts, contact=earlier.contact, phone=earlier.phone)
