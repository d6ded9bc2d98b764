"""A workbook of another version clicked in: a newer one is only read, an older one upgraded before what it has no place for."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_open, excel_read, excel_version
from nianbao.core.errors import BadInput, CannotWrite
from tests import office
from tests.aged import OLD_BOOKS, newer
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.filling import held, type_into  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]


def old(folder: Path, name: str) -> Path:
    """A real old workbook where a clerk keeps it."""
    return Path(shutil.copy(OLD_BOOKS / f"{name}.xlsx", folder / "青石镇.xlsx"))


def test_live_old_workbook_is_upgraded_before_a_repair(tmp_path: Path, opened: Open) -> None:
    """Asked first; the new workbook is opened with everything in it, the old one is as it was, on disk and on screen."""
    path = old(tmp_path, "layout1")
    data, live_book = path.read_bytes(), opened(path)
    before, host = held(live_book), ScriptedHost(True, tmp_path)
    said = LIVE["repair"](Desk(host, live_book))
    host.opened[0].close()
    assert host.asked[0].startswith("「青石镇.xlsx」由旧版生成，要先升级成本版才能做这一步。现在升级吗？")
    assert said == "已升级成「青石镇（升级）.xlsx」并打开。请在这本里继续。"
    assert "核对一致：已填 164 格、说明 2 条" in host.told[0]
    assert (path.read_bytes(), held(live_book)) == (data, before)
    made = excel_open.open_workbook((tmp_path / "青石镇（升级）.xlsx").read_bytes(), "新")
    was = excel_read.read(excel_open.open_workbook(data, "旧"))[0]
    assert excel_read.read(made)[0].values == was.values
    assert not excel_version.is_older(made)


def test_live_old_workbook_stays_as_it_is_when_the_upgrade_is_declined(tmp_path: Path, opened: Open) -> None:
    """否 changes nothing; what cannot ask says where to upgrade; unsaved changes are saved first by the clerk."""
    live_book = opened(old(tmp_path, "layout1"))
    before = held(live_book)
    with pytest.raises(Stopped):
        LIVE["repair"](Desk(ScriptedHost(False), live_book))
    for tag in ("check", "clear", "undo"):
        with pytest.raises(CannotWrite, match="请点「新建」，对升级的提问答「是」"):
            LIVE[tag](Desk(ScriptedHost(), live_book))
    assert held(live_book) == before
    type_into(live_book, "t3_1_natural", 9)
    with pytest.raises(BadInput, match="请先保存，再升级"):
        LIVE["repair"](Desk(ScriptedHost(True), live_book))


def test_live_new_offers_the_upgrade(tmp_path: Path, opened: Open) -> None:
    """With an older workbook in front 新建 asks whether that one is meant; a check of the second layout works as it is."""
    live_book = opened(old(tmp_path, "layout2"))
    LIVE["check"](Desk(ScriptedHost(), live_book))
    start = live_book.names["nb_findings"].refers_to_range
    codes = [row[2] for row in start.resize(20, 4).value]
    assert "D051" in codes
    live_book.save()
    host = ScriptedHost(True, tmp_path)
    assert LIVE["new"](Desk(host, live_book)).startswith("已升级成")
    host.opened[0].close()
    assert "选「否」另建一本空的工作簿" in host.asked[0]


def test_live_newer_workbook_is_refused(tmp_path: Path, opened: Open) -> None:
    """Nothing of ours is written into it, and nothing is asked."""
    path = book(tmp_path, report("2021", "t3_1_natural=3"))
    path.write_bytes(newer(path.read_bytes()))
    live_book = opened(path)
    before = held(live_book)
    for tag in ("check", "clear", "undo", "repair", "carry", "waive"):
        with pytest.raises(CannotWrite, match="请更新本机的程序"):
            LIVE[tag](Desk(ScriptedHost(), live_book))
    assert held(live_book) == before
