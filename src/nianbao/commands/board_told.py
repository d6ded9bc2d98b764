"""The status board in words, for a box or a question: the counts, then who is in which state and why."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nianbao.commands.board import ERRORS, MISSING, OK, Standing
from nianbao.commands.county_sheets import STATUS_WORDS
from nianbao.core.finding import Level, counts

_MOST_NAMED = 20


def lines(board: Sequence[Standing]) -> list[str]:
    """「已报 4 · 有错 2 · 缺报 1」, then a line a state that needs somebody's hand.

    A unit counts once, by the file that is summed; what else it sent is told of file by file, copies left out.
    """
    told = [each for each in board if not each.is_copy]
    by_state = {state: [each for each in told if each.status == state] for state in STATUS_WORDS}
    units = Counter({each.agency: each.status for each in reversed(told)}.values())
    counted = " · ".join(f"{word} {units[state]}" for state, word in STATUS_WORDS.items() if units[state])
    returned = len({each.agency for each in told if each.returned})
    counted += f" · 其中退回 {returned}" if returned else ""
    return [counted, *(line for state, found in by_state.items() if state != OK for line in _state(state, found))]


def _state(state: str, found: Sequence[Standing]) -> Iterator[str]:
    if state in (MISSING, ERRORS):
        if found:
            yield f"{STATUS_WORDS[state]}：{listed([_named(each) for each in found])}"
        return
    word = STATUS_WORDS[state]
    for each in found[:_MOST_NAMED]:
        reason = (each.reason or "").removeprefix(f"{word}「{each.file}」：").rstrip("。")
        yield f"{word}：{each.agency}，{reason}"
    if len(found) > _MOST_NAMED:
        yield f"{word}：另有 {len(found) - _MOST_NAMED} 份"


def _named(standing: Standing) -> str:
    """The unit with what matters in its state: whom to call, or how many errors."""
    if standing.status == MISSING:
        unit = standing.unit
        reach = " ".join(filter(None, (unit.contact, unit.phone))) if unit else ""
        return f"{standing.agency}（{reach}）" if reach else standing.agency
    errors = counts(standing.checked.findings)[Level.ERROR] if standing.checked else 0
    return f"{standing.agency}（错误 {errors}）"


def listed(names: Sequence[str]) -> str:
    """The names in a line, the first ones when there are many."""
    more = f"等 {len(names)} 个单位" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
