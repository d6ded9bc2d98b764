"""`export`: a report as Word, web page, text, Markdown, JSON or CSV; the target's suffix decides."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.commands import console
from nianbao.commands.read import Reading, read
from nianbao.core.errors import BadInput
from nianbao.core.report import as_dict, as_text

_SUFFIXES = (".docx", ".html", ".htm", ".txt", ".md", ".json", ".csv")
# A cell that starts with one of these would be run as a formula when the file is opened in a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export(reading: Reading, suffix: str) -> bytes:
    """The report in the format of a suffix.

    Raises: BadInput for a suffix that is none of ours.
    """
    report, form = reading.report, reading.form
    if suffix == ".docx":
        from nianbao.adapters import word

        return word.write(report, form)
    if suffix in (".html", ".htm"):
        from nianbao.adapters import html

        return html.write(report, form)
    if suffix in (".txt", ".md"):
        from nianbao.adapters import text

        return text.write(report, form) if suffix == ".txt" else text.write_markdown(report, form)
    if suffix == ".json":
        return _json(reading)
    if suffix == ".csv":
        return _csv(reading)
    known = "、".join(_SUFFIXES)
    raise BadInput(f"不能导出为「{suffix or '没有后缀的文件'}」。请把文件名的后缀写成 {known} 之一。")


def _json(reading: Reading) -> bytes:
    import json

    document = as_dict(reading.report, [finding.as_dict() for finding in reading.findings])
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _csv(reading: Reading) -> bytes:
    import csv
    import io

    form, report = reading.form, reading.report
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(("地址", "位置", "单位", "数值"))
    for cell in form.cells:
        value = as_text(report.values[cell]) or ""
        writer.writerow((str(cell), form.spell(cell), form.column(cell).unit, value))
    for address, text in report.texts.items():
        writer.writerow((address, "文字", "", _harmless(text)))
    return stream.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def configure(parser: ArgumentParser) -> None:
    """The arguments of `export`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="要导出的年报")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="文件", help="后缀决定格式")


def run(arguments: Namespace) -> int:
    """Export one report and say where it is."""
    from nianbao.adapters import files
    from nianbao.commands import check

    files.probe_writable(arguments.output)
    reading = read(arguments.book)
    data = export(reading, arguments.output.suffix.lower())
    kept = files.save(arguments.output, data, backup=True)
    console.show(f"已导出「{kept}」。")
    checked = check.check_reading(reading)
    if check.has_errors(checked.findings):
        console.say(f"注意：这份年报还有问题没有解决（{console.counted(checked.findings)}）。请先用 check 查看。")
    return 0
