"""`python -m workbook.pictures.handbook` takes the handbook's pictures again: the demo's files in LibreOffice, and its boxes.

It takes what make.py takes. Names given on the command line are taken alone. The installer's pages are taken by
wizard.py; window.png is the small window under Wine, cut out by hand.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import xlwings as xw

from nianbao import cli
from nianbao.adapters import excel_waivers, live
from nianbao.adapters.libreoffice.engine import launch
from nianbao.adapters.workbook import CHANGES_SHEET, FINDINGS_SHEET, Area
from nianbao.commands import console, county_sheets, demo, libreoffice
from nianbao.core.finding import Finding
from workbook.pictures import make, ribbon
from workbook.pictures.studio import TARGET, Answers, Camera, Shot, Studio, changed, smaller

# The demo's workbook in which figures are written in every wrong way, and what in it is as it should be.
_REPAIRED, _ANSWERED = "竹册镇", "D004"
_REASON = "本年修订的文件计入现行有效件数。"


def filling(studio: Studio) -> None:
    """A new workbook, last year's figures, a cell and a text to be filled in."""
    handed = next(each for each in studio.year.handed if each.carried)
    prior = next(path for path in studio.year.published.paths if handed.unit.name in path.name)
    folder = _folder(studio, "年报")
    before = studio.open(handed.path)
    answers: Answers = {
        "单位名称": Shot(handed.unit.name, "new"),
        "的年度": str(_this_year(studio)),
        "要带入": False,
        "存到哪里": folder,
    }
    studio.click("new", before, answers)
    before.close()
    book = studio.sized(xw.Book(impl=studio.app.impl.books.active))
    studio.photograph(book, f"{book.sheets[0].name}!B6", "cover")
    studio.click("carry", book, {"选择上年": prior, "写入这些数": Shot(True, "carry")})
    studio.photograph(book, "t3_2_natural", "filling")
    book.close()


def checking(studio: Studio) -> None:
    """The list of findings, the marks, an answer, a repair."""
    source, place = make.marked_book(studio.year, _folder(studio, "校验"))
    book = studio.open(source)
    studio.photograph(book, "s1_text", "texts")
    studio.click("check", book)
    studio.photograph(book, f"{FINDINGS_SHEET}!C6", "findings")
    studio.photograph(book, place, "marked", 75)
    book.close()
    book = studio.open(_copy(studio, _REPAIRED))
    studio.click("repair", book, {"补 0 吗": False, "修正以上": Shot(True, "repair")})
    studio.click("check", book)
    line = next(each for each in excel_waivers.listed(live.snapshot(book)) if _may_be_answered(each.finding))
    live.select(book, Area(FINDINGS_SHEET, line.row, 1, line.row, 1))
    studio.click("waive", book, {"请写明原因": Shot(_REASON, "waive"), "说明人": "王芳"})
    studio.photograph(book, f"{CHANGES_SHEET}!B5", "changes")
    book.close()


def _may_be_answered(finding: Finding) -> bool:
    return finding.rule == _ANSWERED and finding.is_lead


def _copy(studio: Studio, part: str) -> Path:
    source = next((studio.year.folder / demo.RETURNED).glob(f"{part}*.xlsx"))
    return Path(shutil.copy(source, _folder(studio, "修正")))


def _folder(studio: Studio, name: str) -> Path:
    folder = studio.work / name
    folder.mkdir(exist_ok=True)
    return folder


def sending(studio: Studio) -> None:
    """A report as Word, as a picture, and a package."""
    good = next(each for each in studio.year.checked.values() if not each.findings and each.reading)
    folder = _folder(studio, "报送")
    book = studio.open(studio.year.folder / demo.RETURNED / good.file)
    studio.click("export", book, {"落款日期": Shot(f"{_this_year(studio) + 1}-01-20", "export"), "存到哪里": folder})
    book.close()
    [made] = folder.glob("*.docx")
    if studio.camera.wants("word"):
        make.pages(studio.app.impl, made, _folder(studio, "页"), TARGET / "word.png")
        # Three pages side by side are too small to read.
        changed("word", "-gravity", "West", "-crop", "66%x100%+0+0", "+repage")
    if studio.camera.wants("illustration"):
        _drawn("picture", made, _folder(studio, "图") / "illustration.png")


def county(studio: Studio) -> None:
    """Handing out, who reported, the sum, the slip that goes back, the page of pictures."""
    year, folder = studio.year.folder, _folder(studio, "县")
    book = studio.open(studio.year.summed)
    answers: Answers = {
        "选择编制主体名单": year / demo.ROSTER,
        "的年度": str(_this_year(studio)),
        "放着": year / demo.PUBLISHED,
        "放到哪个": folder,
        "下发吗": Shot(True, "distribute"),
    }
    studio.click("distribute", book, answers)
    answers = {
        "选择各单位": year / demo.RETURNED,
        "存到哪里": folder,
        "现在汇总吗": Shot(True, "consolidate"),
    }
    studio.click("consolidate", book, answers)
    xw.Book(impl=studio.app.impl.books.active).close()
    assert studio.year.county is not None
    studio.photograph(book, f"{county_sheets.board(studio.year.county).name}!A5", "status", 75)
    studio.click("slips", book, {"几日前": f"{_this_year(studio) + 1}-01-20", "单子放到": folder})
    book.close()
    if studio.camera.wants("slip"):
        slip = next(path for path in sorted(folder.rglob("*退回单*.docx")))
        make.pages(studio.app.impl, slip, _folder(studio, "单"), TARGET / "slip.png")
        # It has one page.
        changed("slip", "-gravity", "West", "-crop", "33.3%x100%+0+0", "+repage")
    if studio.camera.wants("dashboard"):
        _drawn("dashboard", studio.year.summed, _folder(studio, "图") / "dashboard.png")


def _drawn(command: str, source: Path, target: Path) -> None:
    # Beside a file that is replaced a copy of it is kept, which is not wanted among the pictures.
    cli.main([command, str(source), "-o", str(target)])
    shutil.copy(target, TARGET / target.name)


def _this_year(studio: Studio) -> int:
    county = studio.year.county
    assert county is not None
    assert county.report.year is not None
    return county.report.year


def main(wanted: Sequence[str]) -> None:
    """Play the demo in a folder of its own and take all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="nianbao-handbook-") as folder, make.screen() as environment:
        work = Path(folder)
        year = demo.play(work / "demo", console.say)
        settings = make.profile(work / "clerk")
        libreoffice.install(settings)
        app = launch(headless=False, profile=settings, environment=environment)
        studio = Studio(app, Camera(dict(environment), wanted), year, work)
        try:
            for scene in (filling, checking, sending, county):
                scene(studio)
        finally:
            app.quit()
    if studio.camera.wants("ribbon"):
        ribbon.main(TARGET / "ribbon.png")
        # The light one with what it opens, without the words around it.
        changed("ribbon", "-crop", "960x242+0+56", "+repage")
    for picture in TARGET.glob("*.png"):
        if picture.stat().st_mtime > started:
            smaller(picture)


if __name__ == "__main__":
    main(sys.argv[1:])
