"""The ordinary way through a sheet and the thorough one lead to the same cells; only what is plain takes the first."""

import io
import re
import zipfile
from functools import cache

import pytest

from nianbao.adapters import excel_open, excel_read, excel_scan, excel_write, gate
from nianbao.adapters.excel_outline import outline
from nianbao.adapters.workbook import Content, Snapshot
from nianbao.commands.new_workbook import blank_report
from nianbao.core.cell import Cell
from nianbao.forms import load

PLAIN = (
    '<c r="D6"><v>5</v></c>',
    '<c r="D6"><v>323.57269999999994</v></c>',
    '<c r="D6"><v>1.5E-3</v></c>',
    '<c r="D6"><v>-0</v></c>',
    '<c r="D6" t="b"><v>1</v></c>',
    '<c r="D6" t="n"/>',
    '<c r="D6"><f>1+1</f><v></v></c>',
    '<c r="D6" t="str"><f>A1</f><v> 3&amp;4 </v></c>',
    '<c r="D6" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="D6" t="inlineStr"><is><t>青石&#38215;</t></is></c>',
    '<c r="D6"><f t="shared" si="0"/><v>4</v></c>',
)
ODD = (
    '<c r="D6"><v>１２</v></c>',
    '<c r="D6"><v>1_000</v></c>',
    '<c r="D6"><v> 7 </v></c>',
    '<c r="D6"><v>3</v></c><c r="D6"><v>4</v></c>',
    '<!-- <c r="D6"><v>9</v></c> --><c r="E6"><v>9</v></c>',
    '<c r="D6"><v><![CDATA[9]]></v></c>',
    '<c t="n" r="D6"><v>3</v></c>',
    '<c r="D6" t="inlineStr"><is><r><t>1</t></r><r><t>2</t></r></is></c>',
)
REFUSED = ('<c r="D6"><v>NaN</v></c>', '<c r="D6" t="s"><v>99999</v></c>')
STRINGS = (
    '<si><t>甲乙</t><phoneticPr fontId="1" type="noConversion"/></si>',
    '<si><r><t>甲</t></r><r><rPr><sz val="9"/></rPr><t xml:space="preserve"> 乙 </t></r></si>',
    '<si><t>12</t><rPh sb="0" eb="1"><t>yi</t></rPh></si>',
    '<si><t xml:space="preserve"> 　甲&#10;乙 </t></si>',
    "<si><t>　甲　</t></si>",
    "<si><t> 甲 </t></si>",
    "<si><t>a_x000D_b</t></si>",
    "<si><t>a&lt;b&gt;&quot;</t></si>",
    "<si/>",
)


@cache
def honest() -> bytes:
    """An empty workbook of ours in the newest form."""
    form = load.catalogue()[-1]
    return excel_write.write(Content(form, blank_report(form.first_year, "青石镇", "乡镇")))


def changed(part: str, old: str, new: str) -> bytes:
    """The workbook with the first match of a pattern in one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest())) as book, zipfile.ZipFile(stream, "w") as copy:
        for name in book.namelist():
            text = book.read(name)
            copy.writestr(name, re.sub(old, lambda _: new, text.decode(), count=1) if name == part else text)
    return stream.getvalue()


def table_part() -> str:
    """The part that holds 表三."""
    return excel_open.sheet_parts(gate.inflate(honest(), ""), "")["表三"]


def with_cell(cell: str) -> bytes:
    """The workbook with 表三·一·自然人 written in this way."""
    return changed(table_part(), '<c r="D6"[^>]*/>', cell)


def both_ways(data: bytes, patch: pytest.MonkeyPatch) -> tuple[Snapshot, Snapshot]:
    """The workbook opened as it comes, and with every sheet taken the thorough way."""
    usual = excel_open.open_workbook(data, "青石镇.xlsx")

    def refuse(*_: object) -> excel_scan.Scanned:
        raise excel_scan.Unusual

    patch.setattr(excel_open, "scan", refuse)
    return usual, excel_open.open_workbook(data, "青石镇.xlsx")


def cells(snapshot: Snapshot) -> dict[str, object]:
    """What the sheets hold, trailing blanks aside."""
    found: dict[str, object] = {}
    for name, sheet in snapshot.sheets.items():
        values = {(r, c): v for r, row in enumerate(sheet.rows) for c, v in enumerate(row) if v is not None}
        marks = sheet.formulas, sheet.errors, sheet.uncached, sheet.hidden_rows, sheet.hidden_columns, sheet.hidden
        found[name] = values, marks, sheet.merges
    return found


@pytest.mark.parametrize("cell", [*PLAIN, *ODD])
def test_cell_is_read_alike_both_ways(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a cell is written like, the quick way never says anything else."""
    usual, thorough = both_ways(with_cell(cell), monkeypatch)
    assert cells(usual) == cells(thorough)


