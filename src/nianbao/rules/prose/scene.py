"""What a reader keeps in mind within a paragraph: which table is spoken of, which year, which row, and of whose."""

from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.core.said import Claim
from nianbao.forms.prose import prose
from nianbao.rules.prose.lexicon import (
    COMPARISON,
    OTHER_TIME,
    PARTS,
    RIVAL,
    TERM,
    THIS_TIME,
    TOPIC,
    YEAR,
    Lexicon,
    Token,
)
from nianbao.rules.prose.openers import OPEN, opener
from nianbao.rules.prose.quantities import Quantity

_AGAINST = "较比与同和跟超"
_AND = ("、", "和", "及")
_UNTIL = "至到-—～~"
_AS_OF = "截至"
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class About:
    """What has to be known of the report: its year, whether offices count only a share, and what its own names are."""

    year: int | None
    has_offices: bool
    own: tuple[str, ...]


@dataclass(slots=True)
class Scene:
    """The state of reading one sentence; `open` tables and `rows` by table may be carried over from the one before."""

    about: About
    words: Lexicon
    open: frozenset[str]
    rows: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, str, Quantity]] = field(default_factory=list)
    last: Quantity | None = None
    halves: bool = False
    away: bool = False
    left: int = 0
    spoiled: bool = False
    in_parts: bool = False
    head: str = ""
    compared: list[int] = field(default_factory=list)
    mentioned: list[tuple[str, str]] = field(default_factory=list)
    heard: int = 0
    parted: int = 0
    whole: Quantity | None = None
    shared: Decimal = Decimal(0)

    def hear(self, token: Token, body: str) -> None:
        """Take in a word."""
        if self.halves:
            self._pass_semicolon(token, body)
        word = token[3]
        role = word.role
        if role is TERM or role is TOPIC:
            if word.opens:
                self.open |= word.opens
            if word.row:
                self.rows[word.row[0]] = word.row[1]
                self.mentioned.append(word.row)
        elif role is RIVAL:
            self.open, self.rows, self.last, self.spoiled = self.words.open, {}, None, True
        elif role is OTHER_TIME or role is YEAR:
            self._time(token, body)
        elif role is THIS_TIME:
            # 「某年全年」 is still that year, and so is 「某年度全年」.
            self.away = self.away and token[0] - self.left <= 1
        elif role is COMPARISON:
            self.compared.append(token[0])
        elif role is PARTS:
            self.in_parts, self.head = True, self.said[-1][1] if self.said else ""

    def _pass_semicolon(self, token: Token, body: str) -> None:
        """Parts and rows are those of one half of the sentence."""
        start, end, _, _ = token
        if body.find("；", self.heard, start) >= 0:
            self.in_parts, self.mentioned, self.parted = False, [], len(self.said)
        self.heard = end

    def _time(self, token: Token, body: str) -> None:
        start, end, text, word = token
        previous = body[start - 1 : start]
        if self.away and previous in _AND and start - self.left <= len("度、"):
            # Of years side by side the last does not bring the speaker back either: their numbers come by turns.
            self.left = end
        elif previous and previous in _AGAINST:
            self.compared.append(start)
        elif word.role is OTHER_TIME:
            self.away, self.left = True, end
        elif not (previous and previous in _UNTIL) or body[start - 2 : start] == _AS_OF:
            # Of 「2023年至2025年」 the second year does not bring the speaker back.
            self.away, self.left = self.about.year is not None and year_of(text) != self.about.year, end

    def is_open(self, table: str) -> bool:
        """Whether the sentence speaks of a table here."""
        return table in self.open

    def bind(self, claim: Claim, row: str, quantity: Quantity) -> None:
        """Remember a number that was understood; 均 and 全部 refer back to those of the whole."""
        self.said.append((claim.table, row, quantity))
        if claim.whole:
            self.last = quantity

    def share(self, part: Quantity, body: str) -> None:
        """Take in another number after a whole: 均 and 全部 refer back to that again once its parts make it up."""
        if self.last:
            self.whole, self.shared = self.last, Decimal(0)
        whole, self.last = self.whole, None
        if whole and part.unit == whole.unit and part.value and opener(body, whole.end):
            self.shared += part.value
            self.last = whole if self.shared == whole.value else None

    def others(self, claimed: tuple[str, str], part: Quantity, body: str) -> tuple[str, ...] | None:
        """The other rows a column's number may be a part of; None when it is a part of none of those said."""
        table, row = claimed
        near = self.said[self.parted :] or self.said
        if len(near) > 1 and self._is_of_more(table, row, near, body):
            return None
        large = {said for where, said, whole in near if where == table and _holds(whole, part)}
        if row in large:
            return tuple(sorted(large - {row}))
        # 9件（自然人11件）: more than its whole, and of nothing else.
        is_part = bool(near) and near[-1][:2] == claimed and opener(body, near[-1][2].end) is not None
        return () if is_part else None

    def _is_of_more(self, table: str, row: str, near: list[tuple[str, str, Quantity]], body: str) -> bool:
        """Whether a part may be of this row and those before it: 新收8件，上年结转1件，其中自然人9件."""
        if row != self.words.form.said.subject(table).carried or body.startswith(OPEN, near[-1][2].end):
            return False
        return any(said != row for where, said, _ in near if where == table)

    def bars(self, claim: Claim) -> bool:
        """Whether an everyday word cannot be taken here: within the parts of a whole it tells of a way or a share."""
        return claim.loose and self.in_parts and (claim.whole or claim.row == self.head)

    def rows_of(self, table: str) -> tuple[str, ...]:
        """The rows of a table spoken of since the last semicolon."""
        return tuple(dict.fromkeys(row for where, row in self.mentioned if where == table))


def is_plan(token: Token, body: str) -> bool:
    """Whether 规定 or 要求 tells what is to be done, not what was done is founded on: 按规定, 在规定时限内."""
    return not body.endswith(prose().grounds, 0, token[0])


def year_of(text: str) -> int:
    """The year that a word such as 二〇二五年 tells."""
    return int(text[:4].translate(_HAN_DIGITS))


def _holds(whole: Quantity, part: Quantity) -> bool:
    return whole.value is not None and part.value is not None and part.value <= whole.value
