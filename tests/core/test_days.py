"""Days as people write them."""

from datetime import date

import pytest

from nianbao.core.days import day
from nianbao.core.errors import BadInput


@pytest.mark.parametrize(
    "text", ["2026年1月20日", "2026-1-20", "２０２６．０１．２０", "2026/01/20", "20260120", " 2026-01-20 "]
)
def test_day_is_read_however_it_is_written(text: str) -> None:
    """In Chinese, with any of the usual signs, in full width."""
    assert day(text, "期限") == date(2026, 1, 20)


def test_day_left_blank_is_none() -> None:
    """Nothing written is nothing meant."""
    assert day("　", "期限") is None


@pytest.mark.parametrize("text", ["一月二十日", "2026-13-01", "2026-2-30", "1月20日"])
def test_day_that_is_none_is_named(text: str) -> None:
    """The message says which day it was to be."""
    with pytest.raises(BadInput, match=f"期限「{text}」不是日期"):
        day(text, "期限")