@pytest.mark.parametrize("string", STRINGS)
def test_shared_string_is_read_alike_both_ways(string: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich text, pronunciations, blanks and escapes included; the strings behind it keep their numbers."""
    usual, thorough = both_ways(changed(excel_open.STRINGS_PART, "<si>.*?</si>", string), monkeypatch)
    assert cells(usual) == cells(thorough)


@pytest.mark.parametrize("format_number", [14, 22, 57])
def test_number_in_a_date_style_is_a_date(format_number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A style that makes a date of a number is left to the thorough way."""
    with_date = changed(excel_open.STYLES_PART, r'(?<=<cellXfs count="\d\d"><xf numFmtId=")0', str(format_number))
    usual, thorough = both_ways(with_date, monkeypatch)
    assert cells(usual) == cells(thorough)


@pytest.mark.parametrize("cell", [*ODD, *REFUSED])
def test_odd_cell_is_unusual(cell: str) -> None:
    """The quick way does not guess."""
    with pytest.raises(excel_scan.Unusual):
        excel_scan.scan(gate.inflate(with_cell(cell), "")[table_part()], [], frozenset("0"))


def test_own_workbook_takes_the_quick_way() -> None:
    """Every sheet we write is ordinary, or reading a county would take four times as long."""
    parts = gate.inflate(honest(), "")
    strings = excel_scan.shared(parts[excel_open.STRINGS_PART])
    plain = excel_scan.plain_styles(parts[excel_open.STYLES_PART])
    for part in outline(parts, "").parts.values():
        excel_scan.scan(parts[part], strings, plain)


def test_sheet_nobody_asks_for_is_not_read() -> None:
    """The list of findings may be torn: what was reported stands elsewhere."""
    parts = gate.inflate(honest(), "")
    data = changed(excel_open.sheet_parts(parts, "")["校验结果"], "</sheetData>.*", "")
    assert "表三" in excel_open.open_workbook(data, "青石镇.xlsx").sheets


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="K4" t="inlineStr"><is><t>合并计件</t></is></c>',
        '<c r="L4" s="3"><v>1</v></c>',
        '<c s="3" r="K4" t="inlineStr"><is><t>合并计件</t></is></c>',
    ],
)
def test_list_of_findings_is_opened_for_an_answer(cell: str) -> None:
    """A 说明 is seen however it is written; where nothing is typed beside the findings, the list need not be read."""
    listed = excel_open.sheet_parts(gate.inflate(honest(), ""), "")["校验结果"]
    assert not excel_open.open_workbook(honest(), "青石镇.xlsx").is_answered
    answered = changed(listed, f'<c r="{cell.split("r=")[1][1:3]}"[^>]*/>', cell)
    assert excel_open.open_workbook(answered, "青石镇.xlsx").is_answered


def test_workbooks_of_one_template_keep_their_own_figures() -> None:
    """What is kept in mind of a template is never a figure of another unit, nor the place of a cell that was moved."""
    cell = Cell.parse("t3_1_natural")
    moved = changed(excel_open.WORKBOOK_PART, r"(?<=name=\"t3_1_natural\">)[^<]*", "'表三'!$E$6")
    books = (honest(), with_cell(PLAIN[0]), honest(), with_cell('<c r="D6"><v>7</v></c>'), moved)
    read = [excel_read.read(excel_open.open_workbook(data, f"{n}.xlsx")) for n, data in enumerate(books)]
    assert [report.values[cell] for report, _ in read] == [None, 5, None, 7, None]
    assert [report.sources[str(cell)].file for report, _ in read] == [f"{n}.xlsx" for n in range(5)]
    assert ["D021" in {finding.rule for finding in findings} for _, findings in read] == [False] * 4 + [True]
