"""`export`: what is handed over says what the workbook says; a report with errors may be marked as a draft."""

import io
import zipfile
from pathlib import Path

import pytest

from nianbao.adapters import proof
from nianbao.adapters.printout import DRAFT_MARK
from nianbao.cli import main
from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse, read
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import book, report

SUFFIXES = (".docx", ".html", ".txt", ".md", ".json", ".csv")
PAGES = (".docx", ".html", ".txt", ".md")
FORM = load.by_id("2021")
# Figures and words that stand in one place only, so that changing them changes one place.
MADE = report("2021", "t3_1_natural=777 t3_4_natural=777", head_lead="本报告由青石镇编制。")
WRONG = "t3_1_natural=5"


def exported(suffix: str, made: Report = MADE, *, draft: bool = False) -> bytes:
    """The export of a report."""
    return export(Reading(made, FORM, ()), suffix, draft=draft)


def changed(data: bytes, old: str, new: str) -> bytes:
    """An export in which a text is another, inside a .docx too; the first one only."""
    if not data.startswith(b"PK"):
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode(), 1)
            target.writestr(name, part)
    return stream.getvalue()


def prove(data: bytes, suffix: str, made: Report = MADE, *, draft: bool = False) -> None:
    """Prove an export of the report."""
    proof.prove(proof.Exported(made, FORM, draft, f"青石镇{suffix}"), data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_proof_stops_at_another_figure(suffix: str) -> None:
    """A figure that is not the workbook's is named by its place, with both figures."""
    with pytest.raises(CannotWrite, match=r"表三·一·自然人不一致：应为「777」，读回是「771」"):
        prove(changed(exported(suffix), "777", "771"), suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_proof_stops_at_a_blank_that_became_zero(suffix: str) -> None:
    """未填 is never 0, and 0 never 未填."""
    made = report("2021", "t3_1_natural= t3_1_total=")
    with pytest.raises(CannotWrite, match=r"表三·一·自然人不一致"):
        prove(exported(suffix, report("2021")), suffix, made)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_proof_stops_at_another_word(suffix: str) -> None:
    """A letter of a sentence that changed or went missing is found, with the words around it."""
    with pytest.raises(CannotWrite, match=r"五、存在的主要问题及改进情况不一致：应为「.*不够丰富.*读回是「.*不丰富"):
        prove(changed(exported(suffix), "不够丰富", "不丰富"), suffix)


@pytest.mark.parametrize("suffix", PAGES)
def test_proof_stops_at_another_heading_or_label(suffix: str) -> None:
    """The page's own words count too."""
    with pytest.raises(CannotWrite, match="五、存在的主要问题及改进情况不一致"):
        prove(changed(exported(suffix), "存在的主要问题", "存在的主要困难"), suffix)
    with pytest.raises(CannotWrite, match="「自然人」不一致"):
        prove(changed(exported(suffix), "自然人", "自燃人"), suffix)


@pytest.mark.parametrize("suffix", PAGES)
def test_proof_stops_at_paragraphs_run_together(suffix: str) -> None:
    """Two paragraphs made one are no longer what was typed."""
    joined = report("2021", "t3_1_natural=777 t3_4_natural=777", s5_text="一是公开内容不够丰富。下一步将加强业务培训。")
    with pytest.raises(CannotWrite, match="五、存在的主要问题及改进情况的分段不一致"):
        prove(exported(suffix, joined), suffix, report("2021", "t3_1_natural=777 t3_4_natural=777"))


@pytest.mark.parametrize("suffix", PAGES)
def test_proof_stops_at_something_more(suffix: str) -> None:
    """A sentence nobody wrote is found, at the end too."""
    more = report("2021", "t3_1_natural=777 t3_4_natural=777", s6_text="本年度未收取信息处理费。\n又及。")
    with pytest.raises(CannotWrite, match="末尾不一致"):
        prove(
            exported(suffix, more),
            suffix,
            report("2021", "t3_1_natural=777 t3_4_natural=777", s6_text="本年度未收取信息处理费。"),
        )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_export_passes_whatever_a_clerk_may_type(suffix: str) -> None:
    """Headings typed once more, numbers of pages, lines of a table, marks of every format: all are handed over."""
    odd = "一、总体情况\n— 3 —\n| 甲 | 乙 |\n# 标题\n=1+1\n甲\t乙\t丙\n打印本页\n<b>粗</b>&amp;\n'引号\n　　缩进。"
    made = report("2021", s1_text=odd, s6_text=odd, head_lead="（征求意见稿）\n首页")
    assert exported(suffix, made)


@pytest.mark.parametrize("suffix", PAGES)
def test_draft_is_marked_under_its_title(suffix: str) -> None:
    """「（征求意见稿）」 is read by people, and taken for no word of the report."""
    data = exported(suffix, draft=True)
    prove(data, suffix, draft=True)
    with pytest.raises(CannotWrite, match="报告开头不一致"):
        prove(data, suffix)
    found = parse(data, f"青石镇{suffix}").report
    assert (found.agency, found.year, found.texts["head_lead"]) == ("青石镇", 2025, "本报告由青石镇编制。")


def test_draft_is_told_in_json_and_refused_in_csv() -> None:
    """Data says so in a field of its own; a list of cells has no place for it."""
    assert b'"draft": true' in exported(".json", draft=True)
    assert b'"draft"' not in exported(".json")
    with pytest.raises(BadInput, match="征求意见稿"):
        exported(".csv", draft=True)


def test_command_marks_a_report_with_errors_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --draft the export is made and the errors are told; with it it bears the mark as well."""
    made, plain, draft = book(tmp_path, report("2021", WRONG)), tmp_path / "平.txt", tmp_path / "稿.txt"
    assert main(["export", str(made), "-o", str(plain)]) == 0
    assert "还有问题没有解决（错误 " in capsys.readouterr().err
    assert DRAFT_MARK not in plain.read_text(encoding="utf-8")
    assert main(["export", str(made), "--draft", "-o", str(draft)]) == 0
    assert "已标上「征求意见稿」" in capsys.readouterr().err
    assert draft.read_text(encoding="utf-8").count(DRAFT_MARK) == 1


def test_command_marks_no_clean_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report without errors is no draft."""
    made = book(tmp_path, report("2021", "t3_1_natural=5 t3_3.1_natural=5"))
    assert main(["export", str(made), "--draft", "-o", str(tmp_path / "稿.docx")]) == 0
    assert "没有标「征求意见稿」" in capsys.readouterr().err
    assert DRAFT_MARK.encode() not in zipfile.ZipFile(tmp_path / "稿.docx").read("word/document.xml")


def test_headings_stay_as_they_were_printed() -> None:
    """A report that was read keeps the wording of its headings in every format."""
    made = parse(changed(exported(".html"), "一、总体情况", "一、工作总体情况"), "青石镇.html")
    for suffix in PAGES:
        assert parse(export(made, suffix), f"青石镇{suffix}").report.headings[0].text == "一、工作总体情况"


def test_saved_export_replaces_and_keeps_the_last_one(tmp_path: Path) -> None:
    """What stood there is kept once a day."""
    made, target = book(tmp_path, MADE), tmp_path / "年报.html"
    target.write_bytes(b"old")
    assert main(["export", str(made), "-o", str(target)]) == 0
    assert read(target).report.values == read(made).report.values
    assert [path.read_bytes() for path in tmp_path.glob("年报.备份*.html")] == [b"old"]
