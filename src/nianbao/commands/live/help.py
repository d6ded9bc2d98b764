"""帮助 in the spreadsheet program: the handbook, the rule manual, the self-diagnosis, what this program is."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao import __version__
from nianbao.adapters import excel_waivers, files
from nianbao.commands import log
from nianbao.commands.live.desk import shortened
from nianbao.commands.symptom import Grade, Symptom
from nianbao.core.errors import CannotWrite, NianbaoError
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.adapters.excel_anchors import Place
    from nianbao.adapters.workbook import Snapshot
    from nianbao.commands.live.desk import Desk

_MANUAL = "规则手册.html"
_LIST = "nb_findings"


def handbook(desk: Desk) -> str:
    """Open the handbook: the county's page over a county's workbook, else the clerk's.

    Raises: CannotOpen.
    """
    from nianbao.commands.handbook import CLERK, COUNTY, FOLDER
    from nianbao.commands.live.county_asking import county_name

    page = FOLDER / (COUNTY if county_name(desk) else CLERK)
    desk.host.show_file(page)
    return f"已打开{page.stem}。"


def manual(desk: Desk) -> str:
    """Open the rule manual, at the rule of the selected finding if there is one.

    Raises: CannotWrite when there is nowhere to keep the page; CannotOpen.
    """
    from nianbao.commands.rules import web_page
    from nianbao.rules import catalogue

    code = selected_rule(desk)
    path = _kept(web_page(catalogue.rules(load.catalogue()), code))
    desk.host.show_file(path)
    return f"已打开规则手册，在 {code}。" if code else "已打开规则手册。"


def _kept(page: bytes) -> Path:
    """The page written where this user may write."""
    folder = log.path().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return files.save(folder / _MANUAL, page)
    except (OSError, CannotWrite):
        return files.save(Path(tempfile.gettempdir()) / _MANUAL, page)


def selected_rule(desk: Desk) -> str:
    """The code of the finding selected, in the list or at its cell; empty where there is none."""
    from nianbao.adapters import live

    if desk.book is None or _LIST not in desk.book.names:
        return ""
    place = live.selected(desk.book)
    try:
        return rule_at(live.snapshot(desk.book, desk.host), place) if place else ""
    except NianbaoError:
        # The manual opens whatever state the workbook is in.
        return ""


def rule_at(snapshot: Snapshot, place: Place) -> str:
    """The code of the finding in that line of the list, or of the first one at that cell; else empty.

    Raises: CannotWrite when there is no list.
    """
    start = excel_waivers.list_start(snapshot)
    for line in excel_waivers.listed(snapshot):
        if place.sheet == start.sheet:
            is_here = line.row == place.row
        else:
            areas = (snapshot.names.get(each) for each in line.finding.places)
            is_here = any(area and (area.sheet, area.top, area.left) == place for area in areas)
        if is_here:
            return line.finding.rule
    return ""


def doctor(desk: Desk) -> str:
    """Look at what may keep the program from working, show it, and keep the package for the help desk if wanted.

    Raises: Stopped, CannotWrite.
    """
    from nianbao.adapters.registry import system_registry
    from nianbao.commands import doctor as diagnosis

    desk.progress("正在自检……")
    found = diagnosis.examined(system_registry())
    desk.progress("")
    said = f"自检完成，{diagnosis.summary(found)}。"
    if not desk.host.ask(asked(found, said)):
        return said
    path = desk.target("诊断包存到哪里", f"公开年报自检_{date.today():%Y%m%d}.zip")
    kept = files.save(path, diagnosis.package(found))
    return f"诊断包已存为「{kept}」，可以交给技术支持。"


def asked(found: Sequence[Symptom], said: str) -> str:
    """What the box shows: all that is not as it should be, what to do, and whether to keep the package."""
    lines = [said]
    for grade in (Grade.WRONG, Grade.NOTICE):
        for each in found:
            if each.grade is grade:
                lines += ["", f"【{grade.label}】{each.item}：{each.state}", f"→ {each.remedy}"]
    return shortened("\n".join([*lines, "", "要把结果和日志存成诊断包，交给技术支持吗？（不含年报内容和用户名）"]))


def about(desk: Desk) -> str:
    """Say what this is: name, version, forms and their ground, licence, log, where help is."""
    desk.host.tell(described())
    return f"公开年报 {__version__}"


def described() -> str:
    """The text of 关于."""
    forms = [f"　　{form.title}，{form.notice}" for form in load.catalogue()]
    return "\n".join(
        [
            f"公开年报 nianbao {__version__}",
            "政府信息公开工作年度报告的填报、校验、结转与汇总",
            "",
            "适用的格式：",
            *forms,
            "",
            "许可：MIT，可以免费使用、复制和修改。",
            "数据只在这台电脑上处理，不上传。",
            f"日志：{log.path()}",
            "",
            "遇到问题：怎么做，点「使用手册」；规则怎么理解，点「规则手册」；按钮没有反应、程序出错，点「自检」，"
            "把诊断包交给单位负责信息化的同事。",
        ]
    )
