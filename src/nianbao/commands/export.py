"""`export`: a report as Word, PDF, web page, text, Markdown, JSON or CSV; the target's suffix decides."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from nianbao.adapters import files
from nianbao.commands import console, export_targets
from nianbao.commands.export_targets import Target
from nianbao.commands.read import Reading, read
from nianbao.core import days
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.picture import Picture
from nianbao.forms import load

PAGES = (".html", ".htm")
SUFFIXES = (".docx", *PAGES, ".pdf", ".txt", ".md", ".json", ".csv")
# Word sets 落款 in its place; elsewhere it is two more paragraphs. Data bears none.
_SET = (".docx", ".pdf")
_SIGNED = (*_SET, *PAGES, ".txt", ".md")
_PICTURED = (*_SET, *PAGES)
# A list of figures has no place for a mark.
UNMARKED = ".csv"
_NONE, _IN_PART = 2, 3


class Extras(NamedTuple):
    """What an export bears besides the report: each goes into some formats only."""

    draft: bool = False
    fragment: bool = False
    signed: date | None = None
    picture: Picture | None = None

    def fitting(self, suffix: str) -> "Extras":
        """Those that go into a format; a mark goes into every one, or the export is refused."""
        return Extras(
            self.draft,
            self.fragment and suffix in PAGES,
            self.signed if suffix in _SIGNED else None,
            self.picture if suffix in _PICTURED else None,
        )


def export(
    reading: Reading,
    suffix: str,
    *,
    draft: bool = False,
    fragment: bool = False,
    signed: date | None = None,
    picture: Picture | None = None,
) -> bytes:
    """The report in the format of a suffix, read back and found to say what the report says; a draft is marked as one.

    `fragment` makes a piece of a web page, `signed` is the day under the report, `picture` the 图解 put into it.
    Raises: BadInput for a suffix that is none of ours, or cannot bear what is asked; CannotWrite where the export does
    not say what the report says, or a program for it is missing.
    """
    return exported(reading, suffix, Extras(draft, fragment, signed, picture))


def exported(reading: Reading, suffix: str, extras: Extras) -> bytes:
    """The same, what it is to bear besides the report in one value.

    Raises: as `export`.
    """
    from nianbao.adapters import proof

    require_fitting([suffix], extras, has_picture=extras.picture is not None)
    if extras.signed and suffix not in _SET:
        reading, extras = _signed(reading, extras.signed), extras._replace(signed=None)
    if suffix == ".pdf":
        # The page is set by another program, from a document that has been proved already.
        from nianbao.adapters import pdf_write

        data = pdf_write.write(exported(reading, ".docx", extras))
    else:
        data = _written(reading, suffix, extras)
    name = f"{reading.report.agency or '年报'}{suffix}"
    proof.prove(
        proof.Exported(reading.report, reading.form, extras.draft, name, extras.signed, extras.picture),
        data,
    )
    return data


def require_fitting(suffixes: Sequence[str], extras: Extras, *, has_picture: bool) -> None:
    """Let pass only formats of ours, and extras that at least one of them bears; all bear the mark of a draft.

    Raises: BadInput.
    """
    for suffix in suffixes:
        if suffix not in SUFFIXES:
            known = "、".join(SUFFIXES)
            raise BadInput(f"不能导出为「{suffix or '没有后缀的文件'}」。请把文件名的后缀写成 {known} 之一。")
    told, given = "、".join(suffixes), set(suffixes)
    if extras.draft and UNMARKED in given:
        raise BadInput("CSV 文件里没有写「征求意见稿」的地方。请去掉 --draft，或改用其他格式。")
    if extras.fragment and given.isdisjoint(PAGES):
        raise BadInput(f"「{told}」不是网页，没有网页片段。请把文件名的后缀写成 .html，或去掉 --fragment。")
    if has_picture and given.isdisjoint(_PICTURED):
        raise BadInput(f"「{told}」里放不了图解。请改用 .docx、.pdf 或 .html，或去掉 --picture。")
    if extras.signed and given.isdisjoint(_SIGNED):
        raise BadInput(f"「{told}」里不写落款日期。请改用 .docx、.pdf 或 .html，或去掉 --date。")


def _signed(reading: Reading, signed: date) -> Reading:
    """The report with 落款 as its last two paragraphs, or as it is where one is typed."""
    from nianbao.adapters import signature
    from nianbao.adapters.slips import spelled

    report, form = reading.report, reading.form
    if signature.is_typed(report, form):
        return reading
    last = form.sections[-1].text
    lines = filter(None, (report.texts.get(last, ""), report.agency, spelled(signed)))
    return replace(reading, report=replace(report, texts={**report.texts, last: "\n".join(lines)}))


def _written(reading: Reading, suffix: str, extras: Extras) -> bytes:
    report, form = reading.report, reading.form
    draft, fragment, signed, picture = extras
    if suffix == ".docx":
        from nianbao.adapters import word

        return word.write(report, form, draft=draft, signed=signed, picture=picture)
    if suffix in PAGES:
        from nianbao.adapters import html

        return (html.write_fragment if fragment else html.write)(report, form, draft=draft, picture=picture)
    if suffix in (".txt", ".md"):
        from nianbao.adapters import text

        return (text.write if suffix == ".txt" else text.write_markdown)(report, form, draft=draft)
    if suffix == ".json":
        from nianbao.adapters import own_json

        return own_json.write(report, reading.findings, draft=draft)
    from nianbao.adapters import own_csv

    return own_csv.write(report, form)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `export`."""
    parser.add_argument("book", type=Path, nargs="?", metavar="工作簿", help="要导出的年报")
    parser.add_argument(
        "-o",
        dest="outputs",
        type=Path,
        action="append",
        metavar="文件",
        help="后缀决定格式，可以写几个；写文件夹则按惯例取名；不写则在工作簿旁边生成 Word 文件",
    )
    parser.add_argument("--all", action="store_true", dest="every", help="各种格式都导出，-o 写文件夹")
    parser.add_argument("--draft", action="store_true", help="还有错误没有解决时，标上「征求意见稿」")
    parser.add_argument(
        "--date", default="", metavar="日期", help=f"落款的日期，如 {date.today():%Y-%m-%d}（数据文件里不写）"
    )
    parser.add_argument("--picture", action="store_true", help="把图解放进 Word、PDF 和网页")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="图解与上年比较")
    parser.add_argument("--fragment", action="store_true", help="只要网页片段，粘贴到网站的编辑器里")
    parser.add_argument("--schema", action="store_true", help="输出 JSON 的格式定义（JSON Schema），不用写工作簿")


