"""Tables read by their labels, whatever the shape; what does not plainly fit is reported and left 未填."""

import dataclasses

import pytest

from nianbao.core.document import Document
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from tests.builders import report
from tests.forms.pages import TITLE, codes, document, lines, read, values

ROW_1 = [f"t3_1_{column}" for column in ("natural", "business", "research", "welfare", "legal", "other", "total")]
NEW = "一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_recognise_reads_merged_grids(form_id):
    """Covered cells of merged labels are no values."""
    form = load.by_id(form_id)
    made = report(form_id, "t3_1_natural=3 t3_4_natural=3 t4_2.2_upheld=2 t2_6.1_decided=7", head_title=TITLE[form_id])
    found, findings = recognise(document(made, form), load.catalogue())
    assert form_id == found.form
    assert dict(made.values) == dict(found.values)
    assert dict(made.texts) == dict(found.texts)
    assert codes(findings) == []


def test_recognise_keeps_every_place():
    """Every cell, blank ones included, knows where it stood."""
    form = load.by_id("2021")
    made = report("2021", rest=None, head_title=TITLE["2021"])
    found, _ = recognise(document(made, form), load.catalogue())
    assert {str(cell) for cell in form.cells} <= set(found.sources)
    assert found.place("t3_1_natural") == "第4行第4列"


def test_recognise_follows_the_headings_of_moved_columns():
    """Columns in another order are read by their headings."""
    page = lines("2021", "t3_1_business=5 t3_1_research=6").replace("商业企业\t科研机构", "科研机构\t商业企业")
    found, _ = read(page)
    assert values(found, "t3_1_research", "t3_1_business") == ["5", "6"]


def test_recognise_reads_a_table_given_in_pieces():
    """The blocks of 表二 may be tables of their own, with text between them."""
    page = lines("2019", "t2_6.1_prior=9 t2_8.1_change=-1").replace("第二十条第（六）项", "\n\n第二十条第（六）项")
    page = page.replace("第二十条第（八）项", "\n\n第二十条第（八）项")
    found, findings = read(page)
    assert values(found, "t2_6.1_prior", "t2_8.1_change") == ["9", "-1"]
    assert (found.texts["s2_text"], codes(findings)) == ("", [])


def test_recognise_reads_a_table_that_goes_on_without_headings():
    """After a page break the rows go on under the old headings."""
    page = lines("2021", "t3_4_other=4")
    found, findings = read(page.replace("四、结转下年度", "\n\n四、结转下年度"))
    assert values(found, "t3_4_other") == ["4"]
    assert codes(findings) == []


def test_recognise_leaves_a_short_row_unread():
    """A row that lost a cell is not filled by guessing."""
    page = lines("2021", "t3_1_natural=3").replace(f"{NEW}\t\t\t3\t0\t0\t0\t0\t0\t3", f"{NEW}\t3\t0\t0\t0\t0\t3")
    found, findings = read(page)
    assert values(found, *ROW_1) == [None] * 7
    assert codes(findings) == ["D010"]
    assert findings[0].places == tuple(ROW_1)
    assert found.place("t3_1_total") == findings[0].where


def test_recognise_uses_other_rows_where_padding_is_unclear():
    """A row with blanks at both ends stands as its neighbours do."""
    page = lines("2021")
    head = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    ragged = page.replace(f"{head}\t\t\t", f"{head}\t").replace(
        f"{NEW}\t\t\t0\t0\t0\t0\t0\t0\t0", f"{NEW}\t\t\t\t8\t0\t0\t0\t0\t"
    )
    found, findings = read(ragged)
    assert values(found, *ROW_1) == [None, "8", "0", "0", "0", "0", None]
    assert codes(findings) == []


def test_recognise_asks_where_padding_stays_unclear():
    """Where nothing decides which blank is padding, the row stays 未填 with a question."""
    head = "\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
    page = f"{TITLE['2021']}\n三、收到和处理政府信息公开申请情况\n{head}\n{NEW}\t\t\t8\t0\t0\t0\t0\t"
    found, findings = read(page)
    assert values(found, *ROW_1) == [None] * 7
    assert [finding.rule for finding in findings if finding.where == "第4行"] == ["D019"]


