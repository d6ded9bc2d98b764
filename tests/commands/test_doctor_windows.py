"""What the self-diagnosis finds on Windows: each thing that keeps the add-in from working is named with what to do."""

import sys
from pathlib import Path

import pytest

from nianbao.adapters.registry import CLSID, PROG_ID
from nianbao.commands import doctor, doctor_install
from nianbao.commands.symptom import Grade
from tests.commands.township_pc import CLASSES, EXCEL_CLASS, OFFICE, POLICIES, Computer


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A PC in order."""
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    return Computer(tmp_path)


def test_everything_in_order_is_said_to_be(computer: Computer) -> None:
    """As the installer leaves it nothing is found, and nothing is left to do."""
    found = computer.found()
    assert computer.bad() == []
    assert len(found) >= 10
    assert not any(each.remedy for each in found)
    assert computer.told("表格软件").state == "Excel 16.0.5.7（64 位）"


def test_old_excel_left_in_the_registry_is_none(computer: Computer) -> None:
    """An uninstalled Office leaves its keys; without its program it does not count."""
    computer.registry.put(r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\14.0\Excel\InstallRoot", Path=r"C:\gone")
    assert computer.told("表格软件").state == "Excel 16.0.5.7（64 位）"


def test_each_excel_is_looked_at(computer: Computer, tmp_path: Path) -> None:
    """An older 32-bit Excel beside it has a list of add-ins, and a view of the classes, of its own."""
    old = tmp_path / "Office15" / "EXCEL.EXE"
    old.parent.mkdir()
    old.touch()
    computer.registry.put(r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\15.0\Excel\InstallRoot", Path=str(old.parent))
    assert computer.told("表格软件").state == "Excel 16.0.5.7（64 位）、Excel 15.0（32 位）"
    assert ("加载项（Excel 15.0）", Grade.WRONG) in computer.bad()
    assert computer.told("后台程序（32 位 Excel）").grade is Grade.FINE
    del computer.registry.content[rf"{CLASSES}\WOW6432Node\CLSID\{CLSID}\LocalServer32"]
    assert "不全" in computer.told("后台程序（32 位 Excel）").state
    assert computer.told("后台程序（64 位 Excel）").grade is Grade.FINE


def test_addin_not_registered(computer: Computer) -> None:
    """No OPEN value names it: another add-in of a like name does not count."""
    computer.registry.content[rf"{OFFICE}\Excel\Options"] = {"OPEN": r"C:\tools\mynianbao.xlam", "OpenAtLogin": 1}
    told = computer.told("加载项（Excel 16.0）")
    assert (told.grade, "没有登记" in told.state, "安装程序" in told.remedy) == (Grade.WRONG, True, True)


def test_addin_unticked(computer: Computer) -> None:
    """Excel moves what is unticked to another list."""
    computer.registry.content[rf"{OFFICE}\Excel\Options"] = {}
    computer.registry.content[rf"{OFFICE}\Excel\Add-in Manager"] = {str(computer.addin): ""}
    told = computer.told("加载项（Excel 16.0）")
    assert (told.grade, "没有勾选" in told.state, "勾选" in told.remedy) == (Grade.WRONG, True, True)


def test_addin_in_the_start_folder(computer: Computer, tmp_path: Path) -> None:
    """What stands in XLSTART is opened without being registered."""
    computer.registry.content[rf"{OFFICE}\Excel\Options"] = {}
    started = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "nianbao.xlam"
    started.parent.mkdir(parents=True)
    started.touch()
    assert computer.told("加载项（Excel 16.0）").grade is Grade.FINE


def test_addin_named_without_a_folder(computer: Computer, tmp_path: Path) -> None:
    """A bare name stands for the user's folder of add-ins."""
    computer.registry.content[rf"{OFFICE}\Excel\Options"] = {"OPEN": "nianbao.xlam"}
    assert "不见了" in computer.told("加载项（Excel 16.0）").state
    kept = tmp_path / "Roaming" / "Microsoft" / "AddIns" / "nianbao.xlam"
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert computer.told("加载项（Excel 16.0）").grade is Grade.FINE


def test_addin_taken_away_by_a_security_program(computer: Computer) -> None:
    """Registered, and gone."""
    computer.addin.unlink()
    told = computer.told("加载项（Excel 16.0）")
    assert (told.grade, "不见了" in told.state, "隔离" in told.remedy) == (Grade.WRONG, True, True)
    assert computer.bad() == [(told.item, Grade.WRONG)]


