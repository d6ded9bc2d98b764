"""The sample county: clean where it must be clean, and messy in every way real reports are."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.commands import demo, samples
from nianbao.commands.check import Checked
from nianbao.commands.demo import DemoResult
from nianbao.commands.samples import Samples, ThisYear, Unit
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotOpen
from nianbao.core.finding import Level
from nianbao.core.form import Form
from nianbao.core.identity import Identity, Term
from nianbao.core.numbers import read
from nianbao.forms.load import by_id, for_year
from tests import sample_pdf

DATA = samples.load()
CLEAN = [unit for unit in DATA.units if unit.is_clean]
WRITTEN = [unit for unit in DATA.units if unit.last.format != "raw"]
FORM = for_year(DATA.county.this_year)


def named(units: list[Unit]) -> list[str]:
    """Names for parametrised tests."""
    return [unit.name for unit in units]


def unit(name: str) -> Unit:
    """The unit whose name starts so."""
    return next(each for each in DATA.units if each.name.startswith(name))


def typed(each: Unit) -> dict[str, object]:
    """What a unit types into the first file it sends."""
    return dict(each.this.typed(FORM, each.this.files[0]))


def side(
    identity: Identity, terms: tuple[Term, ...], over: str, years: dict[bool, dict[Cell, Decimal | None]]
) -> Decimal:
    """The sum of one side of an identity; blanks add nothing."""
    found = [years[term.last].get(identity.cell(term, over)) for term in terms]
    return sum((term.sign * (value or Decimal(0)) for term, value in zip(terms, found, strict=True)), Decimal(0))


def broken(each: Unit, form: Form) -> Iterator[str]:
    """Where this year's figures break an identity of the form."""
    years = {False: each.this.amounts(form), True: each.last.amounts(form)}
    for identity in form.identities:
        for over in identity.over:
            if side(identity, identity.left, over, years) != side(identity, identity.right, over, years):
                yield f"{identity.code} {over}"


def test_county_has_eight_townships_and_two_departments() -> None:
    """The cast is complete, with one street office and one rural township among the towns."""
    levels = [each.listed.level for each in DATA.units]
    assert (levels.count("乡镇"), levels.count("县级部门")) == (8, 2)
    names = " ".join(named(list(DATA.units)))
    assert (names.count("街道"), names.count("乡人民政府"), names.count("镇人民政府")) == (1, 1, 6)


def test_county_years_follow_each_other_under_one_form() -> None:
    """Last year's report and this year's use the same form."""
    assert DATA.county.this_year == DATA.county.last_year + 1
    assert for_year(DATA.county.last_year).id == FORM.id


def test_county_telephones_are_plainly_invented() -> None:
    """Nobody's number is printed."""
    assert all(each.listed.phone.startswith("0000-") for each in DATA.units)


def test_clean_units_are_at_least_four() -> None:
    """Most of the county does its work well."""
    assert len(CLEAN) >= 4


@pytest.mark.parametrize("each", CLEAN, ids=named(CLEAN))
def test_clean_unit_satisfies_every_identity(each: Unit) -> None:
    """Every sum holds in every column and row, last year's figures included."""
    assert list(broken(each, FORM)) == []


@pytest.mark.parametrize("each", CLEAN, ids=named(CLEAN))
def test_clean_unit_carries_over_last_year(each: Unit) -> None:
    """What last year left over is what this year begins with."""
    last, this = each.last.amounts(FORM), each.this.amounts(FORM)
    for carry in FORM.carries:
        for over in carry.over:
            if not carry.show:
                taken = [last[carry.source_cell(term, over)] for term in carry.source]
                assert this[carry.cell(over)] == sum(value or Decimal(0) for value in taken), carry.title


@pytest.mark.parametrize("each", CLEAN, ids=named(CLEAN))
def test_clean_unit_says_the_numbers_of_its_tables(each: Unit) -> None:
    """新收, 办结, 结转 and the documents in force stand in the text as in the tables."""
    values, text = each.this.amounts(FORM), each.this.texts["s1_text"]
    said = {
        r"新收(?:政府信息公开)?申请([0-9]+)件": "t3_1_total",
        r"上年结转([0-9]+)件": "t3_2_total",
        r"办结([0-9]+)件": "t3_3.7_total",
        r"现行有效([0-9]+)件": "t2_1.2_in_force",
        r"(?:制发|出台|印发)行政规范性文件([0-9]+)件": "t2_1.2_made",
    }
    for pattern, address in said.items():
        match = re.search(pattern, text)
        if match:
            assert Decimal(match[1]) == values[Cell.parse(address)], address
    assert re.search(r"新收(?:政府信息公开)?申请", text)


