"""A workbook of an earlier version as the upgrade finds it, opened once."""

from collections.abc import Mapping
from dataclasses import dataclass

from nianbao.adapters import (
    excel_attached,
    excel_formulas,
    excel_lost,
    excel_open,
    excel_read,
    excel_version,
    excel_waivers,
    gate,
)
from nianbao.adapters.excel_texts import sheet_name
from nianbao.adapters.workbook import (
    CHANGES_SHEET,
    COVER_SHEET,
    FINDINGS_SHEET,
    HELP_SHEET,
    META_SHEET,
    SUMMED_SHEET,
    Area,
    Snapshot,
)
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report

_OURS = (COVER_SHEET, HELP_SHEET, FINDINGS_SHEET, CHANGES_SHEET, META_SHEET, SUMMED_SHEET)
COUNTY_AGAIN = "请用本版重新汇总到同一个文件：退回、调整、说明和上次的数会自动带过去。"


class IsCurrent(BadInput):
    """工作簿已经是本版的。"""


@dataclass(frozen=True, slots=True)
class Old:
    """The workbook, what it says, where its value cells stand, their formulas, and the notes on its cells."""

    file: str
    parts: Mapping[str, bytes]
    snapshot: Snapshot
    form: Form
    report: Report
    findings: tuple[Finding, ...]
    named: Mapping[Cell, Area]
    formulas: Mapping[Area, str]
    notes: Mapping[str, Mapping[tuple[int, int], str]]

    @property
    def template_sheets(self) -> frozenset[str]:
        """The sheets the program drew, whatever they are called now."""
        drawn = {*_OURS, *(table.sheet for table in self.form.tables), *map(sheet_name, self.form.sections)}
        ours = {area.sheet for name, area in self.snapshot.names.items() if is_ours(name, self.form)}
        return frozenset((drawn | ours) & set(self.snapshot.sheets))

    @property
    def own_sheets(self) -> list[str]:
        """The sheets somebody added, in order."""
        drawn = self.template_sheets
        return [name for name in self.snapshot.sheets if name not in drawn]


def is_ours(name: str, form: Form) -> bool:
    """Whether a defined name is one the program gives."""
    return name.startswith(("nb_", "head_")) or name in form.text_addresses() or name in form.addresses.values()


def opened(data: bytes, file: str) -> Old:
    """The workbook of the bytes, known to be one that can be brought up to this version.

    Raises: CannotRead; CannotWrite when it is none of ours, a county's, or a newer one; BadInput when nothing is lacking.
    """
    if not gate.is_zip(data):
        raise CannotWrite(f"升级不了「{file}」：不是本工具的年报工作簿。请先用「导入」（import）读进工作簿。")
    parts = gate.inflate(data, file)
    snapshot = excel_open.open_workbook(data, file, parts)
    form = excel_read.form_of(snapshot) if excel_version.is_ours(snapshot) else None
    if form is None:
        raise CannotWrite(f"升级不了「{file}」：不是本工具的年报工作簿。请先用「导入」（import）读进工作簿。")
    _require_older(snapshot, form)
    report, findings = excel_read.read(snapshot)
    named = excel_lost.named_areas(snapshot, form)
    formulas = excel_formulas.formulas(data, file, list(named.values()))
    return Old(file, parts, snapshot, form, report, findings, named, formulas, excel_attached.notes(parts, file))


def _require_older(snapshot: Snapshot, form: Form) -> None:
    file = snapshot.file
    excel_version.refuse_newer(snapshot)
    if excel_waivers.is_county(snapshot):
        raise CannotWrite(f"没有升级「{file}」：这是汇总工作簿，各单位的数要重新读过。{COUNTY_AGAIN}")
    if not excel_version.is_older(snapshot) and not excel_version.lacking(snapshot, form):
        raise IsCurrent(f"「{file}」已经是本版的工作簿，不用升级，没有改动。")