def test_addin_disabled_by_excel(computer: Computer) -> None:
    """Excel's list of what made it stop holds path and title as UTF-16, behind three numbers."""
    item = f"{str(computer.addin).lower()}\0公开年报\0".encode("utf-16-le")
    other = "c:\\tools\\other.xlam\0".encode("utf-16-le")
    key = rf"{OFFICE}\Excel\Resiliency\DisabledItems"
    computer.registry.put(key, A1=bytes(12) + other)
    assert computer.told("加载项停用（Excel 16.0）").grade is Grade.FINE
    computer.registry.put(key, B2=bytes(12) + item)
    told = computer.told("加载项停用（Excel 16.0）")
    assert (told.grade, "禁用项目" in told.remedy) == (Grade.WRONG, True)


@pytest.mark.parametrize("setting", [3, 4])
def test_macros_forbidden_matter_only_outside_a_trusted_folder(computer: Computer, setting: int) -> None:
    """In a trusted folder macros run all the same."""
    computer.registry.put(rf"{OFFICE}\Excel\Security", VBAWarnings=setting)
    assert computer.bad() == []
    del computer.registry.content[rf"{OFFICE}\Excel\Security\Trusted Locations\Location20"]
    assert dict(computer.bad())["宏设置（Excel 16.0）"] is Grade.WRONG
    assert dict(computer.bad())["受信任位置（Excel 16.0）"] is Grade.NOTICE
    assert "宏设置" in computer.told("宏设置（Excel 16.0）").remedy


def test_a_policy_counts_before_the_users_setting(computer: Computer) -> None:
    """What the office has set the clerk cannot change: the administrator is named."""
    computer.registry.put(rf"{OFFICE}\Excel\Security", VBAWarnings=1)
    computer.registry.put(rf"{POLICIES}\Excel\Security", vbawarnings=4)
    del computer.registry.content[rf"{OFFICE}\Excel\Security\Trusted Locations\Location20"]
    told = computer.told("宏设置（Excel 16.0）")
    assert (told.grade, "单位统一设置" in told.state, "管理员" in told.remedy) == (Grade.WRONG, True, True)


def test_usual_macro_setting_is_fine_anywhere(computer: Computer) -> None:
    """禁用宏，并发出通知 is what Office comes with; the folder is only advised."""
    del computer.registry.content[rf"{OFFICE}\Excel\Security\Trusted Locations\Location20"]
    assert computer.bad() == [("受信任位置（Excel 16.0）", Grade.NOTICE)]


def test_trusted_folder_above_counts_only_with_its_subfolders(computer: Computer) -> None:
    """AllowSubfolders decides."""
    key = rf"{OFFICE}\Excel\Security\Trusted Locations\Location20"
    computer.registry.put(key, Path=str(computer.addin.parent.parent))
    assert computer.told("受信任位置（Excel 16.0）").grade is Grade.NOTICE
    computer.registry.put(key, AllowSubfolders=1)
    assert computer.told("受信任位置（Excel 16.0）").grade is Grade.FINE