def test_recognise_doubts_a_row_whose_padding_replaces_a_cell():
    """Seven cells of which the first is blank, among rows with padding, have probably lost one."""
    page = lines("2021", "t3_1_natural=3")
    head = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    ragged = page.replace(f"{head}\t\t\t", f"{head}\t").replace(f"{NEW}\t\t\t3\t0", f"{NEW}\t\t3")
    found, findings = read(ragged)
    assert values(found, *ROW_1) == [None] * 7
    assert codes(findings) == ["D019"]


def test_recognise_quotes_a_row_the_form_does_not_have():
    """A province's extra row is reported with its figures."""
    page = lines("2021").replace("四、结转下年度", "五、其中网上申请数量\t\t\t6\t0\t0\t0\t0\t0\t6\n四、结转下年度")
    _, findings = read(page)
    assert codes(findings) == ["D015"]
    assert "6、0、0、0、0、0、6" in findings[0].message


def test_recognise_puts_a_single_figure_for_a_group_nowhere():
    """One row （六）其他处理 where the form has three is read into none of them."""
    page = lines("2021")
    first = page.index("\t（六）其他处理")
    last = page.index("\t（七）总计")
    found, findings = read(f"{page[:first]}\t（六）其他处理\t\t2\t0\t0\t0\t0\t0\t2\n{page[last:]}")
    assert found.form == "2021"
    assert codes(findings) == ["D026"]
    assert "2、0、0、0、0、0、2" in findings[0].message
    assert {value for cell, value in found.values.items() if cell.row.startswith("3.6.")} == {None}


@pytest.mark.parametrize(("again", "read_as", "code"), [("3", "3", "D023"), ("4", None, "D048")])
def test_recognise_takes_a_repeated_row_once(again, read_as, code):
    """The same row twice is read once; with other figures nobody can tell which is meant, and neither is read."""
    row = f"{NEW}\t\t\t{again}\t0\t0\t0\t0\t0\t{again}\n"
    page = lines("2021", "t3_1_natural=3").replace("二、上年结转", f"{row}二、上年结转", 1)
    found, findings = read(page)
    assert values(found, "t3_1_natural") == [read_as]
    assert set(codes(findings)) == {code}
    assert all("t3_1_natural" in finding.places for finding in findings)


def test_recognise_prefers_the_row_in_the_forms_own_words():
    """A province's 「合计」 above the form's 「总计」, both without a number: the form's is read, the other told."""
    page = lines("2021", "t3_1_natural=3 t3_3.1_natural=3")
    total = next(line for line in page.split("\n") if "（七）总计" in line)
    page = page.replace(total, f"\t合计\t\t8\t0\t0\t0\t0\t0\t8\n{total.replace('（七）', '')}")
    found, findings = read(page)
    assert values(found, "t3_3.7_natural", "t3_3.7_total") == ["3", "3"]
    assert codes(findings) == ["D023"]


def test_recognise_refuses_a_block_of_the_other_form():
    """A block of the older 表二 in a report of the newer form is quoted, not read."""
    old, new = lines("2019", "t2_1.2_new_made=8"), lines("2021", "t2_5.1_decided=2")
    start, end = "信息内容", "第二十条第（五）项"
    mixed = new[: new.index(start)] + old[old.index(start) : old.index(end)] + new[new.index(end) :]
    found, findings = read(mixed)
    assert found.form == "2021"
    assert values(found, "t2_1.2_made", "t2_1.2_in_force", "t2_5.1_decided") == [None, None, "2"]
    assert codes(findings) == ["D013"]
    assert "规范性文件：8、0、0" in findings[0].message


