"""Files of other programs, made by a real LibreOffice from our own exports; .wps and .et are .doc and .xls renamed."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from nianbao.adapters import convert_program, word
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import report
from tests.office import require

FILTERS = {
    ".doc": "MS Word 97",
    ".rtf": "Rich Text Format",
    ".odt": "writer8",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "writer_pdf_Export",
    ".html": "HTML (StarWriter)",
}


def figures(form_id: str) -> Report:
    """A report in which neighbouring cells differ, so that no two could change places unseen."""
    form = load.by_id(form_id)
    inputs = [cell for cell in form.cells if cell not in form.totals]
    return report(form_id, " ".join(f"{cell}={number * 7 % 101}" for number, cell in enumerate(inputs)))


def document(made: Report) -> bytes:
    """The report as our own Word export."""
    return word.write(made, load.by_id(made.form))


@cache
def _office() -> tuple[convert_program.Bridge | convert_program.Command, Path]:
    require()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-test-"))
    office = convert_program.start(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(office.stop)
    return office, folder


def saved_as(data: bytes, suffix: str, target: str) -> bytes:
    """What LibreOffice makes of a file when it saves it in another format."""
    office, folder = _office()
    source, made = folder / f"source{suffix}", folder / f"made{target}"
    source.write_bytes(data)
    office.convert(source, made, FILTERS[target])
    return made.read_bytes()
