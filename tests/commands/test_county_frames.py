"""The county's figures as pandas frames: blank is no number, and nobody else needs pandas."""

import builtins
import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import machine
from nianbao.cli import main
from nianbao.commands import county_frames
from nianbao.core.errors import BadInput
from tests.builders import book, report
from tests.commands.counties import listed, roster_book

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"


def sums(folder: Path, *more: str) -> int:
    """The command over two townships and an office, one cell blank."""
    received = folder / "收"
    received.mkdir(exist_ok=True)
    book(received, report("2021", f"{CLEAN} t4_1_upheld=", year=2025), "a.xlsx")
    book(received, report("2021", CLEAN, agency="@白水镇", year=2025), "b.xlsx")
    book(received, report("2021", CLEAN, agency="县民政局", year=2025), "c.xlsx")
    lines = listed("青石镇"), listed("@白水镇"), ("县民政局", "县级部门", "示例县", "", "", "", "")
    roster = roster_book(folder / "名单.xlsx", *lines)
    return main(["consolidate", str(received), "--roster", str(roster), "-o", str(folder / "汇总.xlsx"), *more])


def table(path: Path) -> list[dict[str, str]]:
    """A .csv file's rows."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_frames_hold_units_by_cells_and_levels(tmp_path: Path) -> None:
    """A row a unit, blank where nothing was filled in; townships and offices apart; a formula stays a name."""
    sums(tmp_path, "--frames", str(tmp_path / "表"))
    rows = {row["单位"]: row for row in table(tmp_path / "表" / "单位明细.csv")}
    assert (rows["青石镇"]["t3_1_natural"], rows["青石镇"]["t4_1_upheld"], rows["县民政局"]["t4_1_upheld"]) == (
        *("3", "", "0"),
    )
    assert "'@白水镇" in rows
    levels = {row["地址"]: row for row in table(tmp_path / "表" / "按层级汇总.csv")}
    assert (levels["t3_1_natural"]["乡镇"], levels["t3_1_natural"]["县级部门"]) == ("6", "3")


def test_second_run_frames_what_changed(tmp_path: Path) -> None:
    """The cells that differ from the last time, with the difference."""
    sums(tmp_path)
    book(tmp_path / "收", report("2021", "t3_1_natural=5 t3_3.1_natural=4 t3_4_natural=1", year=2025), "z.xlsx")
    roster, out = tmp_path / "名单.xlsx", tmp_path / "汇总.xlsx"
    (tmp_path / "收" / "a.xlsx").unlink()
    argv = ["consolidate", str(tmp_path / "收"), "--roster", str(roster), "-o", str(out)]
    main([*argv, "--frames", str(tmp_path / "表")])
    changed = {row["地址"]: row for row in table(tmp_path / "表" / "与上次相比.csv")}
    assert (changed["t3_1_natural"]["单位"], changed["t3_1_natural"]["相差"]) == ("青石镇", "2")


def test_without_pandas_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for before any file is read."""
    known = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return known(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadInput, match="nianbao\\[county\\]"):
        county_frames.require_pandas()


def test_summing_does_not_load_pandas(tmp_path: Path) -> None:
    """Without --frames the whole way goes without it."""
    book(tmp_path, report("2021", CLEAN, year=2025), "a.xlsx")
    code = (
        "import sys; from nianbao.cli import main; "
        f"main(['consolidate', {str(tmp_path / 'a.xlsx')!r}, '-o', {str(tmp_path / '汇总.xlsx')!r}]); "
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_wanting_pandas_tells_a_shipped_program_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no pip, nobody is asked to run it there."""
    assert machine.wanting("county").startswith("请运行 pip install nianbao[county]")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "随安装程序装的这一份不带它" in machine.wanting("county")
