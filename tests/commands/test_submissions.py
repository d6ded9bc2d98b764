"""Of what lies in the county's folder, only what units sent counts."""

import sys
from pathlib import Path

import pytest

from nianbao.commands.gather import gather
from nianbao.commands.submissions import submissions
from tests.builders import book, report


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 上建链接要管理员权限")
def test_own_result_is_no_submission_by_whatever_way_it_is_reached(tmp_path: Path) -> None:
    """The result is left out under its own path, one with a detour, and a link of another name; units stay."""
    folder = tmp_path / "收回"
    folder.mkdir()
    book(folder, report("2021", agency="青石镇"), "青石镇.xlsx")
    own = tmp_path / "汇总.xlsx"
    book(tmp_path, report("2021", agency="青石县"), own.name)
    (folder / "快捷.xlsx").symlink_to(own)
    given = [folder, own, folder / ".." / own.name]
    kept = submissions(gather(given, lambda _: None, 1), "青石县", [own])
    assert [path.name for path in kept.paths] == ["青石镇.xlsx"]
    assert len(kept.skipped) == 3