@pytest.mark.parametrize(
    ("key", "name", "value", "item"),
    [
        (rf"{OFFICE}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1, "受信任位置"),
        (rf"{POLICIES}\Excel\Security\Trusted Locations", "AllLocationsDisabled", 1, "受信任位置"),
        (rf"{POLICIES}\Common\Security\Trusted Locations", "Allow User Locations", 0, "受信任位置"),
        (rf"{OFFICE}\Excel\Security", "RequireAddinSig", 1, "加载项限制"),
        (rf"{OFFICE}\Excel\Security", "DisableAllAddins", 1, "加载项限制"),
        (rf"{POLICIES}\Common\Security", "RequireAlwaysOnMacroSig", 1, "加载项限制"),
        (rf"{POLICIES}\Excel\Resiliency", "RestrictToList", 1, "加载项限制"),
        (r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Common", "VBAOff", 1, "加载项限制"),
    ],
)
def test_what_forbids_the_addin_is_named(computer: Computer, key: str, name: str, value: int, item: str) -> None:
    """Each setting alone is found, and who can change it is said."""
    computer.registry.put(key, **{name: value})
    assert computer.bad() == [(f"{item}（Excel 16.0）", Grade.WRONG)]
    remedy = computer.told(f"{item}（Excel 16.0）").remedy
    assert ("管理员" in remedy) == ("Policies" in key)
    assert ("信任中心" in remedy) == ("Policies" not in key)


def test_access_to_vba_projects_is_told_and_not_needed(computer: Computer) -> None:
    """Either way the program works."""
    assert "关着" in computer.told("访问 VBA 工程（Excel 16.0）").state
    computer.registry.put(rf"{OFFICE}\Excel\Security", AccessVBOM=1)
    assert "开着" in computer.told("访问 VBA 工程（Excel 16.0）").state
    assert computer.bad() == []


def test_server_not_registered(computer: Computer) -> None:
    """Without its class a click has nobody to answer."""
    del computer.registry.content[rf"{CLASSES}\{PROG_ID}\CLSID"]
    assert computer.bad() == [("后台程序（64 位 Excel）", Grade.WRONG)]


def test_server_registered_for_the_machine(computer: Computer) -> None:
    """An administrator may have installed it for everybody."""
    for key in [key for key in computer.registry.content if key.startswith(CLASSES)]:
        computer.registry.content[key.replace("HKCU\\Software", "HKLM\\SOFTWARE")] = computer.registry.content.pop(key)
    assert computer.bad() == []


def test_server_taken_away_by_a_security_program(computer: Computer) -> None:
    """Registered, and gone."""
    computer.server.unlink()
    told = computer.told("后台程序（64 位 Excel）")
    assert (told.grade, "不见了" in told.state, "隔离" in told.remedy) == (Grade.WRONG, True, True)


def test_wps_in_place_of_excel(computer: Computer) -> None:
    """WPS makes itself the answer to Excel.Application."""
    command = r"C:\Users\李四\AppData\Local\Kingsoft\WPS Office\office6\et.exe /Automation"
    computer.registry.put(rf"{CLASSES}\CLSID\{EXCEL_CLASS}\LocalServer32", **{"": command})
    assert computer.bad() == [("Excel 的自动化接口", Grade.NOTICE)]
    assert computer.told("Excel 的自动化接口").state == f"由 WPS 应答：{command.removesuffix(' /Automation')}"


def test_wps_without_and_with_the_addin(computer: Computer) -> None:
    """WPS has a list of its own, the paths being the names."""
    computer.registry.put(r"HKCU\Software\kingsoft\Office\6.0\et", Version="12")
    assert computer.bad() == [("加载项（WPS 表格）", Grade.NOTICE)]
    computer.registry.put(r"HKCU\Software\kingsoft\Office\6.0\et\LoadMacros", **{str(computer.addin): "1"})
    assert computer.bad() == []
    computer.registry.content[r"HKCU\Software\kingsoft\Office\6.0\et\LoadMacros"] = {"D:\\nianbao.xlam": "1"}
    assert computer.bad() == [("加载项（WPS 表格）", Grade.WRONG)]


def test_no_spreadsheet_program(computer: Computer) -> None:
    """Said as advice: the command line works without."""
    computer.excel.unlink()
    assert ("表格软件", Grade.NOTICE) in computer.bad()


@pytest.mark.skipif(sys.platform == "win32", reason="there the stream is made by the browser")
def test_mark_of_the_internet(computer: Computer) -> None:
    """Files from a download carry a second stream; one from the own network does no harm."""
    stream = Path(f"{computer.addin}:Zone.Identifier")
    stream.write_text("[ZoneTransfer]\r\nZoneId=1\r\n")
    assert computer.bad() == []
    stream.write_text("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.cn/\r\n")
    assert computer.bad() == [("来源标记（nianbao.xlam）", Grade.WRONG)]
    assert "解除锁定" in computer.told("来源标记（nianbao.xlam）").remedy


def test_addin_registered_twice(computer: Computer, tmp_path: Path) -> None:
    """Two entries, or an entry and the start folder: Excel would open one and not say which."""
    second = tmp_path / "旧" / "nianbao.xlam"
    second.parent.mkdir()
    second.touch()
    computer.registry.put(rf"{OFFICE}\Excel\Options", OPEN2=f'"{second}"')
    told = computer.told("加载项（Excel 16.0）")
    assert (told.grade, "登记了 2 份" in told.state, "只勾选一个" in told.remedy) == (Grade.WRONG, True, True)
    del computer.registry.content[rf"{OFFICE}\Excel\Options"]["OPEN2"]
    started = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "nianbao.xlam"
    started.parent.mkdir(parents=True)
    started.touch()
    assert "登记了 2 份" in computer.told("加载项（Excel 16.0）").state


@pytest.mark.parametrize("key", ["StartupItems", "CrashingAddinList"])
def test_addin_excel_broke_off_with(computer: Computer, key: str) -> None:
    """Not disabled yet; Excel will ask."""
    item = f"{str(computer.addin).lower()}\0公开年报\0".encode("utf-16-le")
    computer.registry.put(rf"{OFFICE}\Excel\Resiliency\{key}", A1=bytes(12) + item)
    assert computer.bad() == [("加载项停用（Excel 16.0）", Grade.NOTICE)]
    assert "选「否」" in computer.told("加载项停用（Excel 16.0）").remedy


def test_addin_of_another_installation_than_the_program(computer: Computer, tmp_path: Path) -> None:
    """An add-in elsewhere is fine while it is the same file, and trouble once it is another version's."""
    other = tmp_path / "另一处" / "nianbao.xlam"
    other.parent.mkdir()
    other.touch()
    computer.registry.put(rf"{OFFICE}\Excel\Options", OPEN1=f'"{other}"')
    assert computer.told("安装是否成套").grade is Grade.FINE
    other.write_bytes(b"old")
    told = computer.told("安装是否成套")
    assert (told.grade, "不是同一次安装" in told.state, "安装程序" in told.remedy) == (Grade.WRONG, True, True)


def test_class_registered_for_another_folder(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older copy answers the buttons: told by the installed program that was asked."""
    running = tmp_path / "新" / "nianbao.exe"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(running))
    told = computer.told("安装是否成套")
    assert (told.grade, "另一处的程序" in told.state, str(running.parent) in told.state) == (Grade.WRONG, True, True)
    monkeypatch.setattr(sys, "executable", str(computer.server))
    assert computer.bad() == []


def test_class_registered_differently_for_32_bit(computer: Computer, tmp_path: Path) -> None:
    """The two views of the registry can name two copies."""
    old_excel = tmp_path / "Office15" / "EXCEL.EXE"
    second = tmp_path / "旧" / "nianbaow.exe"
    for file in (old_excel, second):
        file.parent.mkdir()
        file.touch()
    computer.registry.put(
        r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\15.0\Excel\InstallRoot", Path=str(old_excel.parent)
    )
    key = rf"{CLASSES}\WOW6432Node\CLSID\{CLSID}\LocalServer32"
    computer.registry.content[key] = {"": f'"{second}" serve'}
    assert "不是同一份程序" in computer.told("安装是否成套").state


def test_class_registered_for_user_and_machine(computer: Computer) -> None:
    """The user's own counts; another one for the machine is told."""
    key = rf"HKLM\SOFTWARE\Classes\CLSID\{CLSID}\LocalServer32"
    computer.registry.put(key, **{"": f'"{computer.server}" serve'})
    assert computer.bad() == []
    computer.registry.put(key, **{"": r'"D:\nianbao\nianbaow.exe" serve'})
    assert computer.bad() == [("后台程序的登记", Grade.NOTICE)]


def test_installers_record_of_another_version(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared only by an installed program: one in a Python environment is no matter of the installer's."""
    computer.registry.put(doctor_install.UNINSTALL, DisplayVersion="0.0.9")
    assert computer.bad() == []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(computer.server))
    assert computer.bad() == [("安装记录", Grade.NOTICE)]


def test_office_from_the_shop(computer: Computer) -> None:
    """It does not see what an installer registers; said with what to try."""
    packages = (
        r"HKCU\Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
    )
    computer.registry.put(rf"{packages}\Microsoft.WindowsStore_1.0_x64__8wekyb3d8bbwe")
    assert computer.bad() == []
    computer.registry.put(rf"{packages}\Microsoft.Office.Desktop.Excel_16.0_x86__8wekyb3d8bbwe")
    assert computer.bad() == [("Office 的来源", Grade.NOTICE)]


def test_excel_known_by_click_to_run_alone(computer: Computer, tmp_path: Path) -> None:
    """Its own record names the folder and the bits."""
    del computer.registry.content[r"HKLM\SOFTWARE\Microsoft\Office\16.0\Excel\InstallRoot"]
    assert "没有找到 Excel" in computer.told("表格软件").state
    program = tmp_path / "Microsoft Office" / "root" / "Office16" / "EXCEL.EXE"
    program.parent.mkdir(parents=True)
    program.touch()
    key = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
    computer.registry.put(key, InstallationPath=str(tmp_path / "Microsoft Office"), Platform="x86")
    assert computer.told("表格软件").state == "Excel 16.0.5.7（32 位）"
    assert computer.bad() == []


# What is asked of the diagnosis, and the item that answers it.
ASKED = {
    "macros blocked by mark-of-the-web": "来源标记（nianbao.xlam）",
    "add-in disabled by Excel": "加载项停用（Excel 16.0）",
    "Trust Center: macros": "宏设置（Excel 16.0）",
    "Trust Center: folder": "受信任位置（Excel 16.0）",
    "Trust Center: add-ins": "加载项限制（Excel 16.0）",
    "COM class missing, exe quarantined": "后台程序（64 位 Excel）",
    "one installation": "安装是否成套",
    "WPS holding Excel.Application": "Excel 的自动化接口",
    "bitness": "表格软件",
    "OneDrive path": "程序位置",
    "disk": "磁盘空间",
    "fonts": "公文字体",
}


@pytest.mark.parametrize("asked", ASKED)
def test_everything_asked_of_the_diagnosis_is_answered(computer: Computer, asked: str) -> None:
    """Each clause has its line, whatever it says."""
    assert ASKED[asked] in [each.item for each in doctor.examined(computer.registry)]
