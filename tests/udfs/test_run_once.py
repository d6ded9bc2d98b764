"""`nianbao run` and `nianbao serve` where there is no Windows: the first does what it can, the second says what it is for."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from nianbao.cli import main
from tests.builders import book, report
from udfs import registration


def test_run_checks_a_closed_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line of counts is printed, the findings stand in the file."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    assert main(["run", "check", "", str(path)]) == 0
    assert "错误" in capsys.readouterr().out
    assert "G301" in str(list(openpyxl.load_workbook(path)["校验结果"].iter_rows(values_only=True)))


def test_run_refuses_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A command nobody knows; a workbook that is not there."""
    assert main(["run", "nothing", "", ""]) == 2
    assert main(["run", "check", "", str(tmp_path / "没有.xlsx")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all(line.endswith("。") for line in said)


@pytest.mark.parametrize("words", [[], ["-Embedding"], ["--register"], ["--unregister", "--machine"]])
def test_serve_says_that_it_is_for_windows(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Also as Windows itself would start it."""
    assert main(["serve", *words]) == 2
    assert "Windows" in capsys.readouterr().err


_WITH_XLWINGS = """
import atexit, sys, types
from nianbao.cli import main
loaded = types.SimpleNamespace(cleanup=lambda: print("杀掉"))
atexit.register(loaded.cleanup)
sys.modules["xlwings._xlwindows"] = loaded
main(["--version"])
"""


def test_no_excel_is_killed_at_the_end() -> None:
    """Xlwings would, on Windows, with each that it does not see: what it registers for the exit is taken back."""
    said = subprocess.run([sys.executable, "-c", _WITH_XLWINGS], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("nianbao")
    assert "杀掉" not in said.stdout


def test_the_entries_lead_from_name_to_program() -> None:
    """The name leads to the class, the class to the command line, each key after the one it stands in."""
    entries = registration.entries('"C:\\公开年报\\nianbaow.exe" serve')
    clsid = entries[rf"{registration.PROG_ID}\CLSID"]
    assert entries[rf"CLSID\{clsid}\LocalServer32"] == '"C:\\公开年报\\nianbaow.exe" serve'
    assert entries[rf"CLSID\{clsid}\ProgID"] == registration.PROG_ID
    assert list(entries) == sorted(
        entries, key=lambda key: (key.split("\\")[0] != registration.PROG_ID, key.count("\\"))
    )
