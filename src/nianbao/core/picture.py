"""A drawn page as a value: what an export places into its document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """The same page as vectors and as pixels; `alternative` says all it shows to who cannot see it. Sizes in mm."""

    svg: str
    png: bytes
    alternative: str
    width: float
    height: float
