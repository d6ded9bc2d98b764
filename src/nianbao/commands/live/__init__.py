"""What a click can do in the spreadsheet program, one function for each button, the same on every host.

LIVE is the one list; ribbon, toolbar, COM server and tests follow from it. Modules are imported when first used.
"""

import importlib
from typing import NamedTuple

from nianbao.commands.live.desk import Desk

# What must be open for a button to make sense: nothing, any workbook, one unit's report, or a report or county book.
NOTHING, REPORT, OURS, COUNTY = "nothing", "report", "ours", "county"


class LiveCommand(NamedTuple):
    """A button's tag, the module and function behind it, what must be open, and whether it runs aside.

    `is_long` runs in a thread of its own, so that the spreadsheet program stays free: what asks, reads a folder or may
    take longer than a moment. `writes` changes the open workbook.
    """

    tag: str
    module: str
    function: str
    needs: str
    is_long: bool
    writes: bool = False

    def __call__(self, desk: Desk) -> str:
        """Do it and give the line for the status bar.

        A workbook of another version is not written into: a newer one is refused, an older one upgraded first.
        Raises: NianbaoError, whose sentence goes into a box; Stopped when the clerk thought better of it.
        """
        if self.writes and (said := _upgraded(desk, self.is_long)) is not None:
            return said
        done: str = getattr(importlib.import_module(f"nianbao.commands.live.{self.module}"), self.function)(desk)
        return done


def _upgraded(desk: Desk, may_ask: bool) -> str | None:
    from nianbao.commands.live import upgrading

    return upgrading.first(desk, may_ask=may_ask)


LIVE: dict[str, LiveCommand] = {
    each.tag: each
    for each in (
        LiveCommand("new", "new_workbook", "run", NOTHING, True),
        LiveCommand("import", "import_report", "run", NOTHING, True),
        LiveCommand("carry", "carry", "run", REPORT, True, writes=True),
        LiveCommand("repair", "repair", "run", REPORT, True, writes=True),
        LiveCommand("undo", "undo", "run", OURS, False, writes=True),
        LiveCommand("check", "check", "run", REPORT, False, writes=True),
        LiveCommand("next", "findings", "go_to_next", OURS, False),
        LiveCommand("waive", "findings", "waive", OURS, True, writes=True),
        LiveCommand("clear", "findings", "clear", REPORT, False, writes=True),
        LiveCommand("export", "export", "run", OURS, True),
        LiveCommand("package", "package", "run", REPORT, True),
        LiveCommand("distribute", "county", "distribute", NOTHING, True),
        LiveCommand("consolidate", "county", "consolidate", NOTHING, True),
        LiveCommand("slips", "county", "slips", COUNTY, True),
        LiveCommand("reminders", "county", "reminders", COUNTY, True),
        LiveCommand("status", "county", "status", NOTHING, True),
        LiveCommand("handbook", "help", "handbook", NOTHING, True),
        LiveCommand("manual", "help", "manual", NOTHING, True),
        LiveCommand("doctor", "help", "doctor", NOTHING, True),
        LiveCommand("about", "help", "about", NOTHING, True),
    )
}
