"""`demo`: the sample county's whole year in real files, done with the same functions the other commands use."""

import importlib.util
import io
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands import board, check, console, consolidate, distribute, export, import_report, roster, samples
from nianbao.commands.check import Checked
from nianbao.commands.distribute import Handed
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, create, write
from nianbao.commands.picture import written as drawn
from nianbao.commands.read import Reading
from nianbao.commands.samples import Samples, Sent, Unit
from nianbao.core.errors import CannotWrite
from nianbao.core.report import Report
from nianbao.forms import load

PUBLISHED, HANDED_OUT, RETURNED, CHECKED, SUMMED, PUBLIC, ADD_IN, IMPORTED = (
    "01上年年报",
    "02下发",
    "03收回",
    "04校验",
    "05汇总",
    "06公开",
    "07加载项",
    "08读入",
)
ROSTER = "编制主体名单.xlsx"
_HEADERS = ("单位名称", "层级", "上级", "曾用名", "联系人", "电话", "报送方式")
_WIDTHS = (26, 12, 12, 22, 10, 16, 12)
# Real reports lie beside the checkout on some machines.
_REAL = samples.CHECKOUT.parent / "shared" / "seeds"
_TORN = 0.6

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the closing table."""

    title: str
    made: str
    found: str
    place: str


@dataclass
class DemoResult:
    """What the year came to; checked files by name, findings of this year's check included."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    published: Gathered = field(default_factory=Gathered)
    handed: list[Handed] = field(default_factory=list)
    checked: dict[str, Checked] = field(default_factory=dict)
    county: consolidate.County | None = None
    summed: Path = Path()
    imported: dict[str, Checked] = field(default_factory=dict)


def play(folder: Path, progress: Progress, data: Samples | None = None) -> DemoResult:
    """The whole year below a folder, from last year's reports to the county's own.

    Raises: CannotOpen when the samples are missing; CannotWrite.
    """
    county = data or samples.load()
    files.probe_writable(folder / ROSTER)
    result = DemoResult(folder)
    for step in (_publish, _distribute, _return, _check, _consolidate, _publish_county, _build_add_in, _import):
        result.steps.append(step(county, result, progress))
    return result


def _publish(data: Samples, result: DemoResult, progress: Progress) -> Step:
    folder = result.folder / PUBLISHED
    form = load.for_year(data.county.last_year)
    for number, unit in enumerate(data.units, start=1):
        last = unit.last
        agency = last.agency or unit.name
        if last.format == "raw":
            content, suffix = data.raw_bytes(last.raw_file, last.encoding), Path(last.raw_file).suffix
        else:
            suffix = f".{last.format}"
            content = export.export(Reading(data.last_report(unit, form), form, ()), suffix)
        files.save(folder / f"{agency}{data.county.last_year}年年报{suffix}", content)
        progress(f"上年年报 {number}/{len(data.units)}　{agency}")
    result.published = distribute.read_priors([folder], progress)
    formats = sorted({path.suffix.removeprefix(".") for path in result.published.paths})
    found = [finding for each in result.published.checked for finding in each.findings]
    return Step("公布上年年报", f"{len(data.units)} 份（{'、'.join(formats)}）", console.counted(found), PUBLISHED)


def _distribute(data: Samples, result: DemoResult, progress: Progress) -> Step:
    path = files.save(result.folder / ROSTER, roster_book(data))
    units, year = roster.read(path), data.county.this_year
    result.handed = distribute.distribute(
        units, year, result.published.reports, result.folder / HANDED_OUT, progress=progress
    )
    carried = sum(each.carried for each in result.handed)
    doubts = [finding for each in result.handed for finding in each.findings]
    found = f"带入上年结转 {carried} 格，{len(doubts)} 处须核对"
    return Step("下发本年工作簿", f"{len(result.handed)} 本，名单 1 份", found, HANDED_OUT)


