"""The command line: Chinese in, Chinese out, and the one place besides the add-in that catches our errors."""

import atexit
import gc
import importlib
import os
import sys
from argparse import ArgumentParser, HelpFormatter, Namespace
from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import NoReturn

from nianbao import __version__
from nianbao.commands import COMMANDS, Listed
from nianbao.core.errors import NianbaoError

CANNOT = 2
_STOPPED = 130


class _Formatter(HelpFormatter):
    def add_usage(self, usage: str | None, actions: Iterable, groups: Iterable, prefix: str | None = None) -> None:  # type: ignore[type-arg]
        super().add_usage(usage, actions, groups, prefix or "用法：")


class _Parser(ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, add_help=False, formatter_class=_Formatter)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say in one sentence that the command was miswritten, and how it is written."""
        usage = " ".join(self.format_usage().split()).removeprefix("用法：")
        print(f"命令的写法不对。请按这样写：{usage}（详见 {self.prog} --help）。", file=sys.stderr)
        raise SystemExit(CANNOT)


def program() -> NoReturn:
    """The command line as a program of its own.

    It ends at once when all is done: to give back the memory of a large county piece by piece takes long, for nobody.
    """
    code = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        # Whoever read it may have gone.
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is that of the contract."""
    _speak_utf8()
    given = list(sys.argv[1:] if words is None else words)
    try:
        return _answered(given)
    finally:
        spare_excel()


def spare_excel() -> None:
    """Leave alone every Excel that runs when the program ends."""
    # Once loaded on Windows, xlwings kills at exit every Excel that it does not see, whoever opened it.
    loaded = sys.modules.get("xlwings._xlwindows")
    if loaded is not None:
        atexit.unregister(loaded.cleanup)


def _answered(given: list[str]) -> int:
    try:
        return _run(given)
    except NianbaoError as error:
        print(error.message, file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("已按要求停止，没有留下写了一半的文件。", file=sys.stderr)
        return _STOPPED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); there is nobody left to tell.
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: our own bug goes to the log, a sentence to the user
        from nianbao.commands import log

        kept = log.write(error)
        print(f"程序出错，已记入日志：{kept or '（日志写不了）'}。请把日志交给技术支持。", file=sys.stderr)
        return CANNOT


def _speak_utf8() -> None:
    # A Chinese Windows pipes GBK, which lacks characters that occur in names.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _run(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help"):
        print(overview())
        return 0
    if given[0] == "--version":
        print(f"nianbao {__version__}")
        return 0
    listed = next((each for each in COMMANDS if each.name == given[0]), None)
    if listed is None:
        names = "、".join(each.name for each in COMMANDS)
        print(f"没有「{given[0]}」这个命令。可用的命令：{names}。", file=sys.stderr)
        return CANNOT
    return _run_command(listed, given[1:])


def _run_command(listed: Listed, given: list[str]) -> int:
    module = _loaded(listed.module)
    parser = _Parser(prog=f"nianbao {listed.name}", description=listed.summary)
    module.configure(parser)
    arguments: Namespace = parser.parse_args(given)
    code: int = module.run(arguments)
    return code


def _loaded(name: str) -> ModuleType:
    """A command's module. What is loaded stays to the end: no use in looking through it for rubbish, now or later."""
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


def overview() -> str:
    """The commands in a list."""
    lines = [f"  {each.name:<12}{each.summary}" for each in COMMANDS]
    return "\n".join(
        [
            "用法：nianbao 命令 …",
            "",
            "命令：",
            *lines,
            "",
            "每个命令的写法：nianbao 命令 --help　版本：nianbao --version",
        ]
    )