@pytest.mark.parametrize("each", WRITTEN, ids=named(WRITTEN))
def test_written_prior_report_adds_up(each: Unit) -> None:
    """Last year's reports that we write ourselves were right when published."""
    values = {False: each.last.amounts(FORM)}
    for identity in FORM.identities:
        if not identity.uses_last:
            for over in identity.over:
                left, right = (side(identity, terms, over, values) for terms in (identity.left, identity.right))
                assert left == right, f"{identity.code} {over}"


@pytest.mark.parametrize(
    ("name", "defect"),
    [
        ("竹册", "D001 t2_1.2_made"),
        ("竹册", "D002 t2_5.1_decided"),
        ("竹册", "D003 t2_6.2_decided"),
        ("竹册", "D004 t2_1.2_in_force"),
        ("竹册", "T001 t4_1_upheld"),
        ("竹册", "T201 t2_1.1_made"),
        ("竹册", "W009 s1_text"),
        ("桐书", "G301 t3_3.7_natural"),
        ("桐书", "J301 t3_2_natural"),
        ("桐书", "J201 t2_1.2_in_force"),
        ("桐书", "W002 s5_text"),
        ("桐书", "W003 s6_text"),
        ("桐书", "J008 s1_text"),
        ("麦囤", "W202 t2_1.2_in_force"),
    ],
)
def test_unit_is_expected_to_show_a_defect(name: str, defect: str) -> None:
    """Every kind of mistake the check knows is made by somebody."""
    assert defect in {" ".join(expected) for expected in unit(name).this.expected}


def test_zhuce_types_numbers_in_every_odd_way() -> None:
    """Full width, text, a unit, a slash, a note; and some cells not at all."""
    cells = typed(unit("竹册"))
    odd = {str(value) for value in cells.values() if isinstance(value, str)}
    assert {"３", "5", "71件", "/", "22（其中修订3件）"} <= odd
    codes = {
        read(str(value), FORM.column(Cell.parse(address)).kind, plain=False).code
        for address, value in cells.items()
        if isinstance(value, str) and address.startswith("t")
    }
    assert codes == {"D001", "D002", "D003", "D004"}
    assert cells["t4_1_upheld"] is None


def test_tongshu_breaks_the_sums_it_is_expected_to_break() -> None:
    """Carry-over, 勾稽 and the stock of documents are wrong where the data says so, and nowhere else."""
    found = {line.split(" ")[0] for line in broken(unit("桐书"), FORM)}
    assert found == {"G301", "J301", "J201"}


def test_township_fills_in_rules_it_cannot_make() -> None:
    """规章 is not 0 in a township."""
    assert typed(unit("竹册"))["t2_1.1_made"] == Decimal(1)


def test_texts_keep_what_should_have_been_replaced() -> None:
    """A section is empty, a prompt is left, and places stand open."""
    tongshu, zhuce = unit("桐书").this.texts, unit("竹册").this.texts
    assert "s5_text" not in tongshu
    assert "（文字描述）" in tongshu["s6_text"]
    assert "XX" in zhuce["s1_text"]
    assert "   余条" in zhuce["s1_text"]


def test_one_unit_each_sends_nothing_the_old_year_a_torn_file_and_two_copies() -> None:
    """Each way a return can go wrong happens once."""
    sends = {each.name[:2]: each.this.send for each in DATA.units if each.this.send != "workbook"}
    assert sends == {"麦囤": "last year", "槐帖": "truncated"}
    assert [each.name[:2] for each in DATA.units if not each.this.files] == ["墨泉"]
    doubled = [each for each in DATA.units if len(each.this.files) == 2]
    assert [each.name[:2] for each in doubled] == ["苇坞"]
    first, second = (doubled[0].this.typed(FORM, sent) for sent in doubled[0].this.files)
    assert first != second


def test_prior_reports_come_in_every_format() -> None:
    """Word, web page, plain text and Markdown all occur, written by us and left as found."""
    assert {each.last.format for each in DATA.units} == {"docx", "html", "md", "txt", "raw"}
    raw = {Path(each.last.raw_file).suffix for each in DATA.units if each.last.format == "raw"}
    assert raw == {".txt", ".md", ".html"}


