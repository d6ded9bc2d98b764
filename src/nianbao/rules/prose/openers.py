"""The words right after a whole that lead to its parts: 12件，其中…; 12件（…; 12件申请中，…"""

import re
from functools import cache

from nianbao.forms.prose import prose

OPEN, CLOSE = "（", "）"
_STOPS = frozenset("，：；")


def opener(body: str, place: int) -> re.Match[str] | None:
    """What leads from a whole that ends at a place to its parts; None when nothing does. `word` is None in a bracket."""
    pattern, firsts = _means()
    first = place + 1 if body[place : place + 1] in _STOPS else place
    return pattern.match(body, place) if body[first : first + 1] in firsts else None


@cache
def _means() -> tuple[re.Pattern[str], frozenset[str]]:
    """The pattern, and the letters such words begin with, but for the stop before them."""
    words = prose().lists
    leading = "|".join(sorted((*words.openers, *words.complete), key=len, reverse=True))
    among = f"(?:{'|'.join(words.things)})?(?P<among>{'|'.join(words.among)})[，：]"
    firsts = {word[0] for word in (*words.openers, *words.complete, *words.things, *words.among)}
    pattern = re.compile(f"[{''.join(_STOPS)}]?{OPEN}?(?P<word>{leading})[，：]?|{OPEN}(?P<bracket>)|{among}")
    return pattern, frozenset({*firsts, OPEN})