def test_recognise_takes_the_form_in_force_where_tables_disagree():
    """An old 表二 beside a new 表三: the form of the report's year, the other's rows quoted."""
    old, new = lines("2019", "t2_1.2_new_made=8"), lines("2021", "t3_3.6.3_natural=1")
    start, end = "二、主动公开政府信息情况", "三、收到和处理"
    page = new[: new.index(start)] + old[old.index(start) : old.index(end)] + new[new.index(end) :]
    found, findings = read(page)
    assert found.form == "2021"
    assert values(found, "t2_1.2_made", "t3_3.6.3_natural") == [None, "1"]
    assert codes(findings) == ["D013"]
    assert {"t2_1.2_made", "t2_8.1_fees"} <= set(findings[0].places)
    found, findings = read(page.replace(TITLE["2021"], TITLE["2019"]))
    assert found.form == "2019"
    assert values(found, "t2_1.2_new_made", "t3_3.6_natural") == ["8", None]
    assert codes(findings) == ["D013"]
    assert "3.其他：1、0、0、0、0、0、1" in findings[0].message


def test_recognise_reports_a_form_that_does_not_suit_the_year():
    """Old tables in a newer year's report are read as what they are, and said."""
    found, findings = read(lines("2019", head_title=TITLE["2021"]))
    assert found.form == "2019"
    assert codes(findings) == ["D028"]


def test_recognise_ignores_tables_of_other_things():
    """A table that shares no label with a form is mentioned by its first words; one that shares a word by that."""
    plain = lines("2021").replace("二、主动公开", "姓名\t电话\n张三\t62210000\n\n二、主动公开", 1)
    assert codes(read(plain)[1]) == ["D045"]
    alike = lines("2021").replace("二、主动公开", "渠道\t条数\n网站\t30\n总计\t30\n\n二、主动公开", 1)
    found, findings = read(alike)
    assert codes(findings) == ["D027"]
    assert values(found, "t3_1_total") == ["0"]


def test_recognise_reads_a_misspelt_label_with_a_word():
    """A label one character off is understood, and said."""
    found, findings = read(lines("2021", "t3_3.3.1_natural=1").replace("1.属于国家秘密", "1.属于国家机密"))
    assert values(found, "t3_3.3.1_natural") == ["1"]
    assert codes(findings) == ["D025"]


@pytest.mark.parametrize(
    "label",
    [
        "一、本年新收 政府信息公开申请数量",
        "一、本年新收政府信息公开申请数量（件）",
        "一、本年新收政府資訊".replace("資訊", "信息") + "公開申請數量",
    ],
)
def test_recognise_reads_labels_written_otherwise(label):
    """Blanks, remarks in brackets and traditional characters do not hide a label."""
    found, findings = read(lines("2021", "t3_1_natural=3").replace(NEW, label))
    assert (values(found, "t3_1_natural"), codes(findings)) == (["3"], [])


@pytest.mark.parametrize(
    ("typed", "code", "value"),
    [
        ("５", "D001", "5"),
        ("5件", "D002", None),
        ("1 2", "D002", None),
        ("/", "D003", None),
        ("22（其中修订16件）", "D004", "22"),
        ("", "", None),
    ],
)
def test_recognise_reads_only_what_is_plainly_a_number(typed, code, value):
    """What is not plainly a number stays 未填, with its place."""
    found, findings = read(lines("2021").replace("行政规范性文件\t0", f"行政规范性文件\t{typed}"))
    assert values(found, "t2_1.2_made") == [value]
    assert [(each.rule, each.places) for each in findings] == ([(code, ("t2_1.2_made",))] if code else [])


@pytest.mark.parametrize(
    ("heading", "typed", "code", "value"),
    [
        ("本年收费金额（单位：万元）", "12.5", "", "12.5"),
        ("本年收费金额（单位：元）", "3235727", "D007", "323.5727"),
        ("本年收费金额", "3235727元", "D007", "323.5727"),
        ("本年收费金额", "12.5", "D024", "12.5"),
        ("本年收費金額（單位：萬元）", "12.5", "", "12.5"),
        ("本年收费金额（单位：万元）", "12.5（含滞纳金）", "D004", "12.5"),
        ("本年收费金额（单位：元）", "125000（含滞纳金）", "D004 D007", "12.5"),
        ("本年收费金额", "0", "", "0"),
        ("本年收费金额（万元）", "2601.953875", "D022", "2601.953875"),
    ],
)
def test_recognise_money_needs_its_unit(heading, typed, code, value):
    """Money is 万元 when the page says so; 元 is converted; an unknown unit is asked for."""
    page = (
        lines("2021")
        .replace("本年收费金额（单位：万元）", heading)
        .replace("行政事业性收费\t0", f"行政事业性收费\t{typed}")
    )
    found, findings = read(page)
    assert values(found, "t2_8.1_fees") == [value]
    assert codes(findings) == code.split()


