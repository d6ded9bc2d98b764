"""Running text is understood number by number, whatever way a number is written."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from cn2an import an2cn  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.core.errors import BadForm
from nianbao.core.form import Form
from nianbao.core.numerals import number
from nianbao.forms import load
from nianbao.rules.context import Context
from nianbao.rules.prose.bound import Bound, cells
from nianbao.rules.prose.lexicon import lexicon
from nianbao.rules.prose.quantities import quantities
from nianbao.rules.prose.reading import told
from nianbao.rules.prose.sentences import sentences
from tests.builders import report

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _context(text: str, form: str = "2021") -> Context:
    return Context(load.by_id(form), report(form, s1_text=text))


def _spellings(value: int) -> list[str]:
    spelt = an2cn(value)
    written = [str(value), str(value).translate(WIDE), f"{value:,}", spelt, f" {value} "]
    if spelt.startswith("一十"):
        written.append(spelt.removeprefix("一"))
    if spelt == "二" or spelt.startswith(("二百", "二千", "二万")):
        written.append("两" + spelt[1:])
    if value % 1000 == 0 and value:
        written.append(f"{Decimal(value) / 10000:f}万")
    return written


@given(st.data(), st.integers(0, 99_999_999))
@settings(max_examples=60)
def test_numbers_are_read_back_in_any_spelling(data: st.DataObject, value: int) -> None:
    """一百零二, 102, １０２, 1,002, 0.3万: what was rendered is what is read."""
    written = data.draw(st.sampled_from(_spellings(value)))
    sentence = next(sentences("s1_text", f"全年新收申请{written}件。", lexicon(load.by_id("2021")).worth))
    found = list(quantities(sentence.body))
    assert [(Decimal(value), "件", True)] == [(each.value, each.unit, each.exact) for each in found]
    start, end = sentence.span(found[0].start, found[0].end)
    assert sentence.text[start:end] == f"{written.strip()}{' ' if written.endswith(' ') else ''}件"


@given(st.data(), st.integers(0, 9999), st.integers(0, 9999))
@settings(max_examples=40)
def test_said_numbers_reach_their_cells(data: st.DataObject, received: int, other: int) -> None:
    """A number in any spelling is bound to the cell its clause names, in both forms."""
    spelt = [data.draw(st.sampled_from(_spellings(value))) for value in (received, other)]
    form = load.by_id(data.draw(st.sampled_from(["2019", "2021"])))
    text = f"全年新收政府信息公开申请{spelt[0]}件，结转下年度继续办理{spelt[1]}件。"
    said = [each for sentence in told(_context(text, form.id)) for each in sentence.said]
    assert [("1", Decimal(received)), ("4", Decimal(other))] == [
        (each.row, each.value) for each in said if isinstance(each, Bound)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "几",
        "一两",
        "七八",
        "二〇二五",
        "1.2.3",
        "１２３４年",
        "百千",
        "十几",
        "1,23",
        "Ⅻ",
        "①",
        "壹佰",
        "-3",
        "二十零",
    ],
)
def test_doubtful_numbers_stay_unread(written: str) -> None:
    """What is not plainly one number is none."""
    assert number(written) is None


@pytest.mark.parametrize(
    "rough", ["约12件", "近12件", "12余件", "十余件", "12件以上", "10-12件", "三至五件", "增加12件", "第2件", "1 2件"]
)
def test_rough_numbers_are_not_exact(rough: str) -> None:
    """Rounded numbers, ranges, differences and ranks are seen as such."""
    assert [each.exact for each in quantities(f"收到申请{rough}。")] == [False]


def test_marks_stand_where_typed() -> None:
    """Blanks and full-width letters are passed over in matching and kept in what is shown."""
    text = "全年 收到 政府信息公开申请　１２ 件。"
    said = [each for sentence in told(_context(text)) for each in sentence.said]
    assert [text[start:end] for start, end in said[0].marks] == ["收到", "政府信息公开申请", "１２ 件"]


def test_slip_in_a_written_number_is_no_obstacle() -> None:
    """A number that no table of numerals knows is passed over, and the rest of the sentence is read."""
    said = [
        each for sentence in told(_context("制发二十零个便民册，收到政府信息公开申请3件。")) for each in sentence.said
    ]
    assert [Decimal(3)] == [each.value for each in said if isinstance(each, Bound)]


def test_text_is_read_once_for_all_rules_of_a_check() -> None:
    """What one rule has made of the text is what the next one is given; another check of the same report reads anew."""
    seen = _context("收到政府信息公开申请3件。")
    again = replace(seen)
    assert told(seen) is told(seen)
    assert told(seen) is not told(again)
    assert told(seen) == told(again)


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
def test_every_phrase_names_cells_of_its_form(form: Form) -> None:
    """Each claim that names a row reaches cells in its own columns, or in the column meant when none is named."""
    for claim in form.said.claims:
        columns = claim.columns or tuple(filter(None, [form.said.subject(claim.table).column]))
        if claim.row and columns:
            assert all(cell in form.places for cell in cells(form, claim.table, claim.row, columns)), claim.phrases


def test_long_gaps_cost_no_time() -> None:
    """A sentence made to be ambiguous is given up at once."""
    text = f"收到政府信息公开{'提出的申请' * 400}12件，{'均' * 2000}{'的' * 2000}。"
    assert [each for sentence in told(_context(text)) for each in sentence.said] == []


def test_everyday_numbers_need_no_library() -> None:
    """Reading 十二 and 1,002 imports nothing that costs a check its speed; 一百零二 does."""
    program = (
        "import sys; from nianbao.core.numerals import number; number('十二'); number('1,002');"
        "early = 'cn2an' in sys.modules; number('一百零二'); print(early, 'cn2an' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.split() == [
        b"False",
        b"True",
    ]


def test_phrase_for_a_cell_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A form whose phrases name a row it lacks is no correct form, and the message says which."""
    text = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "form_wrong.toml"
    wrong.write_text(text.replace('row = "3.5.5"\nphrases', 'row = "3.9"\nphrases'), encoding="utf-8")
    with pytest.raises(BadForm, match=r"t3_3\.9"):
        load.load(wrong)


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("收到申请12件。", "收到申请12件。"),
        ("收到　申请 12 件。", "收到申请12件。"),
        ("收到申请 １，２００ 件。", "收到申请1，200件。"),
        ("收到申请 1,200 件 (含上年结转)。", "收到申请1,200件（含上年结转）。"),
        ("收到\u2003申请1 2件 。", "收到申请1 2件。"),
    ],
)
def test_every_letter_of_a_sentence_finds_its_way_back(typed: str, body: str) -> None:
    """Folded or not, with blanks or without: each letter of the body is where it stood, in whatever width."""
    (sentence,) = sentences("s1_text", typed, lexicon(load.by_id("2021")).worth)
    assert (sentence.text, sentence.body) == (typed, body)
    narrow = str.maketrans("０１２３４５６７８９(),", "0123456789（）,")
    for at, letter in enumerate(body):
        start, end = sentence.span(at, at + 1)
        assert typed[start:end].translate(narrow) == letter
    start, end = sentence.span(0, len(body))
    assert typed[start:end] == typed


