"""What the handbook takes from the program itself: buttons, commands, functions, rules, limits, statuses."""

import base64
import re
import struct
from argparse import Action, ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from importlib import import_module
from typing import Any

from installer.contents import ROOT
from installer.nsis import build as nsis
from nianbao.adapters import files
from nianbao.adapters.registry import CLSID, PROG_ID
from nianbao.commands import COMMANDS, Listed, kept_readings, workers
from nianbao.commands.handbook import FOLDER, PICTURES
from nianbao.commands.live import COUNTY, NOTHING, OURS, REPORT
from nianbao.commands.rules import INTRO, KINDS
from nianbao.forms import load
from nianbao.rules import catalogue
from nianbao.window import flow
from udfs import registration
from udfs.functions import FUNCTIONS
from workbook import addin, icons, ribbon
from workbook.ribbon import Button

_MEGABYTE = 1024 * 1024
_NEEDS = {NOTHING: "不用打开", REPORT: "单位的年报", OURS: "单位的年报或县级汇总", COUNTY: "县级汇总"}
_ICON = 32
_A_DAY = "年-月-日"
# 「退出状态（/S 时看它）：0 做好了；1 自己取消；…」 over several lines in the head of the installer's recipe.
_STATUSES = re.compile(r"退出状态（[^）]*）：(.*?)。", re.DOTALL)
# 「退出码：**0** 做完了，…；**1** …。」
_CODES = re.compile(r"退出码：(.*)。")
_CODE = re.compile(r"\*\*([0-9]+)\*\* ([^；]+)")
_STATUS = re.compile(r"([0-9]+) ([^；]+)")


def names() -> dict[str, Any]:
    """Everything 「{{ … }}」 in the Markdown may name."""
    offered: tuple[Callable[..., str], ...] = (
        *(button, picture, button_table, window_table, command_table, options, exit_codes, function_table),
        *(levels, kinds, statuses, installer),
    )
    return {each.__name__: each for each in offered} | {
        "tab": ribbon.tab().label,
        "addin": addin.FILE_NAME,
        "server": registration.WINDOWED,
        "prog_id": PROG_ID,
        "clsid": CLSID,
        "most_megabytes": files.MOST_BYTES // _MEGABYTE,
        "seconds": int(workers.SECONDS_A_FILE),
        "most_memory": workers.MOST_MEMORY // _MEGABYTE,
        "kept_megabytes": kept_readings.MOST_BYTES // _MEGABYTE,
        "rules": len(catalogue.rules(load.catalogue())),
    }


def button(tag: str, argument: str = "") -> str:
    """A button as it is called on the ribbon; the menu where it has several.

    Raises: KeyError when there is none.
    """
    found = next((each for each in ribbon.buttons() if (each.tag, each.argument) == (tag, argument)), None)
    if found is None:
        raise KeyError(f"{tag} {argument}")
    return f'<span class="button">{escape(found.label)}</span>'


def picture(name: str, shows: str, caption: str = "") -> str:
    """A picture with what it shows in words for those who do not see it."""
    content = (FOLDER / PICTURES / f"{name}.png").read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    source = f"{PICTURES}/{name}.png"
    return f'<figure><img src="{source}" width="{width}" height="{height}" alt="{escape(shows)}"/>{below}</figure>'


def button_table(*wanted: str) -> str:
    """The buttons of some groups: what each does, and what is to be open."""
    parts = []
    for each in (each for each in ribbon.groups() if each.label in wanted):
        rows = [row for one in each.buttons for row in _button_rows(one)]
        parts += [f"### 「{each.label}」组", "", *_table(("按钮", "做什么", "先打开什么"), rows), ""]
    return "\n".join(parts)


def _button_rows(one: Button) -> Iterator[tuple[str, ...]]:
    content = base64.b64encode(icons.path(one.image, _ICON).read_bytes()).decode("ascii")
    icon = f'<img class="icon" alt="" src="data:image/png;base64,{content}"/>'
    yield f"{icon}{one.label}", one.supertip, _NEEDS[one.needs]
    for below in one.buttons:
        for label, *rest in _button_rows(below):
            yield f"{label}（在「{one.label}」下）", *rest


def window_table() -> str:
    """What the small window offers."""
    rows = [(deed.option.text, f"{deed.option.note}。") for deed in (*flow.UNIT, *flow.COUNTY)]
    return "\n".join(_table(("窗口里的字", "做什么"), rows))


def command_table() -> str:
    """Every command with what it does."""
    return "\n".join(_table(("命令", "做什么"), [(f"`{each.name}`", each.summary) for each in COMMANDS]))


def options() -> str:
    """What may follow each command, from the parsers themselves."""
    parts = []
    for each in COMMANDS:
        rows = [(f"`{_written(action)}`", _told(action)) for action in _actions(each)]
        if rows:
            parts += [f"### {each.name}", "", f"{each.summary}。", "", *_table(("写法", "是什么"), rows), ""]
    return "\n".join(parts)


def _actions(listed: Listed) -> list[Action]:
    parser = ArgumentParser(prog=listed.name, add_help=False)
    import_module(listed.module).configure(parser)
    return [action for action in parser._actions if action.help != "==SUPPRESS=="]


def _written(action: Action) -> str:
    shown = action.metavar or (action.dest if action.nargs != 0 else "")
    value = " ".join(shown) if isinstance(shown, tuple) else shown
    return " ".join(filter(None, ("、".join(action.option_strings), value)))


def _told(action: Action) -> str:
    told = (action.help or "").replace("%%", "%").replace("%(default)s", str(action.default))
    # The page is to be the same tomorrow.
    return told.replace(f"{date.today():%Y-%m-%d}", _A_DAY)


def exit_codes() -> str:
    """What a command ends with, in the words of README.

    Raises: KeyError when they are not there.
    """
    found = _CODES.search((ROOT / "README.md").read_text(encoding="utf-8"))
    if found is None:
        raise KeyError("退出码")
    return "\n".join(_table(("退出码", "意思"), _CODE.findall(found[1])))


def function_table() -> str:
    """Every function for cells with its arguments."""
    rows = []
    for each in FUNCTIONS.values():
        given = ", ".join(f"[第{at}个]" if one.optional else f"第{at}个" for at, one in _numbered(each.parameters))
        told = "".join(f"<br/>第{at}个：{escape(one.help)}" for at, one in _numbered(each.parameters))
        rows.append((f"`{each.name}({given})`", f"{escape(each.description)}{told}"))
    return "\n".join(_table(("函数", "得到什么，怎么填"), rows))


def _numbered(parameters: tuple[Any, ...]) -> list[tuple[str, Any]]:
    return list(zip("一二三四五六", parameters, strict=False))


def levels() -> str:
    """What the three levels mean, and what else is to be known of findings."""
    return "\n".join(f"- **{term}**：{told}" if term else f"- {told}" for term, told in INTRO)


def kinds() -> str:
    """The kinds of rules by the letter of their codes."""
    return "\n".join(f"- **{letter}**　{title}" for letter, title in KINDS.items())


def statuses() -> str:
    """What the installer ends with, from its recipe.

    Raises: KeyError when it is not there.
    """
    recipe = (nsis.HERE / "nianbao.nsi").read_text(encoding="utf-8").replace("\n; ", "").replace("\n;", "")
    found = _STATUSES.search(recipe)
    if found is None:
        raise KeyError("退出状态")
    return "\n".join(_table(("退出状态", "意思"), _STATUS.findall(found[1])))


def installer() -> str:
    """The installer's name, its version left open."""
    return nsis.NAME.format(version="版本号")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(each.replace('|', chr(92) + '|') for each in row)} |"