@pytest.mark.parametrize(
    ("name", "mess"),
    [
        ("zhuce.txt", "\u00a00"),
        ("zhuce.txt", "\u30000"),
        ("zhuce.txt", "６８"),
        ("zhuce.txt", "\t/\n"),
        ("zhuce.txt", "\t—\n"),
        ("zhuce.txt", "4（其中修订1件）"),
        ("zhuce.txt", "本年制\n发件数"),
        ("zhuce.txt", "商业 企业"),
        ("zhuce.txt", "总 计"),
        ("zhuce.txt", "格式模板"),
        ("tongshu.txt", "桐书镇人民政府政府信息公开工作年度报告\n"),
        ("tongshu.txt", "(一) 予以公开"),
        ("tongshu.txt", '"三安全一稳定"'),
        ("tongshu.txt", "五、存在的问题及整改措施"),
        ("maidun.txt", "政府信息  余条"),
        ("maidun.txt", "××同志"),
        ("maidun.txt", "（文字描述）"),
        ("weiwu.md", "2024年政府\n"),
        ("weiwu.md", "只记这一情形"),
        ("weiwu.md", "法律法规"),
        ("weiwu.md", "（七）合计"),
        ("weiwu.md", "现行有效数量"),
        ("weiwu.md", "| 规范性文件 |"),
        ("weiwu.md", "（不含转办件）"),
        ("weiwu.md", "其中：通过网上平台提交的"),
        ("weiwu.md", "《苇坞人民政府"),
        ("huaitie.html", "<o:p>&nbsp;</o:p>"),
        ("huaitie.html", "<span>2</span><span"),
        ("huaitie.html", "科研機構"),
        ("huaitie.html", "<br>不<br>予"),
        ("huaitie.html", "我局"),
        ("huaitie.html", "格镇"),
        ("moquan_old.txt", "增3"),
        ("moquan_old.txt", "减2"),
        ("moquan_old.txt", "1,024"),
        ("moquan_old.txt", "186525元"),
        ("moquan_old.txt", "\t无\n"),
    ],
)
def test_raw_report_holds_a_mess_real_ones_have(name: str, mess: str) -> None:
    """What importers must bear with is really there."""
    assert mess in (DATA.published / name).read_text(encoding="utf-8")


def test_raw_report_without_section_six_lacks_it() -> None:
    """One report ends after its fifth section."""
    text = (DATA.published / unit("桐书").last.raw_file).read_text(encoding="utf-8")
    assert "\n六、" not in text


def test_raw_report_is_given_in_the_encoding_it_was_saved_in() -> None:
    """Notepad's GB18030 comes out as such."""
    last = unit("桐书").last
    assert DATA.raw_bytes(last.raw_file, last.encoding).decode("gb18030").startswith("桐书镇人民政府")


def test_old_report_fits_the_old_form() -> None:
    """The sample of the older form names only cells of that form."""
    for old in DATA.county.old:
        assert set(old.amounts(by_id(old.form))) == set(by_id(old.form).cells)
    oldest = min(DATA.county.old, key=lambda old: old.year)
    assert oldest.amounts(by_id(oldest.form))[Cell.parse("t2_9.1_amount")] == Decimal("18.6525")


def test_figures_name_only_cells_of_the_form() -> None:
    """Every address in the data exists."""
    for each in DATA.units:
        for year in (each.last, each.this):
            assert set(map(str, FORM.inputs())) <= set(year.raw(FORM))


def test_figures_refuse_an_address_the_form_lacks() -> None:
    """A slip in the data is named."""
    with pytest.raises(BadInput, match=r"t3_9_natural"):
        ThisYear(values="t3_9_natural=1").raw(FORM)  # type: ignore[arg-type]


def test_last_report_carries_title_and_period() -> None:
    """Writers get a whole report."""
    report = DATA.last_report(unit("苇坞"), FORM)
    assert report.agency == "苇坞乡人民政府"
    assert str(DATA.county.last_year) in report.texts["head_title"]
    assert report.texts["head_title"].startswith("苇坞乡人民政府")


def test_load_names_the_missing_folder(tmp_path: Path) -> None:
    """Without data there is one clear sentence."""
    with pytest.raises(CannotOpen, match=r"county\.toml"):
        samples.load(tmp_path)