def test_paragraphs_are_cut_alike_with_and_without_other_stops() -> None:
    """Full stops alone, doubled ones, question marks and blanks before a paragraph part the same sentences."""
    worth = lexicon(load.by_id("2021")).worth
    texts = ("收到申请1件。答复2件。没有复议", "收到申请1件。。答复2件！没有复议", "　　收到申请1件。答复2件？没有复议")
    cut = [[each.body.rstrip("。！？") for each in sentences("s1_text", text, worth)] for text in texts]
    assert cut == [["收到申请1件", "答复2件", "没有复议"]] * 3
    firsts = [[each.first for each in sentences("s1_text", text, worth)] for text in texts]
    assert firsts == [[True, False, False]] * 3


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", [("1", Decimal(3))]),
        ("本年办结事项5件。", [("1", Decimal(3))]),
        ("本年办结投诉5件。", []),
        ("下一步，办结投诉5件。", [("1", Decimal(3))]),
        ("本年办结投诉5件。\n", [("1", Decimal(3))]),
    ],
)
def test_a_sentence_that_says_nothing_still_tells_what_is_spoken_of(
    before: str, said: list[tuple[str, Decimal]]
) -> None:
    """Complaints spoken of before make an application no certain one, within their paragraph and unless only planned."""
    found = [each for sentence in told(_context(f"{before}收到申请3件。")) for each in sentence.said]
    assert said == [(each.row, each.value) for each in found if isinstance(each, Bound)]


@pytest.mark.parametrize(
    "written", ["1999年", "一九九九年", "一年来", "1月至12月", "十二月31日", "前三季度", "两年来", "几年来"]
)
def test_every_span_of_time_is_found(written: str) -> None:
    """Only letters that a span of time can begin with are looked at; none of them is left out."""
    found = lexicon(load.by_id("2021")).times.search(f"截至目前，{written}共收到")
    assert [found and found[0]] == [written]


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("共1,234件、12.5万元", ["1,234件", "12.5万元"]),
        ("百分之五，三百分之一件", ["百分之五", "百分之一"]),
        ("12件次，3人次，3万人", ["12件次", "3人次", "3万人"]),
        ("2三件，12345,678件", ["678件"]),
    ],
)
def test_numbers_are_told_from_what_stands_beside_them(body: str, written: list[str]) -> None:
    """A number is as long as it is written, and no part of another is one."""
    assert [body[each.start : each.end] for each in quantities(body)] == written


def test_indented_and_spaced_paragraphs_are_read_like_plain_ones() -> None:
    """An indent, blanks between letters and full-width figures leave the same sentences."""
    plain, worth = "收到申请12件。\n公开1,234条", lexicon(load.by_id("2021")).worth
    texts = (plain, "\u3000\u3000收到申请12件。 \n\t公开1,234条", "收 到 申请１２件。\n公开１,２３４\u3000条")
    assert {tuple(each.body for each in sentences("s1_text", text, worth)) for text in texts} == {
        ("收到申请12件。", "公开1,234条")
    }
