"""The catalogue of forms: one TOML file each, shipped beside this module or in a folder named by NIANBAO_FORMS.

Checking a form takes pydantic and a tenth of a second, so its checked content is kept: see kept.py.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from nianbao.core.errors import BadForm, UnknownForm
from nianbao.core.form import Block, Column, Form, Kind, Row, Section, Table
from nianbao.core.identity import Carry, Identity, Term
from nianbao.forms import kept, said

HERE = Path(__file__).parent
FOLDER_VARIABLE = "NIANBAO_FORMS"


def catalogue() -> tuple[Form, ...]:
    """Every known form, oldest first.

    Raises: BadForm.
    """
    extra = os.environ.get(FOLDER_VARIABLE)
    return _catalogue(extra or "")


@cache
def _catalogue(extra: str) -> tuple[Form, ...]:
    files = sorted(HERE.glob("form_*.toml"))
    if extra:
        files += sorted(Path(extra).glob("form_*.toml"))
    forms = [load(file) for file in files]
    return tuple(sorted(forms, key=lambda form: (form.first_year, form.id)))


def by_id(form_id: str) -> Form:
    """The form of an id.

    Raises: UnknownForm.
    """
    for form in catalogue():
        if form.id == form_id:
            return form
    known = "、".join(form.id for form in catalogue())
    raise UnknownForm(f"没有编号为「{form_id}」的格式。现有格式：{known}。请核对，或换用新版本。")


def for_year(year: int) -> Form:
    """The form a report year uses; where two cover it, the newer.

    Raises: UnknownForm.
    """
    covering = [form for form in catalogue() if form.covers(year)]
    if covering:
        return covering[-1]
    first = catalogue()[0].first_year
    raise UnknownForm(f"{year}年没有对应的年报格式，{first}年起的年报才有固定格式。请核对年度。")


def load(file: Path) -> Form:
    """The form of one TOML file.

    Raises: BadForm when the file is not a correct form.
    """
    return build(kept.content(file, _parsed))


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    import tomllib

    from nianbao.forms.schema import validated

    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadForm(f"格式文件「{name}」不是正确的 TOML：{error}。请改正后再用。") from error
    return validated(raw, name)


def build(raw: dict[str, Any]) -> Form:
    """The form of checked content."""
    return Form(
        id=raw["id"],
        title=raw["title"],
        notice=raw["notice"],
        first_year=raw["first_year"],
        last_year=raw["last_year"],
        sections=tuple(_section(number, spec) for number, spec in enumerate(raw["sections"], start=1)),
        tables=tuple(_table(spec) for spec in raw["tables"]),
        identities=tuple(_identity(spec) for spec in raw["identities"]),
        carries=tuple(_carry(spec) for spec in raw["carries"]),
        said=said.build(raw["said"]),
    )


def _section(number: int, spec: dict[str, Any]) -> Section:
    return Section(number=number, **_tuples(spec))


def _table(spec: dict[str, Any]) -> Table:
    blocks = tuple(
        Block(
            rows=tuple(Row(**_tuples(row)) for row in block["rows"]),
            columns=tuple(Column(**_tuples(column) | {"kind": Kind(column["kind"])}) for column in block["columns"]),
            title=block["title"],
            stub=block["stub"],
            orientation=block["orientation"],
        )
        for block in spec["blocks"]
    )
    return Table(code=spec["code"], sheet=spec["sheet"], unit=spec["unit"], blocks=blocks)


def _identity(spec: dict[str, Any]) -> Identity:
    return Identity(**_tuples(spec) | {"left": _terms(spec["left"]), "right": _terms(spec["right"])})


def _carry(spec: dict[str, Any]) -> Carry:
    return Carry(**_tuples(spec) | {"source": _terms(spec["source"])})


def _terms(texts: list[str]) -> tuple[Term, ...]:
    return tuple(Term.parse(text) for text in texts)


def _tuples(spec: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in spec.items()}
