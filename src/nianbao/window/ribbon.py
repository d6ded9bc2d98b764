"""The deeds that the ribbon has too, done by its own commands before the window instead of the spreadsheet program."""

from nianbao.commands.live import LIVE
from nianbao.window.work import Host, Outcome, Session


def new(session: Session) -> Outcome:
    """Make a unit's new workbook."""
    return _clicked(session, "new")


def consolidate(session: Session) -> Outcome:
    """Sum what the units sent: the folder or archive at hand, or one the clerk picks."""
    is_one = len(session.given) == 1 and (session.given[0].is_dir() or session.given[0].suffix.lower() == ".zip")
    return _clicked(session, "consolidate", str(session.given[0]) if is_one else "")


def distribute(session: Session) -> Outcome:
    """Hand out a workbook to every unit of a roster."""
    return _clicked(session, "distribute")


def status(session: Session) -> Outcome:
    """Show who reported what."""
    is_one = len(session.given) == 1 and session.given[0].is_dir()
    return _clicked(session, "status", str(session.given[0]) if is_one else "")


def doctor(session: Session) -> Outcome:
    """Look at what may keep the program from working."""
    return _clicked(session, "doctor")


def manual(session: Session) -> None:
    """Open the handbook.

    Raises: CannotOpen.
    """
    from nianbao.commands import handbook

    session.screen.show(handbook.FOLDER / handbook.CLERK)


def _clicked(session: Session, tag: str, argument: str = "") -> Outcome:
    desk = session.desk(argument)
    line = LIVE[tag](desk)
    assert isinstance(desk.host, Host)
    return Outcome("完成", line, made=tuple(desk.host.made))
