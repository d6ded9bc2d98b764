"""What goes back to the units: a slip for what does not add up, a reminder for what has not come; one wording for all."""

from dataclasses import dataclass
from datetime import date

from nianbao.core.finding import Level

RETURNED, TO_CHECK, REMINDER = "退回单", "核对单", "催报单"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the paper, about which year, by when an answer is due and on which day it is written."""

    agency: str
    year: int | None
    contact: str
    phone: str
    deadline: date | None
    day: date

    @property
    def report(self) -> str:
        """What the units are to send."""
        return f"{self.year}年度政府信息公开工作年度报告" if self.year else "政府信息公开工作年度报告"

    @property
    def until(self) -> str:
        """By when, as a sentence begins."""
        return f"请于{spelled(self.deadline)}前" if self.deadline else "请尽快"

    @property
    def reach(self) -> str:
        """Whom to ask; empty where the county's cover does not tell."""
        told = (("联系人", self.contact), ("电话", self.phone))
        return "　".join(f"{label}：{value}" for label, value in told if value)


@dataclass(frozen=True, slots=True)
class Point:
    """One defect: where, what is wrong with both numbers, how to mend it; `also` are the sentences of the same cause.

    `numbers` says both sides where the sentence does not; `answer` is a 说明 that no longer stands, with the reason;
    `is_answerable` tells whether a 说明 may stand in for mending it.
    """

    level: Level
    rule: str
    where: str
    message: str
    remedy: str
    numbers: str = ""
    also: tuple[str, ...] = ()
    answer: str = ""
    is_answerable: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said of it, line by line."""
        given = (
            ("", self.message),
            ("", self.numbers),
            ("怎么办：", self.remedy),
            *(("同一原因：", each) for each in self.also),
            ("原来的说明：", self.answer),
        )
        return tuple(f"{label}{text}" for label, text in given if text)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one unit has to mend or to look at."""

    agency: str
    files: tuple[str, ...]
    points: tuple[Point, ...]
    sender: Sender
    contact: str = ""
    phone: str = ""

    @property
    def kind(self) -> str:
        """A report with errors goes back; with warnings only it is to be looked at."""
        return RETURNED if self.count(Level.ERROR) else TO_CHECK

    def count(self, level: Level) -> int:
        """How many defects of a level."""
        return sum(point.level is level for point in self.points)

    @property
    def opening(self) -> str:
        """What the paper is about."""
        told = ((Level.ERROR, "处须改正"), (Level.WARNING, "处请核对"), (Level.HINT, "处提示"))
        counted = "、".join(f"{number} {words}" for level, words in told if (number := self.count(level)))
        named = f"（{'、'.join(self.files)}）" if self.files else ""
        sent_back = "，现予退回" if self.kind == RETURNED else ""
        return f"你单位报送的{self.sender.report}{named}有 {counted}{sent_back}，逐条列在下面。"

    @property
    def closing(self) -> str:
        """What the unit is to do, and by when."""
        mend = "改正后重新报送" if self.kind == RETURNED else "核对，要改的改正后重新报送"
        explain = (
            "；核对无误、不用改的，请写明说明一并报送" if any(point.is_answerable for point in self.points) else ""
        )
        return f"{self.sender.until}{mend}{explain}。"


@dataclass(frozen=True, slots=True)
class Absent:
    """A unit nothing came from, and how to reach it; `note` is what is known of a file that may be its own."""

    agency: str
    level: str = ""
    contact: str = ""
    phone: str = ""
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The units nothing came from; `basis` is the county workbook that says so."""

    absent: tuple[Absent, ...]
    sender: Sender
    basis: str

    @property
    def opening(self) -> str:
        """What the paper is about."""
        told = f"按「{self.basis}」的报送状态，以下 {len(self.absent)} 个单位还没有报送"
        return f"{told}{self.sender.report}。请逐一催报，{self.sender.until.removeprefix('请')}报齐。"

    @property
    def message(self) -> str:
        """What to write to the units; whom to ask at each of them is not for everybody."""
        names = "、".join(each.agency for each in self.absent)
        return f"以下单位还没有报送{self.sender.report}：{names}。{self.sender.until}报送；已经报送的，请告知报送时间和方式。"


def spelled(day: date) -> str:
    """A date as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"
