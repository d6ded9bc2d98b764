"""What the window offers and does, one deed after the other, until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from nianbao.commands import log
from nianbao.commands.live.desk import Stopped
from nianbao.core.errors import NianbaoError
from nianbao.window.screen import Option, Question, Screen
from nianbao.window.work import Outcome, Session

_MOST_NAMED = 3
_MOST_OFFERED = 4
_FOLDER, _BACK, _MORE = "folder", "back", "more"


class Deed(NamedTuple):
    """Something the window does: its option, and the function behind it, imported when first used."""

    option: Option
    module: str
    function: str

    def perform(self, session: Session) -> Outcome | None:
        """Do it; None where there is nothing to tell."""
        outcome: Outcome | None = getattr(import_module(f"nianbao.window.{self.module}"), self.function)(session)
        return outcome


UNIT: tuple[Deed, ...] = (
    Deed(Option("check", "校验年报", "一份、几份或整个文件夹，写出校验意见"), "checking", "check"),
    Deed(Option("export", "导出年报", "Word、PDF、网页或图解"), "exporting", "export"),
    Deed(Option("carry", "取上年结转", "把上年年报的结转数带入本年的工作簿"), "carrying", "carry"),
    Deed(Option("new", "新建年报工作簿", "按单位和年度新建，可以带入上年结转"), "ribbon", "new"),
    Deed(Option("consolidate", "汇总各单位的年报", "一个文件夹里的年报汇总成一本工作簿"), "ribbon", "consolidate"),
)
COUNTY: tuple[Deed, ...] = (
    Deed(Option("distribute", "下发工作簿", "按编制主体名单，每个单位一本"), "ribbon", "distribute"),
    Deed(Option("status", "看报送状态", "哪些单位报了，哪些还缺"), "ribbon", "status"),
    Deed(Option("slips", "写退回单和催报单", "按汇总工作簿，给各单位写单子"), "slipping", "slips"),
)
HELP: tuple[Deed, ...] = (
    Deed(Option("manual", "使用手册"), "ribbon", "manual"),
    Deed(Option("doctor", "自检"), "ribbon", "doctor"),
)
_COUNTY = Option("county", "县级的其他工作", "下发工作簿、报送状态、退回单和催报单")
_OTHERS = Option("others", "改选别的文件")


def run(screen: Screen, given: Sequence[Path] = ()) -> None:
    """Offer what can be done, do what is chosen, tell what came of it, until the window is closed."""
    session = Session(screen, list(given))
    while (key := screen.choose(menu(session.given))) is not None:
        if key == _OTHERS.key:
            session.given = []
        elif key == _COUNTY.key:
            _choose_among(COUNTY, session)
        else:
            _perform(session, partial(_deed(key).perform, session))


def menu(given: Sequence[Path]) -> Question:
    """The first question, about the files at hand where there are some."""
    options = (*(deed.option for deed in UNIT), _COUNTY)
    links = tuple(deed.option for deed in HELP)
    if not given:
        told = "也可以把年报文件或文件夹拖到程序的图标上。"
        return Question("要做什么？", told, options, links=links)
    named = "、".join(path.name for path in given[:_MOST_NAMED])
    rest = f"等 {len(given)} 个" if len(given) > _MOST_NAMED else ""
    return Question(f"已选：{named}{rest}", "要做什么？", options, links=(*links, _OTHERS))


def _choose_among(deeds: Sequence[Deed], session: Session) -> None:
    key = session.screen.choose(Question(_COUNTY.text, "", tuple(deed.option for deed in deeds)))
    if key is not None:
        _perform(session, partial(_deed(key).perform, session))


def _deed(key: str) -> Deed:
    return next(deed for deed in (*UNIT, *COUNTY, *HELP) if deed.option.key == key)


def _perform(session: Session, deed: Callable[[], Outcome | None]) -> None:
    """Do something and tell what came of it; what else can be done with that may follow, and is told in turn."""
    following: Callable[[], Outcome | None] | None = deed
    while following is not None:
        outcome = _done(session, following)
        following = _told(session.screen, outcome) if outcome is not None else None


def _done(session: Session, deed: Callable[[], Outcome | None]) -> Outcome | None:
    """What came of it, as an outcome whatever happened; None where there is nothing to tell."""
    try:
        session.screen.progress("")
        return deed()
    except Stopped:
        return None
    except NianbaoError as error:
        return Outcome("没有完成", error.message)
    except Exception as error:  # noqa: BLE001 - the last resort: our own bug goes to the log, a sentence to the user
        kept = log.write(error)
        return Outcome("没有完成", f"程序出错，已记入日志：{kept or '（日志写不了）'}。请把日志交给技术支持。")
    finally:
        session.screen.progress("")


def _told(screen: Screen, outcome: Outcome) -> Callable[[], Outcome] | None:
    """Show an outcome until the clerk goes back, files being opened meanwhile; or what is to follow."""
    question = Question(outcome.headline, outcome.text, tuple(_offered(outcome)), outcome.details)
    while (key := screen.choose(question)) not in (None, _BACK):
        assert key is not None
        kind, _, number = key.partition(" ")
        if kind == _MORE:
            return outcome.more[int(number)].deed
        path = outcome.made[0] if kind == _FOLDER else outcome.made[int(number)]
        try:
            screen.show(path.parent if kind == _FOLDER and not path.is_dir() else path)
        except NianbaoError as error:
            screen.choose(Question("没有打开", error.message, (Option(_BACK, "知道了"),), is_short=True))
    return None


def _offered(outcome: Outcome) -> list[Option]:
    opened = [
        Option(f"open {number}", "打开结果", path.name) for number, path in enumerate(outcome.made[:_MOST_OFFERED])
    ]
    more = [Option(f"{_MORE} {number}", each.option.text, each.option.note) for number, each in enumerate(outcome.more)]
    has_files = any(not path.is_dir() for path in outcome.made)
    return [*opened, *more, *([Option(_FOLDER, "打开所在文件夹")] if has_files else []), Option(_BACK, "返回")]
