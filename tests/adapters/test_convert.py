"""Formats only an office program reads: one real LibreOffice, never the user's own, and nothing of a file runs."""

import http.server
import importlib.util
import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from nianbao.adapters import convert, convert_program
from nianbao.adapters.convert import Converter
from nianbao.adapters.excel_write import write
from nianbao.commands.read import parse, read
from nianbao.core.errors import CannotRead
from nianbao.forms import load
from tests.adapters.foreign import document, figures, saved_as
from tests.builders import content, report, said
from tests.office import require

pytestmark = pytest.mark.office
FORMS = [form.id for form in load.catalogue()]
_ODT = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [("office", "office"), ("text", "text"), ("draw", "drawing"), ("script", "script")]
)
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">
Sub Main
  n = FreeFile
  Open "{}" For Output As #n
  Print #n, "ran"
  Close #n
End Sub
</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
<library:element library:name="M"/></library:library>"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<library:libraries xmlns:library="http://openoffice.org/2000/library">
<library:library library:name="Standard" library:link="false"/></library:libraries>"""


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """The conversions of one run."""
    require()
    with Converter() as made:
        yield made


def open_text(body: str, scripts: str = "", **parts: str) -> bytes:
    """An .odt with this body, and further parts by path (`__` for a slash)."""
    page = f'<office:document-content {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ooo="http://openoffice.org/2004/office" xmlns:dom="http://www.w3.org/2001/xml-events" office:version="1.2">{scripts}<office:body><office:text>{body}</office:text></office:body></office:document-content>'
    named = {"content.xml": page, **{name.replace("__", "/"): text for name, text in parts.items()}}
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{_ODT if name == "/" else "text/xml"}"/>'
        for name in ("/", *named)
    )
    listed = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</m:manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", _ODT)
        for name, text in {**named, "META-INF/manifest.xml": listed}.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt", ".wps"])
def test_document_of_another_program_comes_back_whole(converter: Converter, form: str, suffix: str) -> None:
    """Every value, every text, no new doubt; .wps is a Word file under another name."""
    made = figures(form)
    original = document(made)
    data = saved_as(original, ".docx", ".doc" if suffix == ".wps" else suffix)
    found = parse(converter.readable(data, f"青石镇{suffix}"), f"青石镇{suffix}")
    assert found.report.values == made.values
    assert {key: found.report.texts[key] for key in ("s1_text", "s5_text", "s6_text")} == {
        key: made.texts[key] for key in ("s1_text", "s5_text", "s6_text")
    }
    assert said(found.findings) == said(parse(original, "青石镇.docx").findings)


@pytest.mark.parametrize("form", FORMS)
def test_open_workbook_comes_back_whole(converter: Converter, form: str) -> None:
    """.ods of our own workbook, names and all."""
    made = figures(form)
    data = saved_as(write(content(made)), ".xlsx", ".ods")
    found = parse(converter.readable(data, "青石镇.ods"), "青石镇.ods")
    assert found.report.values == made.values
    assert said(found.findings) == []


def test_content_beats_suffix() -> None:
    """A .docx, an .rtf and a page called .doc are what they are."""
    made = document(report("2021"))
    assert convert.kind(made, "青石镇.doc") is None
    assert convert.kind(b"{\\rtf1 x}", "青石镇.doc") == convert.RICH_TEXT
    assert convert.kind(b"<html></html>", "青石镇.doc") is None
    xml = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert convert.kind(xml, "青石镇.xls") == convert.XML_EXCEL


def test_without_bridge_every_file_starts_the_program(converter: Converter, tmp_path: Path) -> None:
    """Where python-uno is absent, as on Windows, the command line does the same."""
    del converter
    office = convert_program.program.find_office()
    assert office is not None
    made = figures("2021")
    source, target = tmp_path / "1.doc", tmp_path / "1.docx"
    source.write_bytes(saved_as(document(made), ".docx", ".doc"))
    command = convert_program.Command(tmp_path, office)
    command.convert(source, target, "MS Word 2007 XML")
    command.stop()
    assert parse(target.read_bytes(), "青石镇.doc").report.values == made.values


def test_without_libreoffice_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No LibreOffice: what kind of file it is and both ways out; the exit is a sentence."""
    path = tmp_path / "青石镇.doc"
    path.write_bytes(saved_as(document(report("2021")), ".docx", ".doc"))
    monkeypatch.setenv("NIANBAO_SOFFICE", str(tmp_path / "没有"))
    with pytest.raises(CannotRead) as caught:
        read(path)
    assert caught.value.message == (
        "读不了「青石镇.doc」：旧版 Word 格式需要本机装有 LibreOffice。请安装，或用 Word 或 WPS 另存为 .docx 后再试。"
    )


def test_damaged_document_is_refused_and_the_next_one_read(converter: Converter) -> None:
    """Soffice itself reports success; what counts is the file that came of it."""
    made = figures("2021")
    good = saved_as(document(made), ".docx", ".doc")
    with pytest.raises(CannotRead, match="可能已损坏"):
        converter.readable(open_text("<text:p>"), "坏.odt")
    assert parse(converter.readable(good, "好.doc"), "好.doc").report.values == made.values


