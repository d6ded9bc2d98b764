"""The release workflow: what it may do, and that it runs what was looked at."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflow_pins_every_action_and_may_only_read(file: Path) -> None:
    """An action is named by its commit, which cannot be exchanged; nothing may be written to the repository."""
    text = file.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    assert [name for name, note in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) or "# v" not in note] == []
    assert "\npermissions: {}\n" in text
    assert set(re.findall(r"^ +(?:contents|packages|id-token|actions|pull-requests): (\w+)", text, re.MULTILINE)) == {
        "read"
    }
    assert "persist-credentials: false" in text


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflow_names_only_what_exists(file: Path) -> None:
    """The modules and tests it calls are in the sources, and libraries are installed by their hashes."""
    text = file.read_text(encoding="utf-8")
    for module in re.findall(r"python -m (installer[\w.]*)", text):
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), module
    for path in re.findall(r"pytest -q (\S+)", text):
        assert (ROOT / path).is_file(), path
    assert "--require-hashes" in text
    assert not re.search(r"pip install (?!--require-hashes|--no-build-isolation --no-deps -e \.)", text)
