"""`addin`: the Excel add-in from its text sources, and its static checks."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.commands import console


def configure(parser: ArgumentParser) -> None:
    """The arguments of `addin`."""
    parser.add_argument("action", choices=("build", "check"), metavar="build|check", help="生成，或生成后检查")
    parser.add_argument("-o", dest="folder", type=Path, default=Path(), metavar="文件夹", help="放在哪里")


def run(arguments: Namespace) -> int:
    """Build the add-in; with `check`, also look it over."""
    from workbook import addin

    built = addin.build(arguments.folder)
    console.show(f"已生成「{built}」。")
    if arguments.action == "build":
        return 0
    problems = addin.check(built)
    for problem in problems:
        console.show(f"  {problem}")
    console.show("没有发现问题。" if not problems else f"发现 {len(problems)} 处问题。")
    return 1 if problems else 0
