"""说明: a reason given for a finding; it stands while the figures it was given for stay as they were."""

from dataclasses import dataclass

# What a reason also rests on besides places: both sides of the finding, the sentence it quotes.
SIDES = ("left", "right", "quote")
Held = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """The answer to one finding, known by its rule and its places.

    `held` is what each place held when the reason was given: figures as decimal strings (None: 未填), texts by their
    own checksum; the finding's sides and its quoted sentence stand there too, under SIDES. `date` is written year-month-day.
    """

    rule: str
    held: Held
    reason: str
    by: str
    date: str

    @property
    def places(self) -> tuple[str, ...]:
        """The addresses of cells and texts it speaks of."""
        return tuple(place for place, _ in self.held if place not in SIDES)
