"""Where the built programs start: a command, or the window when nianbaow.exe is double-clicked or given files."""

import sys
from collections.abc import Sequence
from pathlib import Path

from nianbao.cli import CANNOT
from nianbao.cli import main as command
from nianbao.commands import COMMANDS

# The program without a console.
WINDOWED = "nianbaow"


def main() -> int:
    """Do what the program was started for; the exit code is that of the command."""
    files = dropped(sys.argv[0], sys.argv[1:])
    if files is None:
        return command()
    if sys.platform == "win32":
        from nianbao.window import native

        return native.run(files)
    print("小窗口只在 Windows 上有。这里请直接用各个命令，如 nianbao check 年报.xlsx。", file=sys.stderr)
    return CANNOT


def dropped(program: str, given: Sequence[str]) -> list[Path] | None:
    """The files for the window, none at all when it was double-clicked; None where a command is meant."""
    is_command = bool(given) and (given[0] in {each.name for each in COMMANDS} or given[0].startswith("-"))
    if is_command or Path(program).stem.lower() != WINDOWED:
        return None
    return [Path(each) for each in given]
