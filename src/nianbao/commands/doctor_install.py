"""What the self-diagnosis says of the installation as a whole: whether its pieces are of one, and where Office is from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from nianbao import __version__
from nianbao.adapters.registry import CLSID, Registry, text
from nianbao.commands.symptom import Symptom, fine, notice, wrong

UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\nianbao"
_CLASSES = r"HKCU\Software\Classes", r"HKLM\SOFTWARE\Classes"
_PACKAGES = (
    r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
_STORE_OFFICE = "microsoft.office.desktop"
_PROGRAMS = ("nianbaow.exe", "nianbao.exe")
_AGAIN = "请关闭 Excel，重新运行最新的安装程序；另外装过的，请在 Windows「设置 → 应用」里卸载旧的一份。"


def symptoms(
    registry: Registry, addins: Iterable[Path], servers: Iterable[Path], running: Path | None
) -> Iterator[Symptom]:
    """Everything about the installation; `running` is the folder of the program that asks, None where it is not installed."""
    yield _agreement(sorted(set(addins)), sorted(set(servers)), running)
    yield _twice(registry)
    yield _recorded(registry, running)
    yield _store(registry)


def _agreement(addins: list[Path], servers: list[Path], running: Path | None) -> Symptom:
    """Whether add-in, resident program and this program are of one installation."""
    item = "安装是否成套"
    homes = {server.parent for server in servers if server.name.lower() in _PROGRAMS}
    if running is not None and homes and not any(_is_same(running, home) for home in homes):
        told = "、".join(map(str, sorted(homes)))
        return wrong(item, f"按钮启动的是另一处的程序：{told}；现在运行的在 {running}", _AGAIN)
    if len(homes) > 1:
        told = "、".join(map(str, sorted(homes)))
        return wrong(item, f"32 位和 64 位 Excel 启动的不是同一份程序：{told}", _AGAIN)
    strange = [addin for addin in addins for home in homes if not _is_of(addin, home)]
    if strange:
        return wrong(item, f"加载项与后台程序不是同一次安装的：{strange[0]} 与 {min(homes)}", _AGAIN)
    return fine(item, "加载项和后台程序是同一份" if homes and addins else "没有可以比较的")


def _is_of(addin: Path, home: Path) -> bool:
    """Whether an add-in stands in a program's folder, or is a copy of the one there."""
    if _is_same(addin.parent, home):
        return True
    try:
        return addin.read_bytes() == (home / addin.name).read_bytes()
    except OSError:
        # What is missing is told of by itself, and what cannot be compared is no proof.
        return not addin.is_file()


def _is_same(one: Path, other: Path) -> bool:
    return str(one).rstrip("\\/").lower() == str(other).rstrip("\\/").lower()


def _twice(registry: Registry) -> Symptom:
    """Whether the resident program is registered for the user and, otherwise, for the machine."""
    item = "后台程序的登记"
    below = ("", r"\WOW6432Node")
    for each in below:
        own, all_users = (text(registry, rf"{root}{each}\CLSID\{CLSID}\LocalServer32") for root in _CLASSES)
        if own and all_users and own.lower() != all_users.lower():
            state = f"登记了两份，起作用的是本用户的：{own}；另一份：{all_users}"
            return notice(item, state, "请联系单位信息化管理员，卸载不用的一份。")
    return fine(item, "没有登记两份")


def _recorded(registry: Registry, running: Path | None) -> Symptom:
    """Whether the installer's own record is of this version."""
    item, recorded = "安装记录", text(registry, UNINSTALL, "DisplayVersion")
    if not recorded:
        return fine(item, "没有安装记录（不是用安装程序装的）")
    if running is not None and recorded != __version__:
        return notice(item, f"安装的是 {recorded}，现在运行的是 {__version__}", _AGAIN)
    return fine(item, f"版本 {recorded}")


def _store(registry: Registry) -> Symptom:
    """Whether Office came from Microsoft's shop: it keeps a registry of its own, which installers do not reach."""
    item = "Office 的来源"
    if any(name.lower().startswith(_STORE_OFFICE) for name in registry.keys(_PACKAGES)):
        remedy = (
            "请先试着在 Excel「文件 → 选项 → 加载项 → 转到… → 浏览」里选中加载项；仍没有选项卡的，请改装普通版 Office。"
        )
        return notice(item, "从 Microsoft Store 安装，可能看不到安装程序的登记", remedy)
    return fine(item, "不是从 Microsoft Store 安装的")