def run(arguments: Namespace) -> int:
    """Export one report, in one format or several, and say where it is; what cannot be made of several is said."""
    if arguments.schema:
        return _show_schema(arguments.outputs or [])
    if arguments.book is None:
        raise BadInput("没有写要导出哪一份年报。请写上工作簿的文件名。")
    if arguments.prior and not arguments.picture:
        raise BadInput("--prior 只用来在图解里与上年比较。请同时写 --picture，或去掉 --prior。")
    targets = export_targets.asked(arguments)
    extras = Extras(fragment=arguments.fragment, signed=day(arguments.date))
    require_fitting([each.suffix for each in targets], extras, has_picture=arguments.picture)
    return _run(arguments, targets, extras)


def _run(arguments: Namespace, targets: list[Target], extras: Extras) -> int:
    from nianbao.commands import check

    reading = read(arguments.book)
    found = check.check_reading(reading).findings
    has_errors = check.has_errors(found)
    extras = extras._replace(draft=arguments.draft and has_errors)
    if extras.draft and arguments.every:
        targets = [each for each in targets if each.suffix != UNMARKED]
        console.say("没有导出 CSV：里面没有写「征求意见稿」的地方。请在错误都解决以后再导出。")
    require_fitting([each.suffix for each in targets], extras, has_picture=arguments.picture)
    if arguments.picture:
        extras = extras._replace(picture=_picture(reading, arguments.prior))
    wanted = _files(targets, reading, extras, arguments.book)
    code = _made(wanted, reading, extras)
    _tell_signature([each.suffix for each in targets], reading, extras)
    if has_errors:
        marked = "已标上「征求意见稿」。" if arguments.draft else ""
        console.say(f"注意：这份年报还有问题没有解决（{console.counted(found)}）。{marked}请先用 check 查看。")
    elif arguments.draft:
        console.say("这份年报没有未解决的错误，没有标「征求意见稿」。")
    return code


def _files(targets: list[Target], reading: Reading, extras: Extras, book: Path) -> list[Path]:
    """The files to be made, each of which can be written and none of which is what is read.

    Raises: BadInput, CannotWrite.
    """
    stem = export_targets.stem(reading.report, book)
    wanted = [each.file(stem, draft=extras.draft, fragment=extras.fragment) for each in targets]
    for path in wanted:
        if path.resolve() == book.resolve():
            raise BadInput(f"「{path.name}」就是要导出的年报本身，不能写到它上面。请用 -o 另写一个文件名。")
        files.probe_writable(path)
    return wanted


def _made(wanted: list[Path], reading: Reading, extras: Extras) -> int:
    """Make the files; 3 when some of several could not be made, 2 when none could.

    Raises: CannotWrite when the only one cannot be made.
    """
    lost = 0
    for path in wanted:
        suffix = path.suffix.lower()
        try:
            kept = files.save(path, exported(reading, suffix, extras.fitting(suffix)), backup=True)
        except CannotWrite as error:
            if len(wanted) == 1:
                raise
            console.say(error.message)
            lost += 1
        else:
            console.show(f"已导出「{kept}」。")
    return 0 if not lost else _NONE if lost == len(wanted) else _IN_PART


def _tell_signature(suffixes: Sequence[str], reading: Reading, extras: Extras) -> None:
    """Say where 落款 is lacking, or where the one that is typed stands instead of the one asked for."""
    from nianbao.adapters import signature

    if set(suffixes).isdisjoint(_SIGNED):
        return
    is_typed = signature.is_typed(reading.report, reading.form)
    if extras.signed and is_typed:
        console.say("年报末尾已写有落款，没有另加。")
    elif not extras.signed and not is_typed:
        console.say(f"没有写落款（单位和日期）。要写上，请加 --date，例如 --date {date.today():%Y-%m-%d}。")


def _picture(reading: Reading, prior: Path | None) -> Picture:
    from nianbao.commands.picture import picture_of
    from nianbao.commands.prior import read_prior

    before = read_prior(prior).of(reading.report.agency) if prior else None
    return picture_of(reading.report, reading.form, (before.report, before.form) if before else None)


def day(text: str) -> date | None:
    """The day of 落款 as people write it; None where nothing is written.

    Raises: BadInput.
    """
    return days.day(text, "落款日期")


def _show_schema(outputs: list[Path]) -> int:
    from nianbao.adapters import own_schema

    written = own_schema.write(load.catalogue())
    if not outputs:
        console.show(written.decode().rstrip())
    for path in outputs:
        console.show(f"已写出 JSON 的格式定义「{files.save(path, written, backup=True)}」。")
    return 0
