"""Proof of an export: what was written is read back and compared with the report, cell by cell and sentence by sentence.

The readers say what stands on the page, not what it means: a clerk may write what looks like a heading, and finds it
in the export where it was written.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import accumulate, zip_longest
from typing import NamedTuple

from nianbao.adapters import signature
from nianbao.adapters.page import is_page_number
from nianbao.adapters.printout import DRAFT_MARK, PICTURE_CAPTION, clean, title_of
from nianbao.adapters.slips import spelled
from nianbao.core import numbers
from nianbao.core.document import Document, Paragraph, TextGrid
from nianbao.core.errors import CannotRead, CannotWrite
from nianbao.core.form import Form, Section
from nianbao.core.picture import Picture
from nianbao.core.report import Report, as_text
from nianbao.forms.layout import Grid, Printed, layout

_BLANK = "（空白）"
_QUOTED = 30
_PICTURE = "图解"
_TITLE = "标题"


class Exported(NamedTuple):
    """What was written: the report, its form, whether it is marked as a draft, and the file it is to become.

    `signed` is the day put under it, `picture` the one put into it.
    """

    report: Report
    form: Form
    is_draft: bool
    file: str
    signed: date | None = None
    picture: Picture | None = None


class _Difference(Exception):
    """Where, what should stand there, and what was read."""

    def __init__(self, place: str, wanted: str, found: str) -> None:
        super().__init__(place)
        self.place, self.wanted, self.found = place, wanted, found


def prove(exported: Exported, data: bytes) -> None:
    """Let an export pass only when it says what the report says.

    Raises: CannotWrite with the first place where it does not.
    """
    try:
        _proof(exported.file)(exported, data)
    except _Difference as error:
        raise CannotWrite(
            f"「{exported.file}」写好后读回核对，{error.place}不一致：应为「{error.wanted or _BLANK}」，"
            f"读回是「{error.found or _BLANK}」。没有存盘，请核对这一处有没有特殊的字符，或把工作簿交给技术支持。"
        ) from error
    except CannotRead as error:
        raise CannotWrite(f"「{exported.file}」写好后读不回来，没有存盘。请把工作簿交给技术支持。") from error


def _proof(file: str) -> Callable[[Exported, bytes], None]:
    suffix = file.rpartition(".")[2].lower()
    return {"json": _json, "csv": _csv}.get(suffix, _page)


def _json(exported: Exported, data: bytes) -> None:
    from nianbao.adapters import own_json

    _read_back(exported, own_json.read(data, exported.file)[0], str)


def _csv(exported: Exported, data: bytes) -> None:
    from nianbao.adapters import own_csv

    # A list is for spreadsheets, which take no more than can be printed.
    _read_back(exported, own_csv.read(data, exported.file)[0], clean)


def _read_back(exported: Exported, found: Report, shown: Callable[[str], str]) -> None:
    report, form = exported.report, exported.form
    for cell in form.cells:
        _same(form.spell(cell), as_text(report.values.get(cell)) or "", as_text(found.values[cell]) or "")
    for address in form.text_addresses():
        _same(_called(form, address), shown(report.texts.get(address, "")), found.texts[address])
    _same("单位名称", shown(report.agency or ""), found.agency or "")
    _same("年度", str(report.year or ""), str(found.year or ""))
    _same("层级", shown(report.level or ""), found.level or "")


def _called(form: Form, address: str) -> str:
    """What a text is called: the heading of its section."""
    return next((section.title for section in form.sections if section.text == address), "报告开头")


def _same(place: str, wanted: str, found: str) -> None:
    if wanted != found:
        raise _Difference(place, *_around(wanted, found))


def _around(wanted: str, found: str) -> tuple[str, str]:
    """Both texts from shortly before they part, shortened."""
    parts = next((i for i, (a, b) in enumerate(zip_longest(wanted, found)) if a != b), 0)
    start = max(parts - _QUOTED // 3, 0)
    end = start + _QUOTED
    return wanted[start:end].replace("\n", " "), found[start:end].replace("\n", " ")


def _page(exported: Exported, data: bytes) -> None:
    """A page is stretches of text with tables between them, and a picture at its end where one was asked for."""
    is_printed = exported.file.lower().endswith(".pdf")
    wanted, found = list(_wanted(exported)), list(_stretches(_read(exported.file, data)))
    for (lines, grid), made in zip_longest(wanted, found[: len(wanted)]):
        texts, table = made or ([], None)
        _texts(lines, texts, is_printed=is_printed)
        if grid is not None:
            _table(exported, grid, table)
    for texts, table in found[len(wanted) :]:
        _same("末尾", "", "".join(texts) or ("表格" if table else ""))
    if exported.picture is not None:
        _picture(exported.file, exported.picture, data)


def _picture(file: str, picture: Picture, data: bytes) -> None:
    """The picture as it was drawn, and in words what it shows; a PDF is printed from a document proved before."""
    if file.lower().endswith(".pdf"):
        return
    # Most exports bear none, and need no parser for it.
    from nianbao.adapters import proof_picture

    images, said = proof_picture.found(file, data)
    _same(_PICTURE, "图", "图" if picture.png in images else "")
    alternative = proof_picture.bare(picture.alternative)
    _same(f"{_PICTURE}的文字说明", alternative, alternative if alternative in said else "".join(said))


def _read(file: str, data: bytes) -> Document:
    suffix = file.rpartition(".")[2].lower()
    if suffix == "docx":
        from nianbao.adapters import word

        return word.read(data, file)
    if suffix in ("html", "htm"):
        from nianbao.adapters import html

        return html.read(data, file)
    if suffix == "pdf":
        from nianbao.adapters import pdf

        return pdf.read(data, file)
    from nianbao.adapters import text

    return text.read(data, file)


def _stretches(document: Document) -> Iterator[tuple[list[str], TextGrid | None]]:
    texts: list[str] = []
    for item in document.items:
        if isinstance(item, Paragraph):
            texts.append(item.text)
        else:
            yield texts, item
            texts = []
    yield texts, None


class _Line(NamedTuple):
    """A paragraph as the report has it, and what the clerk knows its place by."""

    place: str
    text: str


def _wanted(exported: Exported) -> Iterator[tuple[list[_Line], Grid | None]]:
    report, form = exported.report, exported.form
    lines = [_Line(_TITLE, title_of(report)), _Line(_TITLE, DRAFT_MARK if exported.is_draft else "")]
    lines += _paragraphs("报告开头", report.texts.get("head_lead", ""))
    for section in form.sections:
        lines.append(_Line(section.title, _heading(report, section)))
        if section.table:
            yield lines, layout(form.table(section.table))
            lines = []
        lines += _paragraphs(section.title, report.texts.get(section.text, ""))
    lines += _signed(exported)
    lines.append(_Line(_PICTURE, PICTURE_CAPTION if exported.picture else ""))
    yield lines, None


def _signed(exported: Exported) -> Iterator[_Line]:
    """The 落款 that was put under the report, which is none where one is typed there."""
    report, form = exported.report, exported.form
    if exported.signed is not None and not signature.is_typed(report, form):
        yield _Line("落款", report.agency or "")
        yield _Line("落款", spelled(exported.signed))


def _heading(report: Report, section: Section) -> str:
    printed = [clean(heading.text) for heading in report.headings if heading.section == section.code]
    return next((text for text in printed if text.strip()), section.title)


def _paragraphs(place: str, text: str) -> list[_Line]:
    # What looks like the number of a page is read as one.
    return [_Line(place, line) for line in clean(text).split("\n") if not is_page_number(line)]


def _texts(lines: Sequence[_Line], texts: Sequence[str], *, is_printed: bool) -> None:
    """Letter for letter, blanks aside, and paragraph for paragraph.

    On paper a title takes several lines, as may any paragraph, and letters have but one shape.
    """
    wanted = [(line, body) for line in lines if (body := _bare(line.text, is_printed))]
    found = [body for text in texts if (body := _bare(text, is_printed))]
    whole, read = "".join(body for _, body in wanted), "".join(found)
    if whole != read:
        parts = next(i for i, (a, b) in enumerate(zip_longest(whole, read)) if a != b)
        raise _Difference(_place_of(wanted, parts), *_around(whole, read))
    if is_printed:
        return
    loose = len(wanted[0][1]) if wanted and wanted[0][0].place == _TITLE else 0
    ends = {end for end in accumulate(map(len, found)) if end >= loose}
    moved = ends ^ set(accumulate(len(body) for _, body in wanted))
    if moved:
        end = min(moved)
        raise _Difference(f"{_place_of(wanted, end - 1)}的分段", whole[:end][-_QUOTED:], _paragraph_at(found, end - 1))


def _bare(text: str, is_printed: bool) -> str:
    """The letters that count: blanks and what has no shape on paper aside."""
    body = "".join(clean(text).split())
    return numbers.folded(body) if is_printed else body


def _place_of(wanted: Sequence[tuple[_Line, str]], at: int) -> str:
    ends = accumulate(len(body) for _, body in wanted)
    return next((line.place for (line, _), end in zip(wanted, ends, strict=True) if at < end), "末尾")


def _paragraph_at(found: Sequence[str], at: int) -> str:
    ends = accumulate(map(len, found))
    return next((text for text, end in zip(found, ends, strict=True) if at < end), "")[-_QUOTED:]


def _table(exported: Exported, grid: Grid, found: TextGrid | None) -> None:
    """Every printed cell with its merges; a label may go on over the end of a page, and plain text keeps no blank row."""
    report, form = exported.report, exported.form
    is_printed = exported.file.lower().endswith(".pdf")
    texts = {
        (row, column): cell.text or ""
        for row, line in enumerate(found.rows if found else ())
        for column, cell in enumerate(line)
    }
    for printed in grid.cells:
        rows = range(printed.row, printed.row + printed.rowspan)
        columns = range(printed.column, printed.column + printed.colspan)
        read = "".join(texts.pop((row, column), "") for row in rows for column in columns)
        wanted = printed.text if printed.cell is None else as_text(report.values.get(printed.cell)) or ""
        _same(_spot(form, printed), _bare(wanted, is_printed), _bare(read, is_printed))
    _same(form.table(grid.table).sheet, "", "".join(texts.values()))


def _spot(form: Form, printed: Printed) -> str:
    """What the clerk knows a printed cell by."""
    if printed.cell is not None:
        return form.spell(printed.cell)
    return f"第 {printed.row + 1} 行的「{printed.text}」"
