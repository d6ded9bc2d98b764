"""What a new version finds of what an older one left with the user: nothing of the user's own is lost or asked for again.

There are no settings but these: the log, the memory of readings, pages opened by 帮助; roster, workbooks and 说明 lie in
the clerk's own files, wherever those are.
"""

from pathlib import Path

import pytest

import nianbao
from installer.nsis.build import left_behind
from nianbao.cli import main
from nianbao.commands import kept_readings, log, roster
from tests.aged import OLD_BOOKS
from tests.builders import report
from tests.commands.counties import county_book, listed, roster_book


def test_what_lies_in_the_users_folder_is_all_named() -> None:
    """The installer knows the same list: it may remove these with the program, and nothing else."""
    assert left_behind() == (f"{log.path().name}*", f"{kept_readings.path().name}*", "*.html")


def test_log_goes_on_and_memory_begins_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was logged before is still there; what an older version read is read again."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log.note("旧版")
    kept_readings._product.cache_clear()
    before = kept_readings.key(b"1", "青石镇.xlsx")
    monkeypatch.setattr(nianbao, "__version__", "99.0.0")
    kept_readings._product.cache_clear()
    assert kept_readings.key(b"1", "青石镇.xlsx") != before
    kept_readings._product.cache_clear()
    log.note("新版")
    assert [line.split("] ")[1] for line in log.path().read_text(encoding="utf-8").splitlines()] == ["旧版", "新版"]


def test_rosters_and_old_workbooks_serve_the_new_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A county's roster as it was, and units' workbooks of every layout there was, in one consolidation."""
    units = ("青石镇人民政府", "白水镇")
    kept = roster_book(tmp_path / "名单.xlsx", *map(listed, units))
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "青石镇.xlsx").write_bytes((OLD_BOOKS / "layout2.xlsx").read_bytes())
    assert [unit.name for unit in roster.read(kept)] == list(units)
    out = tmp_path / "汇总.xlsx"
    words = ["consolidate", str(folder), "--roster", str(kept), "--agency", "示例县人民政府", "--year", "2024"]
    assert main([*words, "-o", str(out)]) in (0, 1)
    assert main(["read", str(out)]) in (0, 1)
    assert "一·总计 = 6" in capsys.readouterr().out


def test_county_workbook_of_an_older_layout_brings_its_answers_when_summed_again(tmp_path: Path) -> None:
    """What upgrading refers a county to: the earlier result is read, whatever its layout."""
    from nianbao.commands import county_answers
    from tests.aged import aged

    path = county_book(tmp_path / "汇总.xlsx", [listed("青石镇"), listed("白水镇")], report("2021", year=2025))
    now = county_answers.earlier(path)
    path.write_bytes(aged(path.read_bytes(), 2))
    assert county_answers.earlier(path) == now
    assert now.summed
