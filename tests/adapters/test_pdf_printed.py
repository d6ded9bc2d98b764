"""Our own exports printed by other programs, LibreOffice and a browser, and read back: every value, every text."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from nianbao.adapters import html, pdf, word
from nianbao.core.form import Form, Kind
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from tests.builders import report

pytestmark = pytest.mark.office

FORMS = [form.id for form in load.catalogue()]
# Wide figures wrap in narrow columns, and a wrapped figure is not read; these fit.
SIZES = [0, 0, 1, 9, 27, 95, 250, 1408]
PARAGRAPH = (
    "青石镇人民政府坚持以人民为中心，全面贯彻落实关于政务公开工作的各项决策部署，全年公开各类信息 1286 条，"
    "其中政策文件12件，解读信息 7 条，办结率100%，群众满意度不断提高。"
)
Print = Callable[[Report, Form], bytes]


@pytest.fixture(scope="session")
def office_print(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    """Prints the Word export with LibreOffice."""
    pytest.importorskip("uno", reason="没有 LibreOffice 或 python3-uno：先运行 make setup")
    from nianbao.adapters.libreoffice.office import Office, find_office, properties

    if find_office() is None:
        pytest.skip("没有 LibreOffice：先运行 make setup")
    folder = tmp_path_factory.mktemp("office")
    office = Office()

    def printed(made: Report, form: Form) -> bytes:
        source, target = folder / "report.docx", folder / "report.pdf"
        source.write_bytes(word.write(made, form))
        opened = office.desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, properties(Hidden=True))
        opened.storeToURL(target.as_uri(), properties(FilterName="writer_pdf_Export"))
        opened.close(True)
        return target.read_bytes()

    yield printed
    office.stop()


@pytest.fixture(scope="session")
def browser_print(tmp_path_factory: pytest.TempPathFactory) -> Print:
    """Prints the web page with a browser, its own heads and feet on the paper."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("没有 Chromium 浏览器")
    folder = tmp_path_factory.mktemp("browser")

    def printed(made: Report, form: Form) -> bytes:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_bytes(html.write(made, form))
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
        command = [program, *options, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        return target.read_bytes()

    return printed


@pytest.fixture(params=["office_print", "browser_print"])
def printed(request: pytest.FixtureRequest) -> Print:
    """One way to print."""
    made: Print = request.getfixturevalue(request.param)
    return made


def filled(form: Form, random: Random) -> Report:
    """A report with a figure in nearly every cell and text in every section."""
    made = report(form.id)
    values = {cell: _value(form.column(cell).kind, random) for cell in form.cells}
    year = made.year
    texts = {
        "head_title": f"青石镇人民政府{year}年政府信息公开工作年度报告",
        "head_lead": f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "s1_text": "\n".join(["（一）主动公开", PARAGRAPH * random.randint(1, 4), "（二）依申请公开", "按时答复。"]),
        "s2_text": "行政许可含镇级赋权事项。",
        "s5_text": "\n".join([f"一是{PARAGRAPH}", f"二是{PARAGRAPH * random.randint(1, 3)}"]),
        "s6_text": "本年度未收取信息处理费。",
    }
    return replace(made, values=values, texts={**dict.fromkeys(form.text_addresses(), ""), **texts})


def _value(kind: Kind, random: Random) -> Decimal | None:
    if random.random() < 0.05:
        return None
    if kind is Kind.MONEY:
        return Decimal(random.choice(["0", "7545", "12.5", "323.5727"]))
    return Decimal(random.choice(SIZES)) * (-1 if kind is Kind.CHANGE and random.random() < 0.3 else 1)


def flat(texts: object) -> dict[str, str]:
    """Texts without blanks, which line ends swallow, and without the mark LibreOffice drops where a page ends."""
    return {address: "".join(text.split(" ")).replace("、", "") for address, text in dict(texts).items()}  # type: ignore[call-overload]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("form_id", FORMS)
def test_pdf_printed_export_comes_back(printed, form_id, seed):
    """All values, texts, headings, unit and year, from paper that has page numbers, heads and tables over its edges."""
    form = load.by_id(form_id)
    made = filled(form, Random(seed))
    found, findings = recognise(pdf.read(printed(made, form), "青石镇.pdf"), load.catalogue())
    assert dict(found.values) == dict(made.values)
    assert flat(found.texts) == flat(made.texts)
    assert [heading.section for heading in found.headings] == [section.code for section in form.sections]
    assert (found.form, found.agency, found.year) == (form.id, "青石镇人民政府", made.year)
    assert {finding.rule for finding in findings} <= {"D024"}


def test_pdf_wide_figures_are_right_or_reported(printed):
    """Figures too wide for their columns wrap: never is a part of one taken for the whole."""
    form = load.by_id(FORMS[-1])
    random = Random(5)
    made = filled(form, random)
    made = replace(made, values={cell: Decimal(random.randint(0, 10**8)) for cell in form.cells})
    found, findings = recognise(pdf.read(printed(made, form), "青石镇.pdf"), load.catalogue())
    reported = {place for finding in findings for place in finding.places}
    wrong = [cell for cell, value in found.values.items() if value not in (None, made.values[cell])]
    quiet = [cell for cell, value in found.values.items() if value is None and str(cell) not in reported]
    assert (wrong, quiet) == ([], [])


def test_pdf_large_unit_name(printed):
    """A long unit name makes a title over three lines."""
    form = load.by_id(FORMS[-1])
    unit = "黑河市爱辉区西岗子镇人民政府综合行政执法办公室"
    made = filled(form, Random(1))
    title = f"{unit}{made.year}年政府信息公开工作年度报告"
    made = replace(made, agency=unit, texts={**made.texts, "head_title": title})
    found, _ = recognise(pdf.read(printed(made, form), "青石镇.pdf"), load.catalogue())
    assert (found.agency, found.texts["head_title"]) == (unit, title)
