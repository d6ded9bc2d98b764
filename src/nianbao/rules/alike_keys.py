"""What a unit's narratives are found again by among thousands: keys of their clauses, without names, years and figures."""

import re
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from nianbao.core.form import Form, Section
from nianbao.core.report import Report
from nianbao.rules.alike_words import anonymous
from nianbao.rules.quoting import SENTENCE

_CLAUSE = re.compile(r"[^，。；：、！？,;:\n（）()“”\"《》]+")
# A key is how a clause ends and the next begins: unlike single clauses it is seldom hit upon twice.
_HALF_KEY = 6


class Keys(NamedTuple):
    """What the sentences of one narrative are found again by: how many keys each has, and the keys.

    A key is told by a checksum that is the same in every process, to be kept and to hold many; two that chance to be
    alike make a pair a candidate at most. `digest` tells the narrative itself, less names and figures.
    """

    counts: "array[int]"
    keys: "array[int]"
    digest: bytes


def keys(report: Report, form: Form) -> dict[str, Keys]:
    """What a report's narratives are found again by, section by section."""
    return {section.text: _keys(report, report.texts.get(section.text, "")) for section in compared_sections(form)}


def compared_sections(form: Form) -> list[Section]:
    """The sections whose narratives are a unit's own work."""
    return [section for section in form.sections if section.subheads or section.required]


def sentences(report: Report, text: str) -> list[str]:
    """The sentences of a narrative without names and figures."""
    return SENTENCE.findall(anonymous(text, report.agency)) if text else []


def _keys(report: Report, text: str) -> Keys:
    own = sentences(report, text)
    found = [_told(_CLAUSE.findall(sentence)) for sentence in own]
    # Neither a clause nor a sentence holds a line feed.
    told = _encoded(chain.from_iterable(found))
    keys = array("I", map(crc32, told.split(b"\n") if told else ()))
    return Keys(array("I", map(len, found)), keys, digest(_encoded(own)))


def _encoded(texts: Iterable[str]) -> bytes:
    return "\n".join(texts).encode("utf-8", "surrogatepass")


def _told(clauses: Sequence[str]) -> list[str]:
    """The keys of a sentence of these clauses."""
    if len(clauses) == 1:
        return [clauses[0][: 2 * _HALF_KEY]]
    return [one[-_HALF_KEY:] + other[:_HALF_KEY] for one, other in pairwise(clauses)]


def digest(told: bytes) -> bytes:
    """What is told, in sixteen bytes."""
    return blake2b(told, digest_size=16).digest()
