"""What the self-diagnosis looks at on Windows: Excel and WPS, the add-in in them, the resident program behind it."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from nianbao.adapters import machine
from nianbao.adapters.registry import CLSID, PROG_ID, Registry, named, text
from nianbao.commands.symptom import Symptom, fine, notice, wrong

OFFICE = r"HKCU\Software\Microsoft\Office"
_MACHINE = r"HKLM\SOFTWARE", r"HKLM\SOFTWARE\WOW6432Node"
_CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_WPS = r"HKCU\Software\kingsoft\Office\6.0"
_VERSION = re.compile(r"[0-9]{2}\.0")
# OPEN, OPEN1, OPEN2 …: what Excel opens when it starts.
_OPENED = re.compile(r"open[0-9]*")
_QUOTED = re.compile(r'"([^"]+)"')
# A program's path need not be in quotes, even with blanks in it.
_PROGRAM = re.compile(r".+?\.exe\b", re.IGNORECASE)
_OF_WPS = re.compile(r"[\\/](?:kingsoft[\\/]|wps office[\\/]|(?:et|wps|wpsoffice)\.exe)", re.IGNORECASE)
_INTERNET = 3
# What Excel was opening when it broke off, and what made it break off before.
_UNFINISHED = ("StartupItems", "CrashingAddinList")
_REINSTALL = "请关闭 Excel，重新运行安装程序。"
_RESTORE = "多半是被安全软件隔离了：请在安全软件里恢复它并加入信任，再重新运行安装程序。"


@dataclass(frozen=True, slots=True)
class Excel:
    """An installed Excel: its version as the registry has it, and whether 32 or 64 bit."""

    version: str
    bits: int


@dataclass(frozen=True, slots=True)
class Addin:
    """Our add-in as one Excel knows it: its path, None where it is not registered."""

    path: Path | None
    symptom: Symptom


def excels(registry: Registry) -> list[Excel]:
    """The installed ones, told from what uninstalled ones left behind by their program."""
    found = {}
    for root, bits in zip(_MACHINE, (64, 32), strict=True):
        for version in registry.keys(rf"{root}\Microsoft\Office"):
            folder = text(registry, rf"{root}\Microsoft\Office\{version}\Excel\InstallRoot", "Path")
            if _VERSION.fullmatch(version) and folder and (Path(folder) / "EXCEL.EXE").is_file():
                found[version] = Excel(version, 32 if "(x86)" in folder else bits)
    if (streamed := _streamed(registry)) is not None:
        found.setdefault(streamed.version, streamed)
    return [found[version] for version in sorted(found, reverse=True)]


def _streamed(registry: Registry) -> Excel | None:
    """The Excel of an Office that is kept up to date from a server, by its own record."""
    told = {name: text(registry, _CLICK_TO_RUN, name) for name in ("VersionToReport", "InstallationPath", "Platform")}
    version = f"{told['VersionToReport'].partition('.')[0]}.0"
    program = Path(told["InstallationPath"], "root", f"Office{version[:2]}", "EXCEL.EXE")
    is_there = _VERSION.fullmatch(version) and told["InstallationPath"] and program.is_file()
    return Excel(version, 32 if told["Platform"].lower() == "x86" else 64) if is_there else None


def programs(registry: Registry, installed: list[Excel]) -> Symptom:
    """Which spreadsheet programs there are."""
    item, has_wps = "表格软件", bool(registry.keys(_WPS))
    exact = text(registry, _CLICK_TO_RUN, "VersionToReport")
    names = [
        f"Excel {exact if exact.startswith(each.version) else each.version}（{each.bits} 位）" for each in installed
    ]
    names += ["WPS 表格"] if has_wps else []
    if installed:
        return fine(item, "、".join(names))
    if has_wps:
        remedy = "WPS 要另装 VBA 组件才有「公开年报」选项卡；没有时，请用命令行或 LibreOffice。"
        return notice(item, "没有找到 Excel，找到 WPS 表格", remedy)
    return notice(item, "没有找到 Excel，也没有找到 WPS", "要用「公开年报」选项卡，请先安装 Excel；命令行照常可用。")


def addin(registry: Registry, version: str, file_name: str) -> Addin:
    """Whether an Excel opens our add-in when it starts."""
    item, options = f"加载项（Excel {version}）", named(registry, rf"{OFFICE}\{version}\Excel\Options")
    entries = [str(value) for name, value in options.items() if _OPENED.fullmatch(name)]
    named_so = dict.fromkeys(path for each in entries if _is_named(path := _path(each), file_name))
    ours = next(iter(named_so), None)
    started = _roaming() / "Excel" / "XLSTART" / file_name
    if ours is None and started.is_file():
        return Addin(started, fine(item, f"在启动文件夹里：{started}"))
    if ours is None:
        known = named(registry, rf"{OFFICE}\{version}\Excel\Add-in Manager")
        if any(_is_named(name, file_name) for name in known):
            remedy = "请在 Excel「文件 → 选项 → 加载项 → 转到…」里勾选「公开年报」。"
            return Addin(None, wrong(item, "没有勾选，Excel 启动时不打开", remedy))
        return Addin(None, wrong(item, "没有登记，Excel 里没有「公开年报」选项卡", _REINSTALL))
    others = [*list(named_so)[1:], *([str(started)] if started.is_file() else [])]
    if others:
        remedy = "请在 Excel「文件 → 选项 → 加载项 → 转到…」里只勾选一个「公开年报」，再重新打开 Excel；启动文件夹里的那一份请删去。"
        return Addin(Path(ours), wrong(item, f"登记了 {len(others) + 1} 份：{'、'.join([ours, *others])}", remedy))
    if not Path(ours).is_file():
        return Addin(Path(ours), wrong(item, f"已登记，但文件不见了：{ours}", _RESTORE))
    return Addin(Path(ours), fine(item, f"已登记：{ours}"))


def _path(entry: str) -> str:
    """The file of an entry, which may begin with an option; a bare name stands in the folder for add-ins."""
    quoted = _QUOTED.search(entry)
    path = quoted[1] if quoted else entry.strip()
    return path if PureWindowsPath(path).name != path else str(_roaming() / "AddIns" / path)


def _is_named(path: str, file_name: str) -> bool:
    return PureWindowsPath(path).name.lower() == file_name


def _roaming() -> Path:
    """Where Office keeps what is a user's own."""
    return Path(os.environ.get("APPDATA", "")) / "Microsoft"


