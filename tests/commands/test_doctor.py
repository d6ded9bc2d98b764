"""The self-diagnosis on any system, and the package for the help desk, which holds nothing of a report and no names."""

import io
import json
import re
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nianbao.adapters import machine, word_xml
from nianbao.adapters.registry import Registry, system_registry
from nianbao.cli import main
from nianbao.commands import doctor, doctor_machine, doctor_package, log
from nianbao.commands.symptom import Grade
from nianbao.core.errors import CannotRead
from tests.commands.township_pc import Computer, Regedit


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of records of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return log.path().parent


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        (r"\\server\share\nianbao", "网络共享"),
        (r"D:\OneDrive - 青石镇\nianbao", "OneDrive"),
        ("C:\\" + "很长的文件夹名\\" * 30, "太长"),
    ],
)
def test_awkward_places_of_the_program(folder: str, said: str) -> None:
    """A share, a synchronised folder, a path near Windows' limit: named with what to do."""
    [told] = doctor_machine.place(Path(folder))
    assert (told.grade, said in told.state, bool(told.remedy)) == (Grade.NOTICE, True, True)


def test_synchronised_folder_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder may have any name; Windows says which it is."""
    monkeypatch.setenv("OneDriveCommercial", "/data/云盘")
    assert [each.grade for each in doctor_machine.place(Path("/data/云盘/nianbao"))] == [Grade.NOTICE]
    assert [each.grade for each in doctor_machine.place(Path("/data/程序/nianbao"))] == [Grade.FINE]


def test_characters_outside_the_code_page() -> None:
    """On a Chinese Windows common characters fit, rare ones and others' do not."""
    assert machine.fits_code_page(r"C:\用户\张三", "gbk")
    assert not machine.fits_code_page("C:\\𠮷田", "gbk")


@pytest.mark.parametrize(
    ("free", "grade"),
    [(None, Grade.NOTICE), (1_000_000, Grade.WRONG), (200_000_000, Grade.NOTICE), (9_000_000_000, Grade.FINE)],
)
def test_room_on_the_disk(free: int | None, grade: Grade) -> None:
    """Little is a warning, none is trouble."""
    assert doctor_machine.room(free).grade is grade


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Found by writing: here a file stands in the folder's place."""
    (tmp_path / "占用").touch()
    found = list(doctor_machine.folders({"临时文件夹": tmp_path / "占用" / "里面", "记录文件夹": tmp_path}))
    assert [(each.item, each.grade) for each in found[:2]] == [("临时文件夹", Grade.WRONG), ("记录文件夹", Grade.FINE)]
    assert list(tmp_path.iterdir()) == [tmp_path / "占用"]


def test_fonts_are_those_of_the_word_export() -> None:
    """The list names what the export uses; another name of the same typeface will do."""
    used = {word_xml.TITLE_FONT, word_xml.BODY_FONT, word_xml.HEAD_FONT, word_xml.TABLE_FONT}
    assert used < set(doctor_machine.FONTS)
    assert doctor_machine.fonts(frozenset(doctor_machine.FONTS)).grade is Grade.FINE
    told = doctor_machine.fonts(frozenset({"FZXiaoBiaoSong-B05S", "FangSong", "KaiTi", "SimHei"}))
    assert (told.grade, told.state.startswith("缺 宋体，")) == (Grade.NOTICE, True)


def test_windows_names_of_fonts() -> None:
    """The registry lists files of several fonts under one name, with their kind behind."""
    key = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
    known: Registry = Regedit({key: {"SimSun & NSimSun (TrueType)": "simsun.ttc", "仿宋_GB2312 (TrueType)": "f.ttf"}})
    assert machine.font_names(known) == {"SimSun", "NSimSun", "仿宋_GB2312"}


