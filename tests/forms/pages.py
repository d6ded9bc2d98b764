"""Invented reports as sources hold them: lines of text, and grids with covered cells."""

from nianbao.adapters import text
from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.finding import Finding
from nianbao.core.form import Form, Table
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.forms.layout import layout
from nianbao.forms.recognise import recognise
from tests.builders import report

TITLE = {"2019": "青石镇2020年政府信息公开工作年度报告", "2021": "青石镇2024年政府信息公开工作年度报告"}


def lines(form_id: str, values: str = "", **texts: str) -> str:
    """A report as the text export writes it."""
    made = report(form_id, values, **{"head_title": TITLE[form_id], **texts})
    return text.write(made, load.by_id(form_id)).decode()


def read(page: str) -> tuple[Report, tuple[Finding, ...]]:
    """What is understood of a page of text."""
    return recognise(text.read(page.encode(), "青石镇.txt"), load.catalogue())


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The codes of the notes, in order."""
    return [finding.rule for finding in findings]


def values(made: Report, *addresses: str) -> list[str | None]:
    """The values of some addresses, as text."""
    by_name = {str(cell): value for cell, value in made.values.items()}
    return [as_text(by_name[address]) for address in addresses]


def printed(made: Report, table: Table) -> TextGrid:
    """A table as Word and HTML give it: merged neighbours are covered cells."""
    grid = layout(table)
    rows: list[list[GridCell]] = [
        [GridCell(None, f"第{i + 1}行第{j + 1}列") for j in range(grid.columns)] for i in range(grid.rows)
    ]
    for each in grid.cells:
        shown = each.text if each.cell is None else as_text(made.values[each.cell]) or ""
        rows[each.row][each.column] = GridCell(shown, rows[each.row][each.column].place)
    return TextGrid(tuple(map(tuple, rows)), "第1个表格")


def document(made: Report, form: Form) -> Document:
    """A whole report as paragraphs and such tables."""
    items: list[Paragraph | TextGrid] = [Paragraph(made.texts["head_title"], "第1段")]
    for section in form.sections:
        items.append(Paragraph(section.title, f"{section.title}段"))
        items += [printed(made, form.table(section.table))] if section.table else []
        items += [Paragraph(line, "文字段") for line in made.texts[section.text].splitlines()]
    return Document("青石镇.docx", tuple(items))
