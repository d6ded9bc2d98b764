"""What was read before is not read again, and is believed only when every part of it is sound."""

import hashlib
import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import nianbao
from nianbao import cli
from nianbao.commands import compact, compact_parts, kept_pairs, kept_readings, readers
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.gather import gather
from nianbao.commands.kept_readings import KeptReadings
from nianbao.commands.read import Reading, parse
from nianbao.commands.workers import run_all
from nianbao.core.errors import NianbaoError
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.rules import alike
from tests.builders import book, report
from tests.conftest import USUAL_FOLDER

UNITS = ("青石镇", "白水镇", "黑山镇")
WRONG = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1 t3_1_total=5 t3_2_natural="


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Three units' workbooks, one of them not adding up."""
    folder = tmp_path / "收回"
    folder.mkdir()
    for name in UNITS:
        book(folder, report("2021", WRONG if name == "白水镇" else "", agency=name), f"{name}.xlsx")
    return folder


@pytest.fixture
def read_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were really read, as they are read."""
    names: list[str] = []

    def noted(jobs, *more):  # type: ignore[no-untyped-def]
        names.extend(job.name for job in jobs)
        return run_all(jobs, *more)

    monkeypatch.setattr(readers, "run_all", noted)
    return names


def read(folder: Path, kept: Path | None) -> list[Checked]:
    """What the files of a folder come to."""
    return gather([folder], lambda _: None, 1, kept=kept).checked


def test_second_run_reads_only_what_changed(tmp_path: Path, sent: Path, read_anew: list[str]) -> None:
    """Nothing is read twice; after one unit resubmits, that unit's file alone is; the outcome is as without keeping."""
    kept = tmp_path / "cache" / "readings.sqlite"
    first = read(sent, kept)
    assert sorted(read_anew) == sorted(f"{name}.xlsx" for name in UNITS)
    read_anew.clear()
    assert read(sent, kept) == first == read(sent, None)
    assert len(read_anew) == len(UNITS)
    read_anew.clear()
    book(sent, report("2021", agency="白水镇"), "白水镇.xlsx")
    again = read(sent, kept)
    assert read_anew == ["白水镇.xlsx"]
    assert [each.status for each in again] == ["ok", "ok", "ok"]
    assert {each.file: each.status for each in first}["白水镇.xlsx"] == "errors"


def test_findings_and_answers_survive_packing() -> None:
    """Findings with causes, an answer that stands and one that does not, blanks and odd characters: all come back."""
    held = (("t3_1_total", "9"),)
    given = (Waiver("G301", held, "并案处理", "李四", "2026-01-05"), Waiver("W999", (), "", "", "2026-01-05"))
    made = report("2021", WRONG, agency="𠮷水镇", s5_text="一是\ud800不够。\n“引号”\\")
    reading = Reading(replace(made, file="甲/年报.xlsx", waivers=given), load.by_id("2021"), ())
    checked = check_reading(reading)
    assert any(finding.cause for finding in checked.findings)
    assert any(finding.waiver for finding in checked.findings)
    assert compact.unpack(compact.pack(checked)) == checked


def test_real_reports_survive_packing(seeds: Path) -> None:
    """Published reports of every format come back as they were read."""
    equal = 0
    for path in sorted(each for each in seeds.rglob("*") if each.suffix in (".html", ".docx", ".txt", ".xlsx"))[:40]:
        try:
            checked = check_reading(parse(path.read_bytes(), path.name))
        except NianbaoError:
            continue
        assert compact.unpack(compact.pack(checked)) == checked
        equal += 1
    assert equal


@pytest.mark.parametrize(
    "told",
    [
        [],
        ["甲.xlsx", [], [], [], "[[],[]]"],
        {"form": "2021"},
        ["甲.xlsx", ["2021", None, 2025, None, "NaN", {}, "{}", {}, "[]", "", "", "", "", []], [], [], "[[],[]]"],
        ["甲.xlsx", ["none", None, 2025, None, "", {}, "{}", {}, "[]", "", "", "", "", []], [], [], "[[],[]]"],
    ],
)
def test_other_content_is_not_believed(told: object) -> None:
    """A sound checksum over something that is no reading does not help it."""
    packed = zlib.compress(json.dumps(told).encode())
    with pytest.raises(compact.Damaged):
        compact.unpack(hashlib.sha256(packed).digest()[:16] + packed)


def test_damaged_bytes_are_not_believed() -> None:
    """One changed or missing byte is enough."""
    packed = compact.pack(check_reading(Reading(report("2021"), load.by_id("2021"), ())))
    for odd in (b"", packed[:-1], packed[:40] + bytes([packed[40] ^ 1]) + packed[41:]):
        with pytest.raises(compact.Damaged):
            compact.unpack(odd)


