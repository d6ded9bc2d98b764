"""The log tells the help desk what broke and where, and nothing of a report; it never grows without end."""

from pathlib import Path

import pytest

from nianbao.commands import log


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The log of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return log.path()


def broken(text: str) -> Exception:
    """An error of ours with what caused it."""
    try:
        try:
            raise OSError(13, text)
        except OSError as cause:
            raise KeyError(text) from cause
    except KeyError as error:
        return error


def test_an_error_is_written_with_its_origin_and_without_content(file: Path) -> None:
    """Kind, cause, place and number; the words of an error may quote what somebody wrote."""
    assert log.write(broken("李四，身份证号")) == file
    text = file.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "OSError" in text or "PermissionError" in text
    assert "errno=13" in text
    assert "tests/commands/test_log.py:" in text
    assert "broken" in text
    assert "李四" not in text
    assert str(Path(__file__).parents[3]) not in text


def test_three_files_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest entry is in the first."""
    monkeypatch.setattr(log, "MOST_BYTES", 2_000)
    for number in range(300):
        log.note(f"第 {number} 条")
    kept = sorted(file.parent.iterdir())
    assert [each.name for each in kept] == ["nianbao.log", "nianbao.log.1", "nianbao.log.2"]
    assert all(each.stat().st_size <= 2_000 for each in kept)
    assert "第 299 条" in file.read_text(encoding="utf-8")


def test_a_full_log_that_cannot_be_renamed_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows another of our programs may hold it; no entry is lost for that."""
    monkeypatch.setattr(log, "MOST_BYTES", 500)
    log.note("甲" * 200)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.rename", refuse)
    assert log.note("乙") == file
    assert file.read_text(encoding="utf-8").splitlines()[-1].endswith("乙")


def test_nowhere_to_write_is_no_second_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The clerk still gets the sentence."""
    (tmp_path / "nianbao").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert log.write(ValueError()) is None
