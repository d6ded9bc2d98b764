"""What carrying last year's figures into a workbook writes, and how it is told: the same for a file and a live one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nianbao.adapters import excel_log
from nianbao.adapters.workbook import Area, Snapshot
from nianbao.commands.carry_over import BASIS, Carried, carry_over
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotWrite
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load

WHAT = "带入上年结转"
_BASE, _ORIGIN = "nb_base_", "nb_origin_"
_WHY = "取自上年年报"

Formulas = Callable[[list[Area]], Mapping[Area, str]]


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """What last year gives, and every cell that changes by it: figures, those shown beside, where they came from."""

    carried: Carried
    changes: tuple[excel_log.Change, ...]

    @property
    def told(self) -> list[excel_log.Change]:
        """The changes worth telling: figures, not the words beside them."""
        return [each for each in self.changes if not each.name.startswith(_ORIGIN)]


def plan(snapshot: Snapshot, report: Report, prior: Report, formulas: Formulas) -> CarryPlan:
    """What to write into a workbook; `report` is what it holds, `formulas` gives those that stand in some areas.

    Raises: BadInput when `prior` is not last year's; CannotWrite when the workbook lost its cells' names.
    """
    form = load.by_id(report.form)
    carried = carry_over(report, form, prior)
    _spare_typed(carried, snapshot, form)
    if not {str(cell) for cell in carried.filled} <= set(snapshot.names):
        raise CannotWrite(f"写不了「{snapshot.file}」：工作簿里的单元格名称丢失。请换用新下发的工作簿。")
    return CarryPlan(carried, tuple(_changes(carried, snapshot, form, formulas)))


def _spare_typed(carried: Carried, snapshot: Snapshot, form: Form) -> None:
    """Leave alone what somebody typed and we could not read as a number: 「3件」, a date, a formula."""
    for cell in list(carried.filled):
        area = snapshot.names.get(str(cell))
        sheet = snapshot.sheets.get(area.sheet) if area else None
        if area is None or sheet is None:
            continue
        typed = sheet.value(area.top, area.left)
        if typed is None and (area.top, area.left) not in sheet.formulas | sheet.errors:
            continue
        shown = f"「{typed}」" if typed is not None else "公式或错误值"
        value, origin = carried.filled.pop(cell), carried.origins.pop(cell)
        message = f"{form.spell(cell)}：已填{shown}，上年年报为 {as_text(value)}，没有改动（{origin}）。"
        remedy = "请核对后改填数字。"
        carried.findings.append(Finding("J002", Level.WARNING, message, remedy, BASIS, (str(cell),), where=area.place))


def _changes(carried: Carried, snapshot: Snapshot, form: Form, formulas: Formulas) -> Iterator[excel_log.Change]:
    beside = {**base_texts(carried), **origin_texts(carried)}
    due = {**{str(cell): value for cell, value in carried.filled.items()}, **beside}
    areas = {name: area for name in due if (area := snapshot.names.get(name)) and area.sheet in snapshot.sheets}
    written = formulas(list(areas.values()))
    whys = {str(cell): origin for cell, origin in carried.origins.items()}
    for name, area in areas.items():
        before, after = excel_log.held(snapshot, area, written), _held(due[name])
        if before is not None and before != after:
            yield excel_log.Change(name, _label(form, name), WHAT, before, after, whys.get(name, _WHY))


def _held(value: str | Decimal | None) -> excel_log.Held:
    if value is None:
        return excel_log.Held()
    return excel_log.Held(excel_log.TEXT, value) if isinstance(value, str) else excel_log.number(value)


def _label(form: Form, name: str) -> str:
    """A cell for people; what stands beside a table is named by the cell or the row it belongs to."""
    if name.startswith(_BASE):
        return f"{form.spell(Cell.parse(name.removeprefix(_BASE)))}·上年数"
    if name.startswith(_ORIGIN):
        table, _, row = name.removeprefix(_ORIGIN).partition("_")
        return f"{form.table(table).sheet}·{form.row_name(table, row)}·数据来源"
    return form.spell(Cell.parse(name))


def base_texts(carried: Carried) -> dict[str, str | Decimal | None]:
    """Last year's figures by the name of the cell that shows them."""
    return {f"{_BASE}{cell}": value for cell, value in carried.bases.items()}


def origin_texts(carried: Carried) -> dict[str, str]:
    """Where each row's figures came from, by the name of the cell that says so."""
    said: dict[str, list[str]] = {}
    for cell, origin in carried.origins.items():
        said.setdefault(f"{_ORIGIN}{cell.table}_{cell.row}", []).append(origin)
    return {name: "；".join(dict.fromkeys(origins)) for name, origins in said.items()}


def preview(planned: CarryPlan, prior: Report) -> str:
    """What would be written, before and after and where from, and what could not be: for a question to the clerk."""
    lines = [prior_line(prior)]
    lines += [f"{each.label}：{_shown(each.before)} → {_shown(each.after)}（{each.why}）" for each in planned.told]
    return "\n".join([*lines, *lacking(planned.carried)])


def lacking(carried: Carried) -> list[str]:
    """What could not be carried and why, a line each under a heading; nothing when all was."""
    if not carried.findings:
        return []
    return ["请留意：", *(f"· {finding.message}{finding.remedy}" for finding in carried.findings)]


def prior_line(prior: Report) -> str:
    """Whose report of which year the figures come from."""
    year = f"{prior.year}年度" if prior.year else "没有读到年度，请核对是不是上一年的"
    return f"上年年报：「{prior.file}」，{prior.agency or '没有读到单位'}，{year}。"


def _shown(held: excel_log.Held) -> str:
    return "未填写" if held.kind == excel_log.BLANK else held.text


def counted(planned: CarryPlan) -> str:
    """「带入 6 格，旁注上年数 2 格，1 处请留意」, of what is written now."""
    filled = sum(not each.name.startswith((_BASE, _ORIGIN)) for each in planned.changes)
    bases = sum(each.name.startswith(_BASE) for each in planned.changes)
    parts = [f"带入 {filled} 格", f"旁注上年数 {bases} 格" if bases else ""]
    parts.append(f"{len(planned.carried.findings)} 处请留意" if planned.carried.findings else "")
    return "，".join(part for part in parts if part)
