"""The Windows test environment: what goes into it, and that a machine that cannot have it is told so."""

import os
import subprocess
import tomllib
from pathlib import Path

from installer import interpreter
from tests.conftest import ROOT


def test_only_what_the_product_needs_is_taken_from_the_lock() -> None:
    """With what only Windows needs, without test and build tools; hashes included."""
    entries = interpreter.part(interpreter.declared())
    names = {entry.split("==")[0] for entry in entries}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert names >= {"pydantic", "pydantic-core", "xlwings", "pywin32", "lxml"}
    assert not names & {"pytest", "ruff", "pyinstaller", "oletools", "win-unicode-console", "pandas", "numpy"}
    assert len(names) >= len(declared["dependencies"])
    assert all("--hash=sha256:" in entry for entry in entries)


def test_without_an_administrator_it_says_so(tmp_path: Path) -> None:
    """One sentence, no half-made environment."""
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    home = tmp_path / "wine"
    given = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "NIANBAO_WINE": str(home)}
    said = subprocess.run(
        [str(ROOT / "installer" / "wine" / "prepare")], env=given, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stdout == "没有 Windows 测试环境：要有管理员权限才能建。相关测试会注明跳过。\n"
    assert not home.exists()
