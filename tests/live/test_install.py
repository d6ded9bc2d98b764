"""`nianbao libreoffice install` puts its own things into a user's LibreOffice, and `uninstall` takes exactly those away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nianbao.cli import main
from tests import office
from udfs import basic

office.require()
pytestmark = pytest.mark.office

from nianbao.adapters.libreoffice import fontconfig  # noqa: E402
from nianbao.adapters.libreoffice.profile import Profile  # noqa: E402
from workbook.libreoffice import extension  # noqa: E402

OTHERS = 'Function MY_OWN()\n    MY_OWN = "我的"\nEnd Function\n'


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of a user of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@contextmanager
def put_by_others(profile: Path) -> Iterator[Path]:
    """A profile with a Basic module that is not ours."""
    with Profile(profile) as office_of_user:
        office_of_user.put_module("Mine", OTHERS)
    yield profile / "user" / "basic" / "Standard"


def test_install_twice_and_uninstall_leave_what_is_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two installs put one of each; after the uninstall only the user's own module is left, and the rest is gone."""
    profile = tmp_path / "profile"
    words = ["--profile", str(profile)]
    with put_by_others(profile) as modules:
        for _ in range(2):
            assert main(["libreoffice", "install", *words]) == 0
            assert "请重新打开 LibreOffice" in capsys.readouterr().out
        assert {"Mine.xba", "Nianbao.xba"} <= {each.name for each in modules.iterdir()}
        assert fontconfig.path().is_file()
        assert main(["libreoffice", "uninstall", *words]) == 0
        assert "已卸下" in capsys.readouterr().out
        assert "Nianbao.xba" not in {each.name for each in modules.iterdir()}
        assert "我的" in (modules / "Mine.xba").read_text("utf-8")
        assert "Nianbao" not in (modules / "script.xlb").read_text("utf-8")
    assert not fontconfig.path().exists()
    assert main(["libreoffice", "uninstall", *words]) == 0
    assert "没有装过" in capsys.readouterr().out


def test_install_says_when_the_office_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the profile in use nothing is done, and the clerk is told what to close."""
    with Profile(tmp_path / "profile"):
        assert main(["libreoffice", "install", "--profile", str(tmp_path / "profile")]) == 2
    assert capsys.readouterr().err == "LibreOffice 正开着。请关闭它的全部窗口后再试。\n"
    assert not fontconfig.path().exists()


def test_install_says_when_there_is_no_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without LibreOffice the sentence says what to install."""
    monkeypatch.setenv("NIANBAO_SOFFICE", str(tmp_path / "没有"))
    assert main(["libreoffice", "install", "--profile", str(tmp_path / "profile")]) == 2
    assert capsys.readouterr().err == "没有找到 LibreOffice。请先安装 LibreOffice Calc 和 python3-uno 再试。\n"


def test_extension_is_the_same_bytes_each_time() -> None:
    """The same sources make the same extension, and its bridge parts stay small."""
    assert extension.build(["python"]) == extension.build(["python"])


def test_basic_module_is_generated_from_the_functions() -> None:
    """The committed module is what the list of functions gives: python -m udfs.basic."""
    assert basic.MODULE.read_text("utf-8") == basic.module() == extension.module()
