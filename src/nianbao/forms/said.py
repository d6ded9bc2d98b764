"""How a form's figures are spoken of in running text, from the checked content of its file."""

from typing import Any

from nianbao.core.said import Charge, Claim, Published, Ratio, Said, Subject


def build(raw: dict[str, Any]) -> Said:
    """The phrases of one form."""
    published, charge = raw["published"], raw["charge"]
    return Said(
        subjects=tuple(Subject(**_tuples(spec)) for spec in raw["subjects"]),
        claims=tuple(Claim(**_tuples(spec)) for spec in raw["claims"]),
        ratios=tuple(Ratio(**_tuples(spec)) for spec in raw["ratios"]),
        published=Published(**_tuples(published)) if published else None,
        charge=Charge(**_tuples(charge)) if charge else None,
    )


def _tuples(spec: dict[str, Any]) -> dict[str, Any]:
    return {key: _tuple(value) for key, value in spec.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(each) for each in value) if isinstance(value, list) else value
