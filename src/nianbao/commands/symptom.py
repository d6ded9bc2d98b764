"""One line of the self-diagnosis: what was looked at, how it stands, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a thing stands."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"fine": "正常", "notice": "注意", "wrong": "有问题"}[self.value]


@dataclass(frozen=True, slots=True)
class Symptom:
    """What was looked at, how it stands, and what to do about it, which is empty where nothing is."""

    item: str
    grade: Grade
    state: str
    remedy: str = ""


def fine(item: str, state: str) -> Symptom:
    """A thing that is as it should be."""
    return Symptom(item, Grade.FINE, state)


def notice(item: str, state: str, remedy: str) -> Symptom:
    """A thing that may get in the way."""
    return Symptom(item, Grade.NOTICE, state, remedy)


def wrong(item: str, state: str, remedy: str) -> Symptom:
    """A thing that keeps something from working."""
    return Symptom(item, Grade.WRONG, state, remedy)
