"""What people type where a number belongs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.core.form import Kind
from nianbao.core.numbers import folded, read


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("12", "12", None),
        (" 12\u3000", "12", None),
        ("\u00a00", "0", None),
        ("1,234", "1234", None),
        ("0.0", "0.0", None),
        ("１２", "12", "D001"),
        ("22（其中修订16件）", "22", "D004"),
        ("5①", "5", "D004"),
        ("5²", "5", "D004"),
        ("①", None, "D002"),
        ("3②5", None, "D002"),
        ("1½", None, "D002"),
        ("", None, None),
        ("\u3000", None, None),
        ("/", None, "D003"),
        ("—", None, "D003"),
        ("无", None, "D003"),
        ("22【含修订16件】", "22", "D004"),
        ("22（其中修订（废止）16件）", "22", "D004"),
        ("5[1]", "5", "D004"),
        ("5〔1〕", "5", "D004"),
        ("5*", "5", "D004"),
        ("5※", "5", "D004"),
        ("5注1", None, "D002"),
        ("（5）", None, "D002"),
        ("12件", None, "D002"),
        ("十二", None, "D002"),
        ("约12", None, "D002"),
        ("12-15", None, "D002"),
        ("12,34", None, "D002"),
        ("-2", None, "D002"),
        ("1.5", None, "D002"),
        ("1 2", None, "D002"),
        ("3\n5", None, "D002"),
    ],
)
def test_count_is_taken_only_when_plain(typed: str, value: str | None, code: str | None) -> None:
    """Blanks and separators are understood; anything else stays 未填 with a finding."""
    found = read(typed, Kind.COUNT)
    assert (found.value, found.code) == (Decimal(value) if value else None, code)


@pytest.mark.parametrize(
    ("typed", "proposal"),
    [("12件", "12"), ("/", "0"), ("12-15", ""), ("约12", ""), ("-2", ""), ("—2", ""), ("减2件", "")],
)
def test_doubtful_text_proposes_at_most(typed: str, proposal: str) -> None:
    """A proposal is made only where one number is plainly meant."""
    assert read(typed, Kind.COUNT).proposal == proposal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("-2", "-2"),
        ("+2", "2"),
        ("增1558", "1558"),
        ("减38", "-38"),
        ("减少3", "-3"),
        ("\u22122", "-2"),
        ("減38", "-38"),
        ("0", "0"),
    ],
)
def test_change_is_signed(typed: str, value: str) -> None:
    """本年增/减 is written with signs or words."""
    assert read(typed, Kind.CHANGE).value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("323.5727", "323.5727", None),
        ("3235727元", "323.5727", "D007"),
        ("3235727（元）", "323.5727", "D007"),
        ("12.5（万元）", "12.5", "D004"),
        ("12.5萬元", "12.5", "D004"),
        ("12.5（含滞纳金）", "12.5", "D004"),
        ("2601.953875万", "2601.953875", "D004"),
        ("1,234.5万元", "1234.5", "D004"),
    ],
)
def test_money_keeps_every_digit(typed: str, value: str, code: str | None) -> None:
    """元 becomes 万元 exactly, and is reported."""
    found = read(typed, Kind.MONEY)
    assert (found.value, found.code) == (Decimal(value), code)


def test_text_in_a_sheet_is_reported_even_when_clean() -> None:
    """A digit string in a spreadsheet cell is left out of SUM, so it is never passed over."""
    assert read("3", Kind.COUNT, plain=False).code == "D001"


@given(st.text(max_size=12))
def test_nothing_typed_becomes_a_number_without_its_digits(typed: str) -> None:
    """Whatever is typed: a value is taken only where ASCII digits stand after folding."""
    import unicodedata

    found = read(typed, Kind.COUNT)
    if found.value is not None:
        assert any(letter in "0123456789" for letter in unicodedata.normalize("NFKC", typed))
        assert found.value >= 0


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("1 2\n3", "123"), ("１２\u200b３", "123"), ("青\u3000石\ufeff镇", "青石镇"), ("Ａ\u00adＢ", "AB"), ("", "")],
)
def test_folded_leaves_out_blanks_and_zero_width_characters(typed: str, plain: str) -> None:
    """In compatibility form, whatever the text is made of."""
    assert folded(typed) == plain