def test_file_that_takes_too_long_is_given_up_with_its_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office ends by its own process id, the sentence says so, and the next file gets a new one."""
    made = figures("2021")
    good = saved_as(document(made), ".docx", ".doc")
    with Converter() as converter:
        converter.readable(good, "好.doc")
        running = converter._running
        assert isinstance(running, convert_program.Bridge)
        office = running._office
        assert office is not None
        monkeypatch.setattr(convert_program, "SECONDS_A_FILE", 0.001)
        with pytest.raises(CannotRead, match="还没有完成"):
            converter.readable(good, "慢.doc")
        assert _is_gone(office)
        monkeypatch.undo()
        assert parse(converter.readable(good, "好.doc"), "好.doc").report.values == made.values


def test_office_and_its_folder_end_with_the_run() -> None:
    """Nothing keeps running and nothing stays on the disk."""
    with Converter() as converter:
        converter.readable(saved_as(document(report("2021")), ".docx", ".rtf"), "青石镇.rtf")
        running, folder = converter._running, converter._folder
        assert isinstance(running, convert_program.Bridge)
        assert folder is not None
        office = running._office
    assert office is not None
    assert _is_gone(office)
    assert not folder.exists()


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(importlib.util.find_spec("uno") is None, reason="没有 python3-uno")
def test_macros_of_a_document_never_run(converter: Converter, tmp_path: Path) -> None:
    """A macro bound to opening runs where macros are allowed, and not when we convert."""
    from nianbao.adapters.libreoffice.office import Office, properties

    trace = tmp_path / "trace.txt"
    scripts = '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document" xlink:type="simple"/></office:event-listeners></office:scripts>'
    data = open_text(
        "<text:p>年报</text:p>",
        scripts,
        **{
            "Basic__Standard__M.xml": _MACRO.format(trace),
            "Basic__Standard__script-lb.xml": _LIBRARY,
            "Basic__script-lc.xml": _LIBRARIES,
        },
    )
    path = tmp_path / "年报.odt"
    path.write_bytes(data)
    office = Office()
    try:
        allowed = properties(MacroExecutionMode=4)
        office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, allowed).close(True)
    finally:
        office.stop()
    assert trace.read_text().strip() == "ran"
    trace.unlink()
    converter.readable(data, "年报.odt")
    assert not trace.exists()


def test_links_of_a_document_are_not_followed(converter: Converter) -> None:
    """A picture that stands on a server is not fetched: nobody learns that the file was opened."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the server calls them so

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/x.png"
        frame = f'<draw:frame draw:name="a"><draw:image xlink:href="{address}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
        converter.readable(open_text(f"<text:p>年报{frame}</text:p>"), "年报.odt")
        field = r"{\field{\*\fldinst INCLUDEPICTURE " + f'"{address}"' + r" \\d}{\fldrslt x}}"
        converter.readable(b"{\\rtf1\\ansi " + field.encode() + b"\\par}", "年报.rtf")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert asked == []


def test_received_file_is_not_touched(tmp_path: Path) -> None:
    """Only a copy is opened: bytes, time and folder stay as they were."""
    path = tmp_path / "青石镇.doc"
    path.write_bytes(saved_as(document(report("2021")), ".docx", ".doc"))
    os.utime(path, (1, 1))
    before = path.read_bytes()
    assert read(path).report.year is not None
    assert (path.read_bytes(), path.stat().st_mtime, list(tmp_path.iterdir())) == (before, 1, [path])


def test_locked_documents_are_named() -> None:
    """A password is said in so many words, before any office is started."""
    data = bytearray(saved_as(document(report("2021")), ".docx", ".doc"))
    start = data.index(b"\xec\xa5")
    data[start + 11] |= 1
    with pytest.raises(CannotRead, match="打开密码"):
        convert.kind(bytes(data), "青石镇.doc")


def test_long_document_keeps_its_tracked_changes_and_hidden_text_apart(converter: Converter) -> None:
    """What Word hides stays hidden on the way through the office."""
    made = docx.Document(io.BytesIO(document(figures("2021"))))
    run = made.paragraphs[-1].add_run("此处隐藏 999")
    run.font.hidden = True
    stream = io.BytesIO()
    made.save(stream)
    data = saved_as(stream.getvalue(), ".docx", ".doc")
    assert "999" not in parse(converter.readable(data, "a.doc"), "a.doc").report.texts["s6_text"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from nianbao.adapters.convert import Converter
if __name__ == "__main__":
    converter = Converter()
    converter.readable(Path(sys.argv[1]).read_bytes(), "a.doc")
    print(converter._running._office, flush=True)
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
    signal.pause()
"""


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_office_ends_with_a_program_that_is_ended(tmp_path: Path, name: str) -> None:
    """However we are ended, no office of ours stays behind."""
    source, script = tmp_path / "a.doc", tmp_path / "ended.py"
    source.write_bytes(saved_as(document(report("2021")), ".docx", ".doc"))
    script.write_text(_KILLED)
    words = [sys.executable, str(script), str(source), name]
    own = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, env=own)
    assert done.returncode != 0
    assert _is_gone(int(done.stdout))