def test_damaged_entry_is_read_again(tmp_path: Path, sent: Path, read_anew: list[str]) -> None:
    """Entries with a changed byte count as not kept, and are replaced."""
    kept = tmp_path / "readings.sqlite"
    first = read(sent, kept)
    with sqlite3.connect(kept) as store:
        store.execute("UPDATE readings SET packed = substr(packed, 1, 50) || x'00' || substr(packed, 52)")
    store.close()
    read_anew.clear()
    assert read(sent, kept) == first
    assert len(read_anew) == len(UNITS)
    read_anew.clear()
    assert read(sent, kept) == first
    assert read_anew == []


@pytest.mark.parametrize("content", ["不是数据库" * 200, "SQLite format 3\0" + "x" * 8192])
def test_damaged_store_is_begun_anew(tmp_path: Path, sent: Path, read_anew: list[str], content: str) -> None:
    """A file that is no store is replaced by one; the run itself does not notice."""
    kept = tmp_path / "readings.sqlite"
    kept.write_text(content, encoding="utf-8")
    first = read(sent, kept)
    read_anew.clear()
    assert read(sent, kept) == first
    assert read_anew == []


def test_file_given_twice_is_known_both_times(tmp_path: Path, sent: Path, read_anew: list[str]) -> None:
    """One kept reading answers for every place where its file is named."""
    kept = tmp_path / "cache" / "readings.sqlite"
    twice = [sent / "青石镇.xlsx", sent / "青石镇.xlsx", sent / "白水镇.xlsx"]
    first = gather(twice, lambda _: None, 1, kept=kept).checked
    read_anew.clear()
    assert gather(twice, lambda _: None, 1, kept=kept).checked == first
    assert read_anew == []


def test_nowhere_to_keep_is_no_obstacle(tmp_path: Path, sent: Path) -> None:
    """Where the folder cannot be made the files are read all the same."""
    (tmp_path / "cache").write_text("一个文件", encoding="utf-8")
    assert len(read(sent, tmp_path / "cache" / "readings.sqlite")) == len(UNITS)


def test_oldest_readings_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound those used last stay."""
    packed = compact.pack(check_reading(Reading(report("2021"), load.by_id("2021"), ())))
    file, day = tmp_path / "readings.sqlite", 86_400
    for number in range(10):
        monkeypatch.setattr(kept_readings.time, "time", lambda number=number: 1e9 + number * 2 * day)
        with KeptReadings(file, most=5 * len(packed)) as store:
            store.keep(bytes([number]), packed)
            if number:
                assert store.find(b"\0") is not None, "used again and again, never forgotten"
    with KeptReadings(file) as store:
        left = [number for number in range(10) if store.find(bytes([number]))]
    assert left[0] == 0
    assert left[-1] == 9
    assert 2 <= len(left) <= 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的文件权限另行继承")
def test_kept_readings_are_private(tmp_path: Path, sent: Path) -> None:
    """Nobody else may read what units report, whatever the umask or an earlier file allowed."""
    kept = tmp_path / "cache" / "readings.sqlite"
    before = os.umask(0)
    try:
        read(sent, kept)
    finally:
        os.umask(before)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in kept.parent.iterdir()] == ["readings.sqlite"]


def test_another_version_reads_anew(
    tmp_path: Path, sent: Path, read_anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version of program, forms or rules made of a file says nothing."""
    kept = tmp_path / "readings.sqlite"
    read(sent, kept)
    read_anew.clear()
    monkeypatch.setattr(nianbao, "__version__", "999")
    kept_readings._product.cache_clear()
    read(sent, kept)
    kept_readings._product.cache_clear()
    assert len(read_anew) == len(UNITS)


def test_answer_without_a_date_is_not_kept(tmp_path: Path) -> None:
    """Such an answer counts as given on the day of the check; tomorrow that is another day."""
    dated = check_reading(Reading(report("2021"), load.by_id("2021"), ()))
    assert dated.reading is not None
    undated = replace(dated.reading.report, waivers=(Waiver("G301", (), "并案", "李四", ""),))
    assert readers._is_settled(dated)
    assert not readers._is_settled(check_reading(replace(dated.reading, report=undated)))


