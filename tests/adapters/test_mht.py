"""Saved web pages (.mht), pages in odd encodings, pages of frames, and tables that are only drawn."""

import base64
import quopri

import pytest

from nianbao.adapters import html, mht
from nianbao.commands.read import parse
from nianbao.core.errors import CannotRead
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.adapters.foreign import figures
from tests.adapters.pages import plain
from tests.builders import said

FORMS = [form.id for form in load.catalogue()]
_ENCODERS = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": lambda data: data}


def page(made: Report) -> str:
    """The report as our own web page."""
    return html.write(made, load.by_id(made.form)).decode()


def part(data: bytes, location: str, transfer: str, charset: str = "") -> bytes:
    """A page as one part of an archive."""
    stated = f'; charset="{charset}"' if charset else ""
    head = f"Content-Type: text/html{stated}\r\nContent-Transfer-Encoding: {transfer}\r\nContent-Location: {location}\r\n\r\n"
    return head.encode() + _ENCODERS[transfer](data)


def archive(*parts: bytes) -> bytes:
    """The archive as browsers and Word save it."""
    head = b'From: "Saved"\r\nSubject: =?utf-8?B?5bm05oql?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"; boundary="--=_X"\r\n\r\n'
    return head + b"".join(b"----=_X\r\n" + each + b"\r\n" for each in parts) + b"----=_X--\r\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("transfer", sorted(_ENCODERS))
@pytest.mark.parametrize(("encoding", "stated"), [("gb18030", "utf-8"), ("utf-8", ""), ("utf-16", "gb2312")])
def test_saved_page_comes_back_whole(form: str, transfer: str, encoding: str, stated: str) -> None:
    """Whatever the parts state of themselves: every value and every text."""
    made = figures(form)
    data = archive(part(page(made).encode(encoding), "http://a.gov.cn/t1.htm", transfer, stated))
    for name in ("青石镇.mht", "青石镇.doc"):
        found = parse(data, name).report
        assert found.values == made.values
        assert found.texts["s5_text"] == made.texts["s5_text"]


def test_frames_within_frames_are_put_where_they_stand() -> None:
    """A portal's page holds the article in a frame, and that its tables in another, by name, path or content id."""
    made = figures("2021")
    whole = page(made)
    start = whole.index("<table")
    end = whole.index("</table>", start) + len("</table>")
    outer = b'<html><body><a href="#">\xca\xd7\xd2\xb3</a><iframe src="art/1.htm"></iframe></body></html>'
    article = whole[:start] + '<iframe src="table%2Ehtm"></iframe>' + whole[end:]
    found = parse(
        archive(
            part(outer, "http://a.gov.cn/index.htm", "base64"),
            part(article.encode(), "http://a.gov.cn/art/1.htm", "quoted-printable"),
            part(f"<body>{whole[start:end]}<iframe src='1.htm'></iframe></body>".encode(), "table.htm", "base64"),
        ),
        "青石镇.mht",
    )
    assert found.report.values == made.values
    assert said(found.findings) == []


def test_archive_without_page_is_refused() -> None:
    """A letter without a page has nothing to read."""
    data = b"MIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    assert mht.is_mht(data)
    with pytest.raises(CannotRead, match="没有网页"):
        parse(data, "青石镇.mht")


def test_text_that_names_mime_is_no_archive() -> None:
    """A report that mentions the word is read as what it is."""
    assert not mht.is_mht("青石镇年报\nMIME-Version: 1.0\n".encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["青石镇.html", "青石镇.xls"])
def test_page_in_any_encoding_under_any_suffix_is_read(encoding: str, name: str) -> None:
    """The stated charset is passed over, and so is the suffix: portals offer pages as .xls."""
    made = figures("2021")
    data = page(made).replace("utf-8", "big5").encode(encoding)
    assert parse(data, name).report.values == made.values


def test_page_that_only_frames_another_names_it() -> None:
    """Excel saves its sheets beside the page: the page to open is named."""
    data = '<html><frameset><frame src="年报.files/sheet001.htm"></frameset></html>'.encode("gb18030")
    with pytest.raises(CannotRead, match=r"年报\.files/sheet001\.htm") as caught:
        parse(data, "年报.htm")
    assert "「年报.htm」" in caught.value.message


def test_tables_on_a_framed_page_are_told_to_be_there() -> None:
    """The narrative stands here, the tables in a frame: missing, and where to look."""
    whole = page(figures("2021"))
    while "<table" in whole:
        start = whole.index("<table")
        whole = whole[:start] + '<iframe src="tables.htm"></iframe>' + whole[whole.index("</table>") + 8 :]
    told = said(parse(whole.encode(), "青石镇.html").findings)
    assert [rule for rule, _ in told].count("D014") == 3
    assert told[-1][0] == "D041"


@pytest.mark.parametrize("form", FORMS)
def test_tables_drawn_with_divisions_are_refused_by_name(form: str) -> None:
    """Labels and figures in divisions are no table: nothing is read, and each table is said to be drawn."""
    made = figures(form)
    whole = page(made)
    for table in load.by_id(form).tables:
        cells = sorted(layout(table).cells, key=lambda each: (each.row, each.column))
        drawn = "".join(
            f"<div style='display:table-cell'>{plain(made.values[each.cell]) if each.cell else each.text}</div>"
            for each in cells
        )
        start = whole.index("<table")
        whole = whole[:start] + f"<div>{drawn}</div>" + whole[whole.index("</table>") + 8 :]
    found = parse(whole.encode(), "青石镇.html")
    assert [rule for rule, _ in said(found.findings) if rule in ("D014", "D040")] == ["D040"] * 3
    assert not any(found.report.values.values())
