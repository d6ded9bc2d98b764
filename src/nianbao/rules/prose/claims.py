"""The grammar: which number of a sentence is said of which cell. What is not certain is not bound."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.core.form import Form, Kind
from nianbao.forms.prose import prose
from nianbao.rules.looking import stands
from nianbao.rules.prose.bound import Bound, Rate, Upheld
from nianbao.rules.prose.chains import Chain, Chains
from nianbao.rules.prose.lexicon import ALL, NEGATION, PLAN, RATE, SUM, TERM, Lexicon, Token
from nianbao.rules.prose.meaning import Target
from nianbao.rules.prose.quantities import Quantity
from nianbao.rules.prose.scene import Scene, is_plan
from nianbao.rules.prose.sentences import Sentence

_MONEY = Kind.MONEY
_NONE, _ONE = Decimal(0), Decimal(1)
Rows = tuple[str, ...]
Words = tuple[Token | Quantity, ...]
_PIECES = re.compile("[，；：（）。！？]")

# Made by the dozen for every report; this leaves out the naming of their parts.
_new = tuple.__new__


@dataclass(slots=True)
class Reader:
    """One sentence being read: its words, its numbers, and what is known so far."""

    form: Form
    words: Lexicon
    sentence: Sentence
    chains: Chains
    scene: Scene
    found: list[Bound | Rate | Upheld] = field(default_factory=list)
    barred: dict[str, bool] = field(default_factory=dict)
    passed: int = 0
    has_office: bool | None = None

    def read(self, tokens: list[Token], quantities: list[Quantity]) -> list[Bound | Rate | Upheld]:
        """Everything the sentence says, from left to right."""
        scene, body = self.scene, self.sentence.body
        at, last = 0, len(quantities)
        for token in tokens:
            while at < last and quantities[at][0] < token[0]:
                self._number(quantities[at])
                at += 1
            scene.hear(token, body)
            role = token[3].role
            if role is TERM:
                self.passed += 1
                if scene.said:
                    self._result(token)
            elif role is PLAN and is_plan(token, body):
                return self.found
            else:
                self._read(token, quantities)
        for quantity in quantities[at:]:
            self._number(quantity)
        return self.found

    def _read(self, token: Token, quantities: list[Quantity]) -> None:
        role = token[3].role
        if role is NEGATION:
            self._denial(token, quantities)
        elif role is ALL:
            self._all(token)
        elif role is SUM:
            self._sum(token, quantities)
        elif role is RATE:
            self._rate(token, quantities)

    def _number(self, quantity: Quantity) -> None:
        if not quantity.exact:
            return
        scene = self.scene
        if scene.last is not quantity and (scene.last or scene.whole):
            scene.share(quantity, self.sentence.body)
        before = self.chains.before(quantity.start, self.passed)
        after = self.chains.after(quantity.end, self.passed)
        if before:
            self._bind(self._joint(before, after) if after and not after.meaning.rows else before, quantity)
        elif after and after.meaning.plain and self.chains.opens_clause(quantity.start):
            self._bind(after, quantity)

    def _joint(self, before: Chain, after: Chain) -> Chain:
        return self.chains.chain(before.terms + after.terms, before.joined)

    def _sum(self, token: Token, quantities: list[Quantity]) -> None:
        """共计27件 is what 均 and 全部 refer back to, though it may be said of no cell."""
        summed = next((each for each in quantities if each.start == token[1] and each.exact), None)
        if summed and any(table == self._whole_table() for table, _, _ in self.scene.said):
            self.scene.last = summed

    def _whole_table(self) -> str:
        return next((claim.table for claim in self.form.said.claims if claim.whole), "")

    def _bind(self, named: Chain, quantity: Quantity) -> None:
        """Say a number of what a chain names, if that is one cell of this sentence's subject."""
        if named.joined and named.meaning.mixed:
            # 复议、诉讼共3件 is of both together; only 均为0件 is of each.
            for term in named.terms if quantity.is_zero else ():
                self._bind(self.chains.chain((term,)), quantity)
            return
        target = self._target(named)
        value = self._worth(target, quantity) if target and not target.claim.absent else None
        if target is None or value is None or not self._is_said_here(named, quantity.start):
            return
        others = self._others(target, quantity)
        if others is not None:
            self._say(target, value, (*named.terms, quantity), is_part=self._is_part(named), others=others)
        if target.claim.table not in self.scene.open:
            self.scene.open |= {target.claim.table}
        if not target.is_column_only:
            self.scene.bind(target.claim, target.row, quantity)

    def _others(self, target: Target, quantity: Quantity) -> tuple[str, ...] | None:
        """The other rows a column's number may belong to; None when it is no part of any number said."""
        table = target.claim.table
        if not target.is_column_only or not self.form.said.subject(table).column:
            return ()
        return self.scene.others((table, target.row), quantity, self.sentence.body)

    def _say(
        self, target: Target, value: Decimal, words: Words, *, is_part: bool, others: Rows = (), is_all: bool = False
    ) -> None:
        claim, row, columns, _, places, _ = target
        self.found.append(
            _new(Bound, (self.sentence, claim, row, columns, places, value, words, others, is_part, is_all))
        )

    def _target(self, named: Chain) -> Target | None:
        """The cell a chain of terms names; None when it names none or more than one."""
        meaning = named.meaning
        if meaning.target or meaning.table is None:
            return meaning.target
        return meaning.within(self.form, self.scene.rows.get(meaning.table))

    def _worth(self, target: Target, quantity: Quantity) -> Decimal | None:
        """The number in the column's own unit; None when the unit does not fit, or there is no such cell."""
        if target.kind is _MONEY:
            rate, value = prose().money.get(quantity.unit), quantity.value
            return None if rate is None or value is None else value * rate
        fits = target.kind is not None and quantity.unit in self.form.said.subject(target.claim.table).units
        return quantity.value if fits else None

    def _is_said_here(self, named: Chain, until: int, start: int | None = None) -> bool:
        """Whether the sentence is speaking of this table, this year, and of all of it; `start` is that of the claim."""
        scene, meaning = self.scene, named.meaning
        if scene.away:
            return False
        start = named.start if start is None else start
        clause, table = self.chains.clause_start(start), meaning.table or ""
        if scene.compared and scene.compared[-1] >= clause:
            return False
        if table not in scene.open and not self._opens(named, start, until):
            return False
        if self._is_barred(table) or (meaning.barred and any(self._is_told(word) for word in meaning.barred)):
            return False
        if meaning.loose and (any(map(scene.bars, meaning.claims)) or self._is_narrowed(table, start)):
            return False
        if clause == start:
            return True
        if len(meaning.claims) < len(named.terms) and start == named.start:
            # 因申请公开引起复议: what only leads up to the case is part of what is said before it.
            start = next(place for place, _, _, word in named.terms if word.claim in meaning.claims)
        return not self.words.diverts(self.sentence.body[clause:start], meaning.mixed, scene.about.own)

    def _is_barred(self, table: str) -> bool:
        """Whether the sentence is of something that only looks like a table's subject; looked at once a table."""
        if table not in self.barred:
            self.barred[table] = stands(self.sentence.body, self.words.barred[table])
        return self.barred[table]

    def _is_told(self, word: str) -> bool:
        """Whether the sentence speaks of something without denying it: 未发生超期情况 does not."""
        pieces = _PIECES.split(self.sentence.body) if word in self.sentence.body else ()
        return any(word in piece and not self.words.negations.search(piece[: piece.index(word)]) for piece in pieces)

    def _is_narrowed(self, table: str, start: int) -> bool:
        """Whether an everyday word goes on from a part: 受理线上申请5件，办结4件."""
        if any(said == table for said, *_ in self.scene.said):
            return False
        return self.words.channels.search(self.sentence.body, 0, start) is not None

    def _opens(self, named: Chain, start: int, until: int) -> bool:
        """Whether the claim itself names its subject."""
        subject, body = self.form.said.subject(named.meaning.table or ""), self.sentence.body
        is_near = not self.scene.spoiled and any(word in body[named.start : until] for word in subject.near)
        return is_near or any(word in body[start : self.chains.clause_end(until)] for word in subject.words)

    def _is_part(self, named: Chain) -> bool:
        body, start = self.sentence.body, named.start
        if self.has_office is None:
            self.has_office = self.scene.about.has_offices and self.words.offices.search(body) is not None
        if not self.has_office or not self.words.offices.search(body, 0, start):
            return False
        return self.words.whole.search(body, 0, start) is None

    def _denial(self, token: Token, quantities: list[Quantity]) -> None:
        """未收到申请, 没有复议、诉讼, 未废止文件: 0 of each."""
        start, end, _, _ = token
        denied = self.chains.denied(end, self.passed)
        if not denied or any(end <= each.start < denied[-1].end and each.value != _ONE for each in quantities):
            return
        ending = self.chains.clause_end(denied[-1].end)
        for named in denied:
            for term in named.terms:
                self.scene.hear(term, self.sentence.body)
            target = self._target(named) or self._target(self._with_item(named, denied[-1]))
            if target is None or (target.is_column_only and self.form.said.subject(target.claim.table).column):
                continue
            # 无未按时答复的情况: nobody says that nothing was answered.
            is_meant = target.claim.whole or not target.claim.loose
            if is_meant and self._is_said_here(named, ending, start):
                self._say(target, _NONE, (token, *named.terms), is_part=self._is_part(named))

    def _with_item(self, named: Chain, last: Chain) -> Chain:
        """未制发、废止文件: the item named last is that of all verbs before it."""
        items = tuple([term for term in last.terms if (claim := term[3].claim) and claim.row and not claim.columns])
        return self.chains.chain(named.terms + items)

    def _rate(self, token: Token, quantities: list[Quantity]) -> None:
        """办结率98.5%."""
        place, end, _, word = token
        ratio, body = word.ratio, self.sentence.body
        share = next((each for each in quantities if each.start >= end), None)
        if ratio is None or share is None or not self._is_rate(share, body[end : share.start]):
            return
        start = self.chains.clause_start(place)
        prefix = body[start:place]
        is_away = self.scene.away or any(place >= start for place in self.scene.compared)
        if ratio.table not in self.scene.open or is_away or self.words.is_of_others(prefix, self.scene.about.own):
            return
        if share.value is not None and not any(word in prefix for word in ratio.barred):
            spans = (token[:2], share[:2])
            self.found.append(Rate(self.sentence, ratio, share.value, spans))

    def _is_rate(self, share: Quantity, gap: str) -> bool:
        return share.exact and share.unit == prose().percent and self.words.before(gap)

    def _result(self, token: Token) -> None:
        """复议1件，结果维持: a clause that is nothing but a result tells what became of the one case before it."""
        table, _, case = self.scene.said[-1]
        start, before = case.end + 1, self.passed - 1
        if case.value != _ONE or token[0] < start or self.chains.clause_start(token[0]) != start:
            return
        if before and self.chains.terms[before - 1][0] >= start:
            return
        named = self.chains.leading(start, before, self.words.adverbs)
        if named is None or named.meaning.table != table or named.terms[0] is not token:
            return
        target = self._target(named) if self.chains.ends_clause(named.end) else None
        if target is None or not (target.is_column_only or self.scene.last is case):
            return
        if self._is_said_here(named, named.end):
            words: Words = (case, *named.terms)
            self._say(target, _ONE, words, is_part=self._is_part(named), is_all=not target.is_column_only)

    def _all(self, token: Token) -> None:
        """均予公开: as many as were spoken of before; 均获维持 is kept apart."""
        named = self.chains.leading(token[1], self.passed, self.words.adverbs)
        if named is None or not self.chains.ends_clause(named.end):
            return
        claim = named.meaning.claims[-1]
        if claim.upheld:
            rows = self.scene.rows_of(claim.table)
            if rows and claim.table in self.scene.open and not self.scene.away:
                spans = (token[:2], *named.spans)
                self.found.append(Upheld(self.sentence, claim, rows, spans))
            return
        target, last = self._target(named), self.scene.last
        if target is None or last is None or last.value is None:
            return
        if target.is_column_only and (claim.table, target.row, last) not in self.scene.said:
            return
        if self._is_said_here(named, named.end, token[0]):
            words: Words = (last, token, *named.terms)
            self._say(target, last.value, words, is_part=self._is_part(named), is_all=True)
