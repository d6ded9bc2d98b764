"""The words right after a whole that lead to its parts: 12件，其中…; 12件（…; 12件申请中，…"""

import re
from functools import cache

from nianbao.forms.prose import prose

OPEN, CLOSE = "（", "）"
_STOPS = "，：；"


def opener(body: str, place: int) -> re.Match[str] | None:
    """What leads from a whole that ends at a place to its parts; None when nothing does. `word` is None in a bracket."""
    return _pattern().match(body, place)


@cache
def _pattern() -> re.Pattern[str]:
    words = prose().lists
    leading = "|".join(sorted((*words.openers, *words.complete), key=len, reverse=True))
    among = f"(?:{'|'.join(words.things)})?(?P<among>{'|'.join(words.among)})[，：]"
    firsts = {word[0] for word in (*words.openers, *words.complete, *words.things, *words.among)}
    # Behind most numbers stands no letter that such words begin with.
    begins = f"(?=[{_STOPS}]?[{''.join(sorted(firsts))}{OPEN}])"
    return re.compile(f"{begins}(?:[{_STOPS}]?{OPEN}?(?P<word>{leading})[，：]?|{OPEN}(?P<bracket>)|{among})")