def test_load_names_the_file_that_is_wrong(tmp_path: Path) -> None:
    """A slip in the county file is placed."""
    (tmp_path / "county.toml").write_text("county = 1", encoding="utf-8")
    with pytest.raises(BadInput, match=r"county\.toml"):
        samples.load(tmp_path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    """The county's year, played once."""
    return demo.play(tmp_path_factory.mktemp("示例县"), lambda line: None)


def said(checked: Checked) -> set[tuple[str, str]]:
    """Every rule a file breaks, at each of its places and at none."""
    return {(finding.rule, place) for finding in checked.findings for place in (*finding.places, "")}


def test_demo_finds_what_is_expected_of_every_file(year: DemoResult) -> None:
    """Each planted mistake is found where it was planted."""
    for each in DATA.units:
        for sent in each.this.files:
            assert set(each.this.expected) <= said(year.checked[sent.name]), sent.name


def test_demo_finds_no_fault_in_clean_units(year: DemoResult) -> None:
    """Those who did well hear of no error and no warning."""
    for each in CLEAN:
        found = year.checked[each.this.files[0].name].findings
        assert [finding for finding in found if finding.level is not Level.HINT] == []


def test_demo_reads_last_year_as_it_was_published(year: DemoResult) -> None:
    """Every number and blank of ten reports in five formats comes back; what is odd is told."""
    by_agency = {each.reading.report.agency: each for each in year.published.checked if each.reading}
    for each in DATA.units:
        checked = by_agency[each.last.agency or each.name]
        assert checked.reading is not None
        assert dict(checked.reading.report.values) == each.last.amounts(FORM), each.name
        assert set(each.last.expected) <= said(checked), each.name


def test_demo_finds_nothing_in_the_texts_that_is_not_planted(year: DemoResult) -> None:
    """Whatever is said of the words, this year's and last year's, is expected of that unit."""
    by_agency = {each.reading.report.agency: each for each in year.published.checked if each.reading}
    for each in DATA.units:
        told = [(by_agency[each.last.agency or each.name], each.last.expected)]
        told += [(year.checked[sent.name], each.this.expected) for sent in each.this.files]
        for checked, expected in told:
            spoken = {finding.rule for finding in checked.findings if finding.rule.startswith(("W", "J008"))}
            assert spoken <= {expect.rule for expect in expected}, each.name


def test_demo_reads_the_older_form(year: DemoResult) -> None:
    """Signed changes, thousands and 元 are understood."""
    for old in DATA.county.old:
        checked = next(found for name, found in year.imported.items() if name.startswith(old.agency))
        assert checked.reading is not None
        assert dict(checked.reading.report.values) == old.amounts(by_id(old.form))
        assert set(old.expected) <= said(checked)


def test_demo_board_shows_every_way_a_return_goes_wrong(year: DemoResult) -> None:
    """Nothing missing, doubled, old or torn passes for a report."""
    assert year.county is not None
    statuses = {each.status for each in year.county.board}
    assert statuses == {"ok", "errors", "missing", "duplicate", "wrong year", "unreadable"}
    assert len(year.county.skipped) == len(DATA.county.litter)


def test_demo_leaves_received_files_as_they_came(year: DemoResult) -> None:
    """Marks go onto copies."""
    for name in year.checked:
        received, copy = (year.folder / folder / name for folder in (demo.RETURNED, demo.CHECKED))
        assert not copy.exists() or received.read_bytes() != copy.read_bytes()


def test_demo_closes_with_a_table_of_its_steps(year: DemoResult) -> None:
    """The last thing shown says what was made and where."""
    closing = demo.told(year)
    assert all(step.title in closing for step in year.steps)
    assert all((year.folder / step.place).exists() for step in year.steps)


@pytest.mark.parametrize("module", ["samples.py", "demo.py"])
def test_module_holds_no_year(root: Path, module: str) -> None:
    """Years stand in the data only."""
    text = (root / "src/nianbao/commands" / module).read_text(encoding="utf-8")
    assert re.findall(r"(?:19|20)[0-9]{2}", text) == []


def test_county_texts_hold_the_sums() -> None:
    """The county's narrative says the numbers of its own tables."""
    values = CLEAN[0].this.amounts(FORM)
    text = DATA.county_texts(values)["s1_text"]
    assert f"新收政府信息公开申请{values[Cell.parse('t3_1_total')]}件" in text
    assert "{" not in text


def test_samples_are_loaded_once_as_values() -> None:
    """The data cannot be changed by those who use it."""
    assert isinstance(DATA, Samples)
    with pytest.raises(ValueError, match="frozen"):
        DATA.county.county = "别的县"


def test_sample_pdf_is_drawn_from_the_data() -> None:
    """The PDF that is shipped holds the numbers the data say, in the layout the drawing gives it."""
    old = next(old for old in DATA.county.old if old.raw_file.endswith(".pdf"))
    form = by_id(old.form)
    assert sample_pdf.draw(sample_pdf.written(old.agency, old.year, old.amounts(form)), form) == DATA.raw_bytes(
        old.raw_file
    )