def test_recognise_names_a_missing_table():
    """A table that is nowhere is an error, not forty blanks."""
    page = lines("2021")
    start, end = page.index("行政复议\t"), page.index("五、存在的主要问题")
    found, findings = read(page[:start] + page[end:])
    assert codes(findings) == ["D014"]
    assert found.place("s4_text") == findings[0].where


def test_recognise_takes_tables_of_an_appendix_only_in_need():
    """A form left appended is ignored where the body has its tables."""
    page = lines("2021", "t3_1_natural=3")
    found, findings = read(page + "\n附件\n\n政府信息公开工作年度报告格式模板\n\n" + lines("2021").split("\n\n", 1)[1])
    assert values(found, "t3_1_natural") == ["3"]
    assert codes(findings) == ["D012"] * 3
    assert len(found.headings) == 6


def test_recognise_does_not_guess_under_unknown_headings():
    """Rows under headings of another kind stay 未填."""
    page = lines("2021", "t2_1.2_made=4").replace("本年制发件数\t本年废止件数\t现行有效件数", "甲类\t乙类\t丙类")
    found, findings = read(page)
    assert values(found, "t2_1.2_made") == [None]
    assert "D019" in codes(findings)


def test_recognise_knows_a_new_form_from_its_file(tmp_path, monkeypatch):
    """A form nobody has seen, one more row and a column renamed, needs only its TOML."""
    source = (load.HERE / "form_2021.toml").read_text(encoding="utf-8")
    added = source.replace('id = "2021"', 'id = "2027"').replace("first_year = 2021", "first_year = 2027")
    added = added.replace('label = "科研机构"', 'label = "科研院校"')
    added = added.replace(
        '  { code = "3.7",',
        '  { code = "3.8", label = "（八）并案处理", help = "并案处理的件数。" },\n  { code = "3.7",',
    )
    (tmp_path / "form_2027.toml").write_text(added, encoding="utf-8")
    monkeypatch.setenv(load.FOLDER_VARIABLE, str(tmp_path))
    form = load.by_id("2027")
    made = report("2027", "t3_3.8_research=4", year=2027, head_title="青石镇2027年政府信息公开工作年度报告")
    found, findings = recognise(document(made, form), load.catalogue())
    assert found.form == "2027"
    assert dict(made.values) == dict(found.values)
    assert codes(findings) == []
    older = report("2021", head_title=TITLE["2021"])
    assert recognise(document(older, load.by_id("2021")), load.catalogue())[0].form == "2021"


def test_recognise_is_told_apart_only_by_labels():
    """Without tables the year decides the form."""
    form = load.by_id("2019")
    made = report("2019", head_title=TITLE["2019"])
    whole = document(made, form)
    texts = Document(whole.file, tuple(item for item in whole.items if not hasattr(item, "rows")))
    found, findings = recognise(texts, load.catalogue())
    assert found.form == "2019"
    assert codes(findings) == ["D014"] * 3
    assert dataclasses.replace(found).values.keys() == made.values.keys()


def test_recognise_names_the_blank_beside_a_column_it_does_not_know():
    """A heading torn in two makes a column of its first half; the figure under it may be the blank neighbour's."""
    page = lines("2019", "t2_6.1_decided=7 t2_6.2_decided=8")
    start = page.index("第二十条第（六）项")
    end = page.index("第二十条第（八）项")
    block = page[start:end].replace("处理决定数量", "处\t理决定数量").replace("\t7", "\t7\t").replace("\t8", "\t8\t")
    found, findings = read(page[:start] + block + page[end:])
    assert values(found, "t2_6.1_decided", "t2_6.2_decided") == [None, None]
    assert {"t2_6.1_decided", "t2_6.2_decided"} <= {place for finding in findings for place in finding.places}