def test_libreoffice_tells_its_version_and_our_extension(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its version stands in a file beside the program; our extension in the user's profile."""
    program = tmp_path / "program" / "soffice.bin"
    program.parent.mkdir()
    program.touch()
    program.with_name("bootstraprc").write_text("[Bootstrap]\nProductKey=LibreOffice 24.2\n")
    monkeypatch.setenv("NIANBAO_SOFFICE", str(program))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert next(doctor_machine.libreoffice()).state == "已安装 LibreOffice 24.2"
    assert "没有装" in list(doctor_machine.libreoffice())[1].state
    kept = tmp_path / "libreoffice/4/user/uno_packages/cache/uno_packages/lu1.tmp_/nianbao.oxt"
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert "已装上" in list(doctor_machine.libreoffice())[1].state


def test_command_says_everything_and_keeps_its_codes(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 where nothing is wrong, 1 where something is; one JSON document."""
    assert main(["doctor"]) == 0
    assert "有问题 0" in capsys.readouterr().out
    state.rmdir()
    state.touch()
    assert main(["doctor", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["wrong"] == 1
    assert {"item", "grade", "state", "remedy"} == set(document["checks"][0])
    assert [each["item"] for each in document["checks"] if each["grade"] == "wrong"] == ["记录文件夹"]


def test_wrong_things_come_first_with_what_to_do(tmp_path: Path) -> None:
    """The text has the gravest on top, each with its advice below it."""
    computer = Computer(tmp_path)
    computer.server.unlink()
    lines = doctor.told(computer.found()).splitlines()
    assert lines[2].startswith("【有问题】后台程序")
    assert lines[3].startswith("    → ")
    assert re.fullmatch(r"共 \d+ 项：有问题 1 · 注意 0 · 正常 \d+", lines[-1])


def package(path: Path) -> dict[str, str]:
    """The texts in a package."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as kept:
        return {name: kept.read(name).decode("utf-8") for name in kept.namelist()}


def test_package_holds_the_named_files_and_nothing_of_a_report(state: Path, tmp_path: Path) -> None:
    """Other files of the folder stay out, and so does every line of the log the program does not write of an error."""
    try:
        raise ValueError("青石镇收到王五的申请")
    except ValueError as error:
        log.write(error)
    log.note("青石镇收到王五的申请 3 件")
    with log.path().open("a", encoding="utf-8") as stream:
        stream.write("    王五：申请公开征地补偿\n  王五.申请 errno=3\n")
    (state / "青石镇.xlsx").write_bytes(b"PK")
    (state / "规则手册.html").write_text("")
    path = tmp_path / "诊断.zip"
    assert main(["doctor", "--zip", str(path)]) == 0
    parts = package(path)
    assert set(parts) == {"自检.txt", "facts.json", "nianbao.log"}
    assert "王五" not in "".join(parts.values())
    assert "  builtins.ValueError" in parts["nianbao.log"]
    assert "tests/commands/test_doctor.py:" in parts["nianbao.log"]
    assert "程序出错" in parts["nianbao.log"]


def test_package_names_no_user(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths below a user's folder are shown without the name, wherever they stand."""
    monkeypatch.setenv("HOME", str(tmp_path / "王五"))
    monkeypatch.setenv("USER", "wangwu")
    monkeypatch.setenv("LOGNAME", "wangwu")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "王五" / "state"))
    path = tmp_path / "诊断.zip"
    assert main(["doctor", "--zip", str(path)]) == 0
    said = "".join(package(path).values())
    assert "王五" not in said
    assert doctor_package.USER in said
    for text in (r"C:\Users\王五\AppData\a.xlam", "/home/王五/a", r"D:\data\wangwu\a", "c:/users/王五/b"):
        assert not re.search("王五|wangwu", doctor_package.masked(text))
        assert doctor_package.masked(text)[-1] == text[-1]
    assert doctor_package.masked(r"C:\Users\王 五") == rf"C:\Users\{doctor_package.USER}"


def test_other_systems_have_no_registry() -> None:
    """The joint to Windows is one function."""
    assert (system_registry() is None) == (sys.platform != "win32")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(
        st.text("政府信息公开青石镇王五申请征地补偿0123456789 .:/\\=（）『』", min_size=6, max_size=40), min_size=1
    )
)
def test_package_holds_nothing_of_any_report(state: Path, said: list[str]) -> None:
    """Whatever of a report gets into errors, notes, file names or the log itself stays out of the package."""
    secrets = [f"密{line}密" for line in said]
    for secret in secrets:
        try:
            try:
                raise KeyError(secret)
            except KeyError as error:
                raise CannotRead(f"读不了「{secret}.xlsx」：{secret}。") from error
        except CannotRead as error:
            error.add_note(secret)
            log.write(error)
        log.note(secret)
        with log.path().open("a", encoding="utf-8") as stream:
            stream.write(f"{secret}\n    {secret}.py:3 f\n  {secret} errno=3\n01-01 {secret}\n")
    (state / "密报告密.json").write_text("密正文密", encoding="utf-8")
    packed = zipfile.ZipFile(io.BytesIO(doctor.package(doctor.examined(None))))
    held = "".join(packed.namelist()) + "".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    assert "nianbao.log" in packed.namelist()
    assert "密" not in held
