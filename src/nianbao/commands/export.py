"""`export`: a report as Word, PDF, web page, text, Markdown, JSON or CSV; the target's suffix decides."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.commands import console
from nianbao.commands.read import Reading, read
from nianbao.core.errors import BadInput
from nianbao.core.report import as_dict, as_text

_SUFFIXES = (".docx", ".html", ".htm", ".pdf", ".txt", ".md", ".json", ".csv")
_CSV_HEADERS = ("地址", "位置", "单位", "数值")
# A cell that starts with one of these would be run as a formula when the file is opened in a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export(reading: Reading, suffix: str, *, draft: bool = False) -> bytes:
    """The report in the format of a suffix, read back and found to say what the report says; a draft is marked as one.

    Raises: BadInput for a suffix that is none of ours; CannotWrite where it does not, or a program for it is missing.
    """
    from nianbao.adapters import proof

    if suffix == ".pdf":
        # The page is set by another program, from a document that has been proved already.
        from nianbao.adapters import pdf_write

        data = pdf_write.write(export(reading, ".docx", draft=draft))
    else:
        data = _written(reading, suffix, draft=draft)
    name = f"{reading.report.agency or '年报'}{suffix}"
    proof.prove(proof.Exported(reading.report, reading.form, draft, name), data)
    return data


def _written(reading: Reading, suffix: str, *, draft: bool) -> bytes:
    report, form = reading.report, reading.form
    if suffix == ".docx":
        from nianbao.adapters import word

        return word.write(report, form, draft=draft)
    if suffix in (".html", ".htm"):
        from nianbao.adapters import html

        return html.write(report, form, draft=draft)
    if suffix in (".txt", ".md"):
        from nianbao.adapters import text

        return (text.write if suffix == ".txt" else text.write_markdown)(report, form, draft=draft)
    if suffix == ".json":
        return _json(reading, draft=draft)
    if suffix == ".csv":
        if draft:
            raise BadInput("CSV 文件里没有写「征求意见稿」的地方。请去掉 --draft，或改用其他格式。")
        return _csv(reading)
    known = "、".join(_SUFFIXES)
    raise BadInput(f"不能导出为「{suffix or '没有后缀的文件'}」。请把文件名的后缀写成 {known} 之一。")


def _json(reading: Reading, *, draft: bool) -> bytes:
    import json

    document = as_dict(reading.report, [finding.as_dict() for finding in reading.findings])
    marked = {**document, "draft": True} if draft else document
    return json.dumps(marked, ensure_ascii=False, indent=1).encode()


def _csv(reading: Reading) -> bytes:
    import csv
    import io

    form, report = reading.form, reading.report
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(_CSV_HEADERS)
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
    parser.add_argument("--draft", action="store_true", help="还有错误没有解决时，标上「征求意见稿」")


def run(arguments: Namespace) -> int:
    """Export one report and say where it is."""
    from nianbao.adapters import files
    from nianbao.commands import check

    files.probe_writable(arguments.output)
    reading = read(arguments.book)
    checked = check.check_reading(reading)
    has_errors = check.has_errors(checked.findings)
    data = export(reading, arguments.output.suffix.lower(), draft=arguments.draft and has_errors)
    kept = files.save(arguments.output, data, backup=True)
    console.show(f"已导出「{kept}」。")
    if has_errors:
        marked = "已标上「征求意见稿」。" if arguments.draft else ""
        found = console.counted(checked.findings)
        console.say(f"注意：这份年报还有问题没有解决（{found}）。{marked}请先用 check 查看。")
    elif arguments.draft:
        console.say("这份年报没有未解决的错误，没有标「征求意见稿」。")
    return 0
