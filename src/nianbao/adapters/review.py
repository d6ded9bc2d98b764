"""What a review to hand over says of each file: the outcome, the findings by cause, what was judged and what was not."""

from collections.abc import Iterator
from dataclasses import dataclass

from nianbao.adapters.listing import place_label
from nianbao.core.finding import Finding, by_cause, counts, waived
from nianbao.core.form import Form
from nianbao.core.marked import pieces


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One file under review; `reason` says why it could not be read.

    `passed` are the names of the rules that found nothing, `unfit` those that could not be judged, each with why.
    """

    file: str
    agency: str | None = None
    year: int | None = None
    form: Form | None = None
    findings: tuple[Finding, ...] = ()
    passed: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()
    reason: str | None = None

    @property
    def title(self) -> str:
        """Whose report it is, for a heading."""
        if self.agency is None:
            return self.file
        return f"{self.agency}　{self.year}年度" if self.year else self.agency

    @property
    def outcome(self) -> str:
        """The state of the report in a word or two."""
        if self.reason:
            return "读不了"
        found = counts(self.findings)
        if found["error"]:
            return "须改正"
        return "请核对" if found["warning"] else "可以报送"

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """How many of each, the answered ones apart."""
        found = counts(self.findings)
        return (
            ("错误", found["error"]),
            ("警告", found["warning"]),
            ("提示", found["hint"]),
            ("已说明", waived(self.findings)),
        )

    @property
    def items(self) -> tuple["Item", ...]:
        """The findings by cause, numbered."""
        return tuple(_items(self))


@dataclass(frozen=True, slots=True)
class Item:
    """One defect: the leading finding, the sentences under it, the quoted passage in pieces (text, matters)."""

    number: int
    finding: Finding
    where: str
    also: tuple[str, ...]
    pieces: tuple[tuple[str, bool], ...]
    answer: str


def _items(reviewed: Reviewed) -> Iterator[Item]:
    for number, (lead, *rest) in enumerate(by_cause(reviewed.findings), start=1):
        where = _where(lead, place_label(lead, reviewed.form))
        also = tuple(f"{finding.rule}　{finding.message}" for finding in rest)
        yield Item(number, lead, where, also, tuple(pieces(lead.quote or "", lead.marks)), _answer(lead))


def _where(finding: Finding, label: str | None) -> str:
    """The place as the form names it and as the file does, each once."""
    in_file = finding.where or ""
    if label is None or in_file.partition("!")[0] == label:
        return in_file or label or ""
    return " · ".join(dict.fromkeys(each for each in (label, in_file) if each))


def _answer(finding: Finding) -> str:
    waiver = finding.waiver
    if not waiver:
        return ""
    said = f"{waiver['reason']}（{waiver['by'] or '没有署名'}，{waiver['date']}）"
    return said if waiver["stands"] else f"{said}　※ {waiver['note']}"
