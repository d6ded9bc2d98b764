"""What the self-diagnosis looks at in Excel's Trust Center and in what the office's policies say of it."""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from nianbao.adapters.registry import Registry, number, text
from nianbao.commands.doctor_excel import OFFICE
from nianbao.commands.symptom import Symptom, fine, notice, wrong

_POLICIES = r"HKCU\Software\Policies\Microsoft\Office", r"HKLM\SOFTWARE\Policies\Microsoft\Office"
_ADMIN = "这是单位统一设置的，请找单位信息化管理员"
_CENTER = "Excel「文件 → 选项 → 信任中心 → 信任中心设置」"
# The setting of macros, by its number in the registry.
_MACROS = {
    1: "启用所有宏",
    2: "禁用宏，并发出通知",
    3: "只运行有数字签名的宏",
    4: "禁用所有宏，不通知",
}
_USUAL, _SIGNED_ONLY = 2, 3


def symptoms(registry: Registry, version: str, addin: Path | None) -> Iterator[Symptom]:
    """Everything that keeps macros of one Excel from running."""
    place = _trusted(registry, version, addin)
    yield _macros(registry, version, is_trusted=place.grade == "fine")
    yield place
    yield from _forbidden(registry, version)
    yield _project(registry, version)


def _set(registry: Registry, version: str, below: str, name: str) -> tuple[int | None, bool]:
    """A setting, and whether a policy sets it, which then counts alone."""
    forced = _policy(registry, version, below, name)
    return (forced, True) if forced is not None else (number(registry, rf"{OFFICE}\{version}\{below}", name), False)


def _policy(registry: Registry, version: str, below: str, name: str) -> int | None:
    told = (number(registry, rf"{root}\{version}\{below}", name) for root in _POLICIES)
    return next((value for value in told if value is not None), None)


def _macros(registry: Registry, version: str, *, is_trusted: bool) -> Symptom:
    item = f"宏设置（Excel {version}）"
    value, forced = _set(registry, version, r"Excel\Security", "VBAWarnings")
    value = _USUAL if value is None else value
    state = _MACROS.get(value, str(value)) + ("（单位统一设置）" if forced else "")
    if value < _SIGNED_ONLY:
        return fine(item, state)
    if is_trusted:
        return fine(item, f"{state}；加载项在受信任位置，不受影响")
    own = f"请在 {_CENTER}的「宏设置」里改为「禁用宏，并发出通知」，或把加载项所在文件夹加到「受信任位置」。"
    return wrong(item, f"{state}，加载项不能运行", f"{_ADMIN}把加载项所在文件夹加为受信任位置。" if forced else own)


def _trusted(registry: Registry, version: str, addin: Path | None) -> Symptom:
    """Whether the add-in's folder is one whose macros run unasked."""
    item, below = f"受信任位置（Excel {version}）", r"Excel\Security\Trusted Locations"
    off, forced = _set(registry, version, below, "AllLocationsDisabled")
    if off:
        own = f"请在 {_CENTER}的「受信任位置」里取消「禁用所有受信任位置」。"
        return wrong(item, "全部停用", f"{_ADMIN}。" if forced else own)
    if _policy(registry, version, r"Common\Security\Trusted Locations", "Allow User Locations") == 0:
        return wrong(item, "单位不许用户自己添加", f"{_ADMIN}把加载项所在文件夹加为受信任位置。")
    if addin is None:
        return notice(item, "加载项没有登记，没有核对", "请先按上面的办法登记加载项。")
    if any(_is_within(addin, *each) for each in _locations(registry, version)):
        return fine(item, f"包括加载项所在文件夹：{addin.parent}")
    remedy = f"请在 {_CENTER}的「受信任位置」里添加这个文件夹，或重新运行安装程序。"
    return notice(item, f"不包括加载项所在文件夹：{addin.parent}", remedy)


def _locations(registry: Registry, version: str) -> Iterator[tuple[str, bool]]:
    for root in (OFFICE, *_POLICIES):
        key = rf"{root}\{version}\Excel\Security\Trusted Locations"
        for name in registry.keys(key):
            path = text(registry, rf"{key}\{name}", "Path")
            if path:
                yield path, bool(number(registry, rf"{key}\{name}", "AllowSubfolders"))


def _is_within(addin: Path, location: str, below: bool) -> bool:
    folder, kept = PureWindowsPath(location), PureWindowsPath(str(addin)).parent
    return kept == folder or (below and folder in kept.parents)


def _forbidden(registry: Registry, version: str) -> Iterator[Symptom]:
    """What forbids add-ins or macros altogether."""
    item = f"加载项限制（Excel {version}）"
    found = False
    for below, name, state, where in _RESTRICTIONS:
        value, forced = _set(registry, version, below, name)
        if value:
            found = True
            yield wrong(
                item, state, f"{_ADMIN}放行「公开年报」。" if forced or not where else f"请在 {_CENTER}的{where}。"
            )
    if not found:
        yield fine(item, "没有限制")


# Key below the version, name, what it does, and where the clerk can undo it; only the administrator where empty.
_RESTRICTIONS = (
    (
        r"Excel\Security",
        "RequireAddinSig",
        "只许运行有数字签名的加载项",
        "「加载项」里取消「要求加载项由受信任的发布者签署」",
    ),
    (r"Excel\Security", "DisableAllAddins", "禁用了所有加载项", "「加载项」里取消「禁用所有应用程序加载项」"),
    (r"Common\Security", "RequireAlwaysOnMacroSig", "启动时打开的加载项须由受信任的发布者签名", ""),
    (r"Excel\Resiliency", "RestrictToList", "只许运行单位列出的加载项", ""),
    ("Common", "VBAOff", "停用了 Office 的宏功能", ""),
)


def _project(registry: Registry, version: str) -> Symptom:
    item = f"访问 VBA 工程（Excel {version}）"
    value, _ = _set(registry, version, r"Excel\Security", "AccessVBOM")
    return fine(item, "开着，本工具用不到，可以关闭" if value else "关着，本工具用不到")
