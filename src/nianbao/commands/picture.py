"""`picture`: a report's year on one page: PNG, SVG or PDF."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.adapters.poster import Poster
from nianbao.commands import console
from nianbao.commands.carry_over import require_last_year
from nianbao.commands.picture_content import Prior, poster
from nianbao.commands.prior import read_prior
from nianbao.commands.read import read
from nianbao.core.errors import BadInput
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report

SUFFIXES = (".png", ".svg", ".pdf")
_MM = 25.4 / 96


def picture_of(report: Report, form: Form, prior: tuple[Report, Form] | None = None) -> Picture:
    """The year of a report, beside the year before where its report is given.

    Raises: BadInput when `prior` is not last year's; CannotWrite where this machine has no Chinese font.
    """
    from nianbao.adapters import picture as pictures
    from nianbao.adapters.poster_draw import picture
    from nianbao.adapters.poster_told import told

    shown = _poster(report, form, prior)
    drawn, (width, height) = picture(shown)
    return Picture(drawn, pictures.png(drawn, pictures.SCREEN), told(shown), width * _MM, height * _MM)


def _poster(report: Report, form: Form, prior: tuple[Report, Form] | None) -> Poster:
    if prior is not None:
        require_last_year(report, prior[0])
    return poster(report, form, Prior(*prior) if prior else None)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `picture`."""
    parser.add_argument("file", type=Path, metavar="年报", help="要画的年报")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="上年的年报：画出比上年的增减")
    suffixes = "、".join(SUFFIXES)
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="文件", help=f"存到哪里：{suffixes}")


def run(arguments: Namespace) -> int:
    """Draw one report, keep the picture, and say where it is and whether the report is clean."""
    from nianbao.adapters import files
    from nianbao.commands import check

    suffix = arguments.output.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"图解不能存为「{arguments.output.name}」。请把文件名的后缀写成 {'、'.join(SUFFIXES)} 之一。")
    files.probe_writable(arguments.output)
    reading = read(arguments.file)
    before = read_prior(arguments.prior).of(reading.report.agency, arguments.file) if arguments.prior else None
    prior = (before.report, before.form) if before else None
    kept = files.save(arguments.output, written(reading.report, reading.form, prior, suffix=suffix), backup=True)
    console.show(f"图解已存到「{kept}」。")
    findings = check.check_reading(reading, before.report if before else None).findings
    if check.has_errors(findings):
        console.say(
            f"注意：这份年报还有问题没有解决（{console.counted(findings)}），图解照原数画出。请先用 check 查看。"
        )
    return 0


def written(report: Report, form: Form, prior: tuple[Report, Form] | None = None, *, suffix: str) -> bytes:
    """The picture as the suffix asks for.

    Raises: BadInput, CannotWrite.
    """
    from nianbao.adapters import picture as pictures
    from nianbao.adapters.poster_draw import picture

    drawn, _ = picture(_poster(report, form, prior))
    if suffix == ".svg":
        return drawn.encode("utf-8")
    return pictures.png(drawn, pictures.SCREEN) if suffix == ".png" else pictures.pdf(drawn)
