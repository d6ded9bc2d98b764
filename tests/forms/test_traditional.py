"""Reports in traditional characters, as far from the official wording as a conversion library makes them."""

import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

import opencc
import pytest

from nianbao.forms import load
from nianbao.forms.words import FILE, words
from tests.forms.pages import codes, lines, read

SCRIPTS = ["s2t", "s2tw", "s2hk"]
BLOCKS = [range(0x3400, 0xA000), range(0x20000, 0x2A6E0)]


def strings(data: Any) -> Iterator[str]:
    """Every text in parsed TOML, but the table of characters itself."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for key, value in data.items() if key != "traditional" for text in strings(value))
    elif isinstance(data, list):
        yield from (text for value in data for text in strings(value))


def vocabulary() -> set[str]:
    """The characters of every form and of the word list."""
    files = [FILE, *load.HERE.glob("form_*.toml")]
    texts = [text for file in files for text in strings(tomllib.loads(file.read_text(encoding="utf-8")))]
    return {char for text in texts for char in text if unicodedata.category(char) == "Lo"}


@pytest.mark.parametrize("script", ["t2s", "tw2s", "hk2s"])
def test_every_character_in_use_is_known_in_traditional(script):
    """Whatever a conversion library turns into a character of ours, the table turns into it too."""
    used, convert = vocabulary(), opencc.OpenCC(script).convert
    pairs = {chr(code): convert(chr(code)) for block in BLOCKS for code in block}
    wanted = {old: new for old, new in pairs.items() if new in used and old not in used}
    missing = {old: new for old, new in wanted.items() if words().simplified.get(ord(old)) != new}
    assert missing == {}


@pytest.mark.parametrize(
    ("printed", "meant"),
    list(
        zip(
            "說説裏裡臺衆眾爲為淸後復複覆製乾幹徵準係繫採於餘並併鄕鎭尙効",
            "说说里里台众众为为清后复复复制干干征准系系采于余并并乡镇尚效",
            strict=True,
        )
    ),
)
def test_variants_are_one_character(printed, meant):
    """Characters of several shapes, and several of one simplified shape."""
    assert words().simplified.get(ord(printed), meant) == meant
    assert ord(meant) not in words().simplified


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_report_in_traditional_characters_is_read_whole(form, script):
    """Labels, headings, title, unit, year and money; the texts stay as printed."""
    money = "t2_9.1_amount=12.5" if form == "2019" else "t2_8.1_fees=12.5"
    page = lines(form, f"t3_1_natural=3 t3_3.7_natural=3 t4_2.2_upheld=2 {money}")
    plain, _ = read(page)
    printed = opencc.OpenCC(script).convert(page)
    found, findings = read(printed)
    assert codes(findings) == codes(read(page)[1])
    assert (found.form, found.year, found.level) == (plain.form, plain.year, plain.level)
    assert found.agency is not None
    assert found.agency in printed
    assert dict(found.values) == dict(plain.values)
    assert found.texts["s5_text"] in printed.replace("\n\n", "\n")
    assert [heading.section for heading in found.headings] == [heading.section for heading in plain.headings]