def disabled(registry: Registry, version: str, file_name: str) -> Symptom:
    """Whether Excel has put our add-in on its list of what made it stop."""
    item = f"加载项停用（Excel {version}）"
    # Kept as bytes: a kind, two lengths, then path and title as UTF-16.
    wanted = file_name.encode("utf-16-le")

    def is_listed(key: str) -> bool:
        values = registry.values(rf"{OFFICE}\{version}\Excel\Resiliency\{key}").values()
        return any(isinstance(value, bytes) and wanted in value.lower() for value in values)

    if is_listed("DisabledItems"):
        remedy = "请在 Excel「文件 → 选项 → 加载项」底部「管理」里选「禁用项目 → 转到…」，选中「公开年报」点「启用」，再重新打开 Excel。"
        return wrong(item, "Excel 上次意外退出后把它禁用了", remedy)
    if any(is_listed(key) for key in _UNFINISHED):
        remedy = "打开 Excel 时若问是否禁用「公开年报」，请选「否」；再发生时，请把诊断包交给技术支持。"
        return notice(item, "Excel 记着上次打开它时意外退出", remedy)
    return fine(item, "没有被 Excel 禁用")


def server(registry: Registry, bits: int) -> tuple[Path | None, Symptom]:
    """Whether COM finds the resident program for an Excel of 32 or 64 bit, and its file is there."""
    item = f"后台程序（{bits} 位 Excel）"
    if not any(text(registry, rf"{root}\{PROG_ID}\CLSID") for root in _classes(64)):
        return None, wrong(item, "没有登记，点按钮没有反应", _REINSTALL)
    keys = (rf"{root}\CLSID\{CLSID}\LocalServer32" for root in _classes(bits))
    command = next((found for key in keys if (found := text(registry, key))), "")
    if not command:
        return None, wrong(item, "登记得不全，点按钮没有反应", _REINSTALL)
    started = Path(_command(command))
    if not started.is_file():
        return None, wrong(item, f"已登记，但程序不见了：{started}", _RESTORE)
    return started, fine(item, f"已登记：{started}")


def _classes(bits: int) -> list[str]:
    """Where classes stand for a program of so many bits, the user's own before the machine's."""
    below = r"\WOW6432Node" if bits == 32 else ""
    return [rf"HKCU\Software\Classes{below}", rf"HKLM\SOFTWARE\Classes{below}"]


def _command(line: str) -> str:
    """The program of a command line."""
    quoted, bare = _QUOTED.match(line.strip()), _PROGRAM.match(line.strip())
    if quoted:
        return quoted[1]
    return bare[0] if bare else line.split()[0]


def answering(registry: Registry) -> Symptom:
    """Which program starts when Excel is asked for."""
    item = "Excel 的自动化接口"
    roots = _classes(64)
    clsid = next((found for root in roots if (found := text(registry, rf"{root}\Excel.Application\CLSID"))), "")
    keys = [rf"{root}\CLSID\{clsid}\LocalServer32" for each in (64, 32) for root in _classes(each)]
    command = next((found for key in keys if clsid and (found := text(registry, key))), "")
    if not command:
        return fine(item, "没有登记")
    if _OF_WPS.search(command):
        remedy = "在 WPS 里点按钮不受影响。要让 Excel 自己应答，请在 WPS「配置工具 → 高级 → 兼容设置」里取消与 Microsoft Office 的兼容，再修复 Office。"
        return notice(item, f"由 WPS 应答：{_command(command)}", remedy)
    return fine(item, f"由 Excel 应答：{_command(command)}")


def wps_addin(registry: Registry, file_name: str) -> Iterator[Symptom]:
    """Whether WPS, where there is one, opens our add-in."""
    if not registry.keys(_WPS):
        return
    item = "加载项（WPS 表格）"
    ours = next((n for n in registry.values(rf"{_WPS}\et\LoadMacros") if _is_named(n, file_name)), None)
    if ours is None:
        yield notice(item, "没有登记，WPS 里没有「公开年报」选项卡", "要在 WPS 里用时，请关闭 WPS，重新运行安装程序。")
    elif not Path(ours).is_file():
        yield wrong(item, f"已登记，但文件不见了：{ours}", _RESTORE)
    else:
        yield fine(item, f"已登记：{ours}")


def marked(path: Path) -> Symptom:
    """Whether Windows takes a file for one from the Internet, whose macros Office does not run."""
    item, found = f"来源标记（{path.name}）", machine.zone(path)
    if found is None or found < _INTERNET:
        return fine(item, "没有标记为来自互联网")
    remedy = f"请右键点「{path.name}」→「属性」，勾选底部的「解除锁定」，确定后重新打开 Excel。位置：{path.parent}"
    return wrong(item, "被标记为来自互联网，Office 不运行其中的宏", f"{remedy}。")
