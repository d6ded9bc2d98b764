"""A real LibreOffice for tests: one for the whole run, started when first asked for, ended with the run."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NEEDED = "没有 LibreOffice 或 python3-uno：先运行 make setup"


def require() -> None:
    """Skip the calling test module where LibreOffice or its Python bridge is absent."""
    pytest.importorskip("uno", reason=NEEDED)
    from nianbao.adapters.libreoffice.office import find_office

    if find_office() is None:
        pytest.skip(NEEDED, allow_module_level=True)


@cache
def started_program() -> Path:
    """The file in which a program started by a macro leaves its arguments, one a line."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "arguments.txt"


@cache
def calc() -> Any:
    """The live Calc as an xlwings App; its own atexit ends the process."""
    from nianbao.adapters.libreoffice.engine import launch

    arguments = started_program()
    program = arguments.with_name("the program.sh")
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{arguments}.part"\nmv "{arguments}.part" "{arguments}"\n')
    program.chmod(0o700)
    return launch(environment={"NIANBAO_PROGRAM": str(program)})
