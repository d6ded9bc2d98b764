"""The command line keeps its contract: exit codes, one JSON document, one Chinese sentence for what cannot be done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.commands import COMMANDS
from nianbao.core.cell import Cell
from nianbao.forms import load
from tests.builders import book, report

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"


def test_clean_workbook_exits_with_0(tmp_path: Path) -> None:
    """Nothing of level 错误: 0."""
    assert main(["check", str(book(tmp_path, report("2021", CLEAN)))]) == 0


def test_broken_workbook_exits_with_1_and_tells_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check --json` is one document with files, findings and counts as the contract has them."""
    path = book(tmp_path, report("2021", "t3_1_natural=4 t3_3.1_natural=2 t3_4_natural=1"))
    assert main(["check", str(path), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == [
        {
            "file": "青石镇.xlsx",
            "agency": "青石镇",
            "year": 2025,
            "form": "2021",
            "status": "errors",
            "reason": None,
        }
    ]
    first = document["findings"][0]
    assert set(first) == {
        *("rule", "level", "agency", "file", "places", "where", "left", "right"),
        *("difference", "message", "remedy", "basis", "waiver", "quote", "marks", "cause"),
    }
    assert (first["rule"], first["left"], first["right"], first["difference"]) == ("G301", "4", "3", "1")
    assert first["where"].startswith("表三!")
    assert set(document["counts"]) == {"error", "warning", "hint", "waived", "passed", "not_applicable"}


def test_read_json_holds_every_address_and_null_for_blank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every address of the form is a key; 未填 is null, 0 is "0"."""
    path = book(tmp_path, report("2021", CLEAN + " t4_1_upheld="))
    main(["read", str(path), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert list(document["values"]) == [str(cell) for cell in load.by_id("2021").cells]
    assert document["values"]["t4_1_upheld"] is None
    assert document["values"]["t4_2.1_upheld"] == "0"
    assert {"form", "agency", "year", "level", "texts", "sources", "findings"} <= set(document)
    assert document["sources"]["t3_1_natural"] == {"file": "青石镇.xlsx", "place": "表三!D6"}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (None, "没有.xlsx", "找不到"),
        (b"", "空.xlsx", "空的"),
        (b"PK\x03\x04broken", "坏.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "旧.xls", "已损坏"),
        (b"just a line", "闲文.txt", "没有找到"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", "图.png", "不是年报能用的文件类型"),
    ],
)
def test_bad_input_is_one_sentence_and_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, name: str, told: str
) -> None:
    """The file, what is the matter and what to do; nothing written, no traceback."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    for words in (["check", str(path)], ["read", str(path)], ["import", str(path), "-o", str(tmp_path / "x.xlsx")]):
        assert main(words) == 2
        said = capsys.readouterr()
        assert told in said.err
        assert path.stem in said.err
        assert said.out == ""
        assert "Traceback" not in said.err
        assert len(said.err.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_folder_and_wrong_year_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is no report; a year without a form has none."""
    assert main(["check", str(tmp_path)]) == 2
    assert "文件夹" in capsys.readouterr().err
    assert main(["new", "--year", "2015", "--agency", "青石镇", "-o", str(tmp_path / "a.xlsx")]) == 2
    assert "2015年没有对应的年报格式" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_some_unreadable_of_many_is_3(tmp_path: Path) -> None:
    """One bad file costs that file."""
    good = book(tmp_path, report("2021", CLEAN))
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04")
    assert main(["check", str(good), str(bad)]) == 3


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_every_command_has_chinese_help_and_refuses_miswriting(
    listed: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """--help explains; a miswritten command is one sentence on stderr and exit code 2."""
    name = listed.name  # type: ignore[attr-defined]
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert caught.value.code == 0
    assert "用法：" in told
    assert not any(word in told for word in ("usage:", "options:", "positional", "show this"))
    with pytest.raises(SystemExit) as caught:
        main([name, "--no-such-option"])
    assert caught.value.code == 2
    assert "命令的写法不对" in capsys.readouterr().err


def test_unknown_command_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no command is answered with those that are."""
    assert main(["chek"]) == 2
    assert "没有「chek」这个命令" in capsys.readouterr().err


def test_marking_is_repeatable_and_clears_what_is_mended(tmp_path: Path) -> None:
    """After the cause is gone a second check leaves no mark of the first; the figures stay as they were."""
    from nianbao.adapters import excel_patch
    from nianbao.adapters.excel_open import open_workbook

    path = book(tmp_path, report("2021", "t3_1_natural=4 t3_3.1_natural=2 t3_4_natural=1"))

    def marks() -> list[object]:
        snapshot = open_workbook(path.read_bytes(), path.name)
        area = snapshot.names["nb_marks_t3"]
        sheet = snapshot.sheets[area.sheet]
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        return [value for row in rows for column in columns if (value := sheet.value(row, column))]

    assert main(["check", str(path), "--mark"]) == 1
    assert set(marks()) == {"error"}
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t3_1_natural": 3}))
    assert main(["check", str(path), "--mark"]) == 0
    assert marks() == []
    from nianbao.commands.read import read

    assert read(path).report.values[Cell.parse("t3_1_natural")] == 3


def test_check_stays_light() -> None:
    """The one-file check imports none of the heavy libraries."""
    documents = "'openpyxl', 'docx', 'xlwings', 'xlsxwriter', 'lxml', 'python_calamine', 'pdfminer', 'jinja2'"
    heavy = f"{{{documents}, 'pandas', 'numpy', 'pydantic', 'cn2an', 'rapidfuzz', 'multiprocessing', 'hypothesis'}}"
    code = f"import sys; from nianbao.cli import main; main(['check', sys.argv[1]]); print({heavy} & set(sys.modules))"
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = book(Path(folder), report("2021", CLEAN))
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, env={**os.environ}, check=True
        )
    assert done.stdout.strip().endswith("set()")


def test_what_cannot_be_marked_does_not_keep_the_others_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Word report among workbooks is named, the workbooks are marked all the same, and the code says: in part."""
    path = book(tmp_path, report("2021", CLEAN))
    other = tmp_path / "白水镇.txt"
    assert main(["export", str(path), "-o", str(other)]) == 0
    assert main(["check", "--mark", str(other), str(path)]) == 3
    said = capsys.readouterr().err
    assert "写不了「白水镇.txt」" in said
    assert "已写入" in said


def test_prior_of_another_year_is_said_and_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report of two years ago gives one warning instead of a row of false differences."""
    path = book(tmp_path, report("2021", CLEAN))
    old = book(tmp_path, report("2021", "t3_1_natural=9 t3_4_natural=9", year=2023), "前年.xlsx")
    assert main(["check", str(path), "--prior", str(old), "--json"]) == 0
    assert [finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["J006"]


def test_program_says_everything_before_it_ends(tmp_path: Path) -> None:
    """Run as a program, a command's code and all of its words arrive, what is registered for the end is done."""
    path = book(tmp_path, report("2021", CLEAN))
    command = [sys.executable, "-m", "nianbao", "check", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["counts"]["error"] == 0
    code = "import atexit, sys; from nianbao.cli import program; atexit.register(print, '收拾好了'); program()"
    last = subprocess.run(
        [sys.executable, "-c", code, "check", str(path.with_name("没有.xlsx"))],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (last.returncode, last.stdout.strip()) == (2, "收拾好了")
    assert "找不到" in last.stderr


def test_program_whose_reader_has_gone_ends_quietly(tmp_path: Path) -> None:
    """`nianbao rules | head` leaves no complaint behind."""
    with subprocess.Popen(
        [sys.executable, "-m", "nianbao", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
