"""README tells the truth: its command lines run one after the other, its commands and pictures exist."""

import re
import shlex
from pathlib import Path

import pytest

from nianbao.adapters.libreoffice.program import find_office
from nianbao.cli import main
from nianbao.commands import COMMANDS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Blocks marked `shell` are promises: they run as they stand, from top to bottom, in an empty folder.
BLOCKS = re.findall(r"^```shell\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
TABLE = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0].splitlines()
MOST_BYTES = 200_000


def test_every_shell_line_is_a_nianbao_command() -> None:
    """Nothing in these blocks goes untried."""
    assert len(LINES) > len(COMMANDS)
    assert [line for line in LINES if not line.startswith("nianbao ")] == []


def test_shell_lines_run_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each does what it says: the file named with -o stands there, none is refused, the demo ends as README shows."""
    # What is installed for the user goes to a user of the test's own.
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    shown = ""
    for line in LINES:
        words = shlex.split(line)[1:]
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        shown += said.out
        if words[0] == "libreoffice" and find_office() is None:
            assert "LibreOffice" in said.err
            continue
        assert code in (0, 1, 3), f"{line}\n{said.err}"
        assert "程序出错" not in said.err
        if "-o" in words:
            assert Path(words[words.index("-o") + 1]).exists(), line
    # All but the last line of the demo's closing table: that one counts real reports where they are at hand.
    assert [row for row in TABLE[:-1] if row not in shown.splitlines()] == []


def test_every_command_is_named_in_the_table_and_tried() -> None:
    """A new command comes into README with it."""
    assert re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE) == [each.name for each in COMMANDS]
    assert {each.name for each in COMMANDS} <= {shlex.split(line)[1] for line in LINES}


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_link_leads_to_a_file(target: str) -> None:
    """Every picture and document referred to is there, and pictures are small."""
    path = ROOT / target
    assert path.is_file()
    assert path.suffix != ".png" or path.stat().st_size <= MOST_BYTES


def test_every_picture_is_shown() -> None:
    """No picture lies about unused."""
    pictures = {path.name for path in (ROOT / "workbook" / "pictures").glob("*.png")}
    assert pictures == set(re.findall(r"workbook/pictures/(\w+\.png)", README))