def test_command_keeps_unless_told_not_to(
    tmp_path: Path, sent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`consolidate` keeps what it read in the user's cache folder; with --no-cache nothing is left there."""
    monkeypatch.setattr(kept_readings, "usual_folder", USUAL_FOLDER)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    words = ["consolidate", str(sent), "-o", str(tmp_path / "汇总.xlsx"), "--agency", "示例县"]
    assert cli.main([*words, "--no-cache"]) == 1
    assert not (tmp_path / "cache").exists()
    assert cli.main(words) == 1
    assert kept_readings.path().is_file()
    assert kept_readings.path().is_relative_to(tmp_path / "cache")
    assert "读取 3/3" in capsys.readouterr().err


def test_keys_of_narratives_come_with_what_was_kept(sent: Path, tmp_path: Path) -> None:
    """A second run compares the narratives by the keys the first one made; keys that do not belong together are none."""
    first, again = (gather([sent], print, kept=tmp_path / "kept").checked for _ in range(2))
    assert [each.keys for each in again] == [each.keys for each in first]
    for each in again:
        assert each.reading is not None
        assert each.keys == alike.keys(each.reading.report, each.reading.form)
    torn = {address: found._replace(counts=found.counts[1:]) for address, found in long_keys().items()}
    with pytest.raises(compact.Damaged):
        compact.unpack(compact.pack(replace(first[0], keys=torn)))


def long_keys() -> dict[str, alike.Keys]:
    """The keys of a narrative of several sentences."""
    told = "全年公开信息 86 条，其中补助名单 31 条，工程进度 20 条。采茶季每周更新一次，群众可在微信群里查看。"
    return alike.keys(report("2021", s1_text=told), load.by_id("2021"))


def test_texts_stay_packed_until_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are there at once, narratives when somebody asks, and then once for all."""
    made = check_reading(Reading(report("2021", s1_text="全年公开 3 条。", s5_text=""), load.by_id("2021"), ()))
    found = compact.unpack(compact.pack(made))
    assert made.reading is not None
    assert found.reading is not None
    asked: list[bytes] = []

    def noted(part: bytes) -> str:
        asked.append(part)
        return inflated(part)

    inflated = compact_parts.inflated
    monkeypatch.setattr(compact_parts, "inflated", noted)
    assert found.reading.report.values == made.reading.report.values
    assert not asked
    texts = found.reading.report.texts
    assert (texts["s1_text"], texts.get("s5_text"), texts.get("none")) == ("全年公开 3 条。", "", None)
    assert list(texts) == list(made.reading.report.texts)
    assert len(asked) == 1


def test_pairs_compared_once_are_not_compared_again(
    tmp_path: Path, sent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second summing takes over how alike narratives are, unless one of them says something else now."""
    told = "。".join(
        f"全年第{number}次更新{word}栏目，及时答复群众来信" for number, word in enumerate("公开财政救助规划计划")
    )
    for name, place in zip(UNITS, ("茶场", "渡口", "粮站"), strict=True):
        book(sent, report("2021", agency=name, s5_text=f"{name}{told}。另见{place}公告。"), f"{name}.xlsx")
    compared: list[str] = []

    def noted(one: str, other: str) -> int:
        compared.append(one)
        return likeness(one, other)

    likeness = alike._likeness
    monkeypatch.setattr(alike, "_likeness", noted)
    monkeypatch.setattr(alike, "_FEW", 9)
    monkeypatch.setattr(kept_readings, "path", lambda: tmp_path / "cache" / "readings.sqlite")
    words = ["consolidate", str(sent), "-o", str(tmp_path / "汇总.xlsx"), "--agency", "示例县", "--json"]

    def groups() -> list[str]:
        cli.main(words)
        found = json.loads(capsys.readouterr().out)["findings"]
        return [finding["message"] for finding in found if finding["rule"] == "H009"]

    first, before = groups(), len(compared)
    assert (len(first), before) == (1, 4)
    assert groups() == first
    assert len(compared) == before
    changed = report("2021", agency="白水镇", s5_text=f"白水镇{told}。栏目由专人维护，群众意见当天转办。")
    book(sent, changed, "白水镇.xlsx")
    assert len(groups()) == 1
    assert len(compared) == before + 2


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda _: b"", lambda _: b"1"])
def test_damaged_pairs_are_none(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """What does not hold together counts as not kept."""
    file = tmp_path / "readings.sqlite"
    pairs = {bytes(range(16)): 88, bytes(16): 0}
    kept_pairs.keep(file, "示例县", alike.Compared({}, dict(pairs)))
    assert kept_pairs.known(file, "示例县").before == pairs
    assert kept_pairs.known(file, "青山县").before == {}
    with KeptReadings(file) as store:
        key = kept_pairs._key("示例县")
        store.keep(key, spoil(store.packed(key) or b""))
    assert kept_pairs.known(file, "示例县").before == {}
