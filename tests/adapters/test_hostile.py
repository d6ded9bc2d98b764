"""Workbooks made to hang, crash or fool a reader: each is refused in a sentence, or read for what it is."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from nianbao.adapters import excel_open, excel_patch, excel_read, excel_write
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead, CannotWrite
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from tests.builders import content, report, said

MADE = report("2021", "t3_1_natural=3 t3_3.1_natural=3")
STRINGS, BOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
NATURAL = Cell.parse("t3_1_natural")
Change = Callable[[bytes], bytes]


@cache
def honest() -> bytes:
    """A workbook of ours."""
    return excel_write.write(content(MADE))


@cache
def table_part() -> str:
    """The part that holds 表三."""
    with zipfile.ZipFile(io.BytesIO(honest())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return excel_open.sheet_parts(parts, "青石镇.xlsx")["表三"]


def forged(part: str, change: Change, name: str | None = None) -> bytes:
    """The workbook with one part changed, or kept under another name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            is_it = entry == part
            new.writestr(name if is_it and name else entry, change(old.read(entry)) if is_it else old.read(entry))
    return stream.getvalue()


def opened(data: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report of the bytes."""
    return excel_read.read(excel_open.open_workbook(data, "青石镇.xlsx"))


def with_count(replacement: bytes) -> Change:
    """A change of what the shared strings say of their number."""
    return lambda part: re.sub(rb'uniqueCount="[0-9]+"', replacement, part)


def at_end(cells: str, namespace: str = "") -> Change:
    """A change that puts cells after the last row."""

    def change(part: bytes) -> bytes:
        declared = part.replace(b"<worksheet ", f"<worksheet {namespace} ".encode(), 1) if namespace else part
        return declared.replace(b"</sheetData>", f"{cells}</sheetData>".encode())

    return change


def figure(value: bytes) -> Change:
    """A change of what stands in 表三·一·自然人."""
    return lambda part: re.sub(rb'(<c r="D6"[^>]*>)<v>[^<]*</v>', rb"\g<1>" + value, part)


OTHER = 'xmlns:表="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REFUSED: dict[str, tuple[str, Change, str | None, str]] = {
    "count in other quotes": (STRINGS, with_count(b"uniqueCount = '4294967295'"), None, "一百万"),
    "count far behind": (STRINGS, with_count(b'x="' + b">" * 3000 + b'" uniqueCount="4294967295"'), None, "一百万"),
    "count after a comment": (
        STRINGS,
        lambda part: with_count(b'uniqueCount="4294967295"')(part).replace(b"<sst", b"<!--" + b"x" * 3000 + b"--><sst"),
        None,
        "一百万",
    ),
    "count of thousands of digits": (STRINGS, with_count(b'uniqueCount="' + b"9" * 9000 + b'"'), None, "一百万"),
    "count in another part name": (STRINGS, with_count(b'uniqueCount="4294967295"'), "xl/SharedStrings.XML", "一百万"),
    "far cell": ("", at_end('<row r="9"><c r="XFD1048576"><v>1</v></c></row>'), None, "超出范围"),
    "far cell in a prefix": (
        "",
        at_end('<表:row r="9"><表:c r="XFD99999"><表:v>1</表:v></表:c></表:row>', OTHER),
        None,
        "超出",
    ),
    "far cell without address": ("", at_end('<row r="1048576"><c><v>1</v></c></row>'), None, "超出范围"),
    "sheet cut off": ("", lambda part: part[: len(part) // 2], None, "已损坏"),
    "sheet empty": ("", lambda part: b"", None, "已损坏"),
    "two sheets of a name": (
        BOOK,
        lambda part: part.replace('name="表四"'.encode(), 'name="表三"'.encode()),
        None,
        "都叫",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_forged_workbook_is_refused(case: str) -> None:
    """A sentence naming the file, whatever was forged."""
    part, change, name, told = REFUSED[case]
    with pytest.raises(CannotRead, match=f"「青石镇.xlsx」.*{told}"):
        opened(forged(part or table_part(), change, name))


def test_forged_count_does_not_end_the_program(tmp_path: Path) -> None:
    """As a whole process: exit code 2 and one sentence, no abort."""
    path = tmp_path / "镇.xlsx"
    path.write_bytes(forged(STRINGS, with_count(b"uniqueCount = '4294967295'")))
    run = subprocess.run([sys.executable, "-m", "nianbao", "read", path], capture_output=True, timeout=60)
    assert run.returncode == 2
    assert len(run.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize(
    "change",
    [
        at_end('<row r="1048576" hidden="false"></row>'),
        at_end('<!-- <c r="D6" t="e"><v>#REF!</v></c> -->'),
        lambda part: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:C3"/>', part),
        lambda part: re.sub(rb"<(/?)(c|row|v|f)\b", rb"<\1x:\2", part).replace(
            b"<worksheet ", b'<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        ),
    ],
    ids=["empty last row", "cell in a comment", "lying dimension", "prefixes"],
)
def test_harmless_oddities_are_read(change: Change) -> None:
    """What LibreOffice leaves after a row was deleted, and other things that mean nothing."""
    found, findings = opened(forged(table_part(), change))
    assert found.values == MADE.values
    assert findings == ()


def test_part_in_other_capitals_is_found() -> None:
    """A sheet's part may be written in other capitals than its reference."""
    found, _ = opened(forged(table_part(), lambda part: part, table_part().replace("worksheets/s", "Worksheets/S")))
    assert found.values == MADE.values


@pytest.mark.parametrize(
    "value",
    [b"<v>1e308</v>", b"<v>1e999</v>", b"<v>NaN</v>", b"<v>" + b"9" * 5000 + b"</v>", b"<v>1000000000000000</v>"],
)
def test_figure_beyond_reason_is_unread(value: bytes) -> None:
    """No figure is taken that arithmetic would round or that is none."""
    found, findings = opened(forged(table_part(), figure(value)))
    assert found.values[NATURAL] is None
    assert ("D002", "t3_1_natural") in said(findings)


def test_text_of_thousands_of_digits_is_unread() -> None:
    """Thirty thousand nines typed as text are no number."""
    found, findings = opened(excel_patch.type_in(honest(), "青石镇.xlsx", {"t3_1_natural": "9" * 30000}))
    assert found.values[NATURAL] is None
    assert ("D002", "t3_1_natural") in said(findings)


@pytest.mark.parametrize("target", ["$XFD$9999999", "$A$1:$XFD$1048576"])
@pytest.mark.parametrize("name", ["t3_1_natural", "s1_text", "s3_text", "nb_marks_t3", "head_agency"])
def test_name_that_claims_a_continent_costs_nothing(name: str, target: str) -> None:
    """A name pointing far out or at everything counts as lost; what it named is found by its label."""

    def point(part: bytes) -> bytes:
        return re.sub(rf'(<definedName name="{name}">[^<]*!)[^<]*'.encode(), rb"\g<1>" + target.encode(), part)

    found, _ = opened(forged(BOOK, point))
    assert found.values[NATURAL] == Decimal(3)
    assert (found.texts["s1_text"], found.agency) == (MADE.texts["s1_text"], MADE.agency)


def test_deep_nesting_is_refused_when_written_into() -> None:
    """A part nested a hundred thousand deep is not followed."""
    data = forged(
        table_part(), lambda part: part.replace(b"</worksheet>", b"<a>" * 100000 + b"</a>" * 100000 + b"</worksheet>")
    )
    with pytest.raises((CannotRead, CannotWrite), match="嵌套过深"):
        excel_patch.type_in(data, "青石镇.xlsx", {"t3_1_natural": Decimal(1)})