def roster_book(data: Samples) -> bytes:
    """The county's roster as the office keeps it."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名单"
    sheet.append(_HEADERS)
    for unit in data.units:
        one = unit.listed
        former = "、".join(one.former)
        sheet.append((one.name, one.level, data.county.county, former, one.contact, one.phone, one.delivery))
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _return(data: Samples, result: DemoResult, progress: Progress) -> Step:
    folder = result.folder / RETURNED
    blanks = {each.unit.name: each.path for each in result.handed}
    sent = _sent(data)
    for number, (unit, each) in enumerate(sent, start=1):
        files.save(folder / each.name, _filled(data, unit, each, blanks[unit.name]))
        progress(f"收回 {number}/{len(sent)}　{each.name}")
    for name in data.county.litter:
        files.save(folder / name, b"\0")
    silent = [unit.name for unit in data.units if not unit.this.files]
    return Step("收回填好的工作簿", f"{len(sent)} 份", f"{'、'.join(silent)}没有报", RETURNED)


def _sent(data: Samples) -> list[tuple[Unit, Sent]]:
    return [(unit, sent) for unit in data.units for sent in unit.this.files]


def _filled(data: Samples, unit: Unit, sent: Sent, blank: Path) -> bytes:
    """The file a unit sends: its workbook with what it typed, in the state it arrives in."""
    from nianbao.adapters import excel_patch, excel_write

    county, listed = data.county, unit.listed
    if unit.this.send == "last year":
        year = county.last_year
        content, _ = create(replace(blank_report(year, unit.name, listed.level), phone=listed.phone))
        book = excel_write.write(content)
    else:
        year, book = county.this_year, files.read_bytes(blank)
    lead = data.head(unit.name, year, listed.phone)["head_lead"]
    typed = unit.this.typed(load.for_year(year), sent) | {"head_lead": lead}
    filled = excel_patch.type_in(book, sent.name, typed)
    return filled[: int(len(filled) * _TORN)] if unit.this.send == "truncated" else filled


def _check(data: Samples, result: DemoResult, progress: Progress) -> Step:
    folder = result.folder / CHECKED
    priors = _priors_by_unit(result)
    for unit, sent in _sent(data):
        path = result.folder / RETURNED / sent.name
        checked = _checked(path, priors.get(unit.name))
        result.checked[sent.name] = checked
        if checked.reading is not None:
            # A copy: what was received is never changed.
            files.save(folder / sent.name, check.marked(files.read_bytes(path), path.name, checked))
        progress(f"校验 {len(result.checked)}/{len(_sent(data))}　{sent.name}　{_verdict(checked)}")
    told = "\n\n".join(check.told(each) for each in result.checked.values())
    files.save(folder / "校验结果.txt", f"{told}\n".encode("utf-8-sig"))
    clean = sum(each.status == "ok" for each in result.checked.values())
    found = [finding for each in result.checked.values() for finding in each.findings]
    return Step("逐份校验", f"{len(result.checked)} 份，{clean} 份没有错误", console.counted(found), CHECKED)


def _priors_by_unit(result: DemoResult) -> Mapping[str, Report]:
    return {
        each.unit.name: report
        for each in result.handed
        for report in result.published.reports
        if report.agency and each.unit.is_named(report.agency)
    }


def _checked(path: Path, prior: Report | None) -> Checked:
    checked = check.check_file(path)
    if checked.reading is None or prior is None:
        return checked
    year, last = checked.reading.report.year, prior.year
    follows = year is not None and last is not None and year == last + 1
    return check.check_reading(checked.reading, prior) if follows else checked


def _verdict(checked: Checked) -> str:
    return "读不了" if checked.reading is None else console.counted(checked.findings)


def _consolidate(data: Samples, result: DemoResult, progress: Progress) -> Step:
    units = roster.read(result.folder / ROSTER)
    gathered = gather([result.folder / RETURNED], progress)
    county = consolidate.consolidate(gathered, units, agency=data.county.agency, year=data.county.this_year)
    texts = {**county.report.texts, **data.county_texts(county.report.values)}
    own = replace(county.report, texts=texts, level=data.county.level, phone=data.county.phone)
    result.county = replace(county, report=own)
    path = result.folder / SUMMED / f"{data.county.county}{data.county.this_year}年年报汇总.xlsx"
    result.summed = write(path, consolidate.content(result.county))
    pending = sum(each.status != board.OK for each in county.board)
    made = f"计入 {len(county.included)} 份，跳过 {len(county.skipped)} 个无关文件"
    return Step("汇总", made, f"{pending} 份待处理，{console.counted(county.findings)}", SUMMED)


def _publish_county(data: Samples, result: DemoResult, progress: Progress) -> Step:
    checked = check.check_file(result.summed)
    if checked.reading is None:
        raise CannotWrite(checked.reason or "")
    stem = f"{data.county.agency}{data.county.this_year}年政府信息公开工作年度报告"
    for suffix in (".docx", ".html"):
        files.save(result.folder / PUBLIC / f"{stem}{suffix}", export.export(checked.reading, suffix))
        progress(f"导出　{stem}{suffix}")
    shown = f"{data.county.agency}{data.county.this_year}年图解.svg"
    # A web browser draws it with the machine's own fonts, so that it needs none here.
    files.save(result.folder / PUBLIC / shown, drawn(checked.reading.report, checked.reading.form, suffix=".svg"))
    progress(f"导出　{shown}")
    return Step("导出县级年报", "docx、html、图解各 1 份", console.counted(checked.findings), PUBLIC)


def _build_add_in(data: Samples, result: DemoResult, progress: Progress) -> Step:
    del data
    if importlib.util.find_spec("workbook") is None or importlib.util.find_spec("pyopenvba") is None:
        return Step("生成 Excel 加载项", "略过", "没有安装生成加载项的组件", "")
    from workbook import addin

    built = addin.build(result.folder / ADD_IN)
    progress(f"加载项　{built.name}")
    return Step("生成 Excel 加载项", built.name, "", ADD_IN)


def _import(data: Samples, result: DemoResult, progress: Progress) -> Step:
    folder = result.folder / IMPORTED
    for name, content in _foreign(data):
        source = files.save(folder / name, content)
        checked = check.check_file(source)
        if checked.reading is not None:
            made, checked = import_report.content(checked.reading)
            write(folder / f"{source.stem}（读入）.xlsx", made)
        result.imported[name] = checked
        progress(f"读入　{name}　{_verdict(checked)}")
    found = [finding for each in result.imported.values() for finding in each.findings]
    return Step("读入别处的年报", f"{len(result.imported)} 份", console.counted(found), IMPORTED)


def _foreign(data: Samples) -> Iterator[tuple[str, bytes]]:
    """Reports in older forms: our own sample, and the real ones where they are at hand."""
    for old in data.county.old:
        yield f"{old.agency}{old.year}年年报{Path(old.raw_file).suffix}", data.raw_bytes(old.raw_file)
    for path in sorted(_REAL.glob("*.txt")):
        yield path.name, files.read_bytes(path)


def told(result: DemoResult) -> str:
    """What was made and found, and where: the imports, the county's board, the steps."""
    imports = "\n\n".join(check.told(each) for each in result.imported.values())
    board = consolidate.told(result.county) if result.county else ""
    rows = [(each.title, each.made, each.found, each.place) for each in result.steps]
    steps = console.table(("步骤", "做了什么", "发现", "放在哪里"), rows)
    return f"读入别处的年报\n{imports}\n\n报送状态\n{board}\n\n{steps}\n\n全部文件在「{result.folder.resolve()}」。"


def configure(parser: ArgumentParser) -> None:
    """The arguments of `demo`."""
    parser.add_argument("-o", dest="folder", type=Path, default=Path("示例县"), metavar="文件夹", help="放在哪里")


def run(arguments: Namespace) -> int:
    """Play the year and show the table; a folder already in use is left as it is, and one beside it taken."""
    folder: Path = arguments.folder
    is_used = folder.is_dir() and any(folder.iterdir())
    console.show(told(play(files.free_name(folder) if is_used else folder, console.say)))
    return 0
