"""Both spellings of every address of a form, made once: t3_3.3.2_natural and 表三·三（三）2·自然人."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nianbao.adapters.listing import spelled
from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.form import Form
from nianbao.core.numbers import folded
from nianbao.forms import load
from udfs.registry import NotThere

HEADS = ("head_agency", "head_year", "head_level")
# Dots that are typed for the one between the parts of an address.
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))


@dataclass(frozen=True, slots=True)
class Labels:
    """`spelled` gives the Chinese of an address, `addresses` the address of either spelling, folded, `cells` its cell."""

    spelled: Mapping[str, str]
    addresses: Mapping[str, str]
    cells: Mapping[str, Cell]


@cache
def of(form: Form) -> Labels:
    """The addresses of a form: cells, texts and head."""
    names = {address: spelled(address, form) for address in (*HEADS, *form.text_addresses())}
    cells = {str(cell): cell for cell in form.cells}
    names |= {address: form.spell(cell) for address, cell in cells.items()}
    found = {_key(each): address for address, name in names.items() for each in (address, name)}
    return Labels(names, found, cells)


def _key(text: str) -> str:
    return folded(text.translate(_DOTS)).lower()


def find(form: Form, text: str) -> str:
    """The address of either spelling.

    Raises: UnknownAddress; NotThere when only another form has it.
    """
    known = of(form).addresses
    # Most are spelled as they should be.
    found = known.get(text) or known.get(_key(text))
    if found is not None:
        return found
    key = _key(text)
    for other in load.catalogue():
        if key in of(other).addresses:
            raise NotThere(f"{form.title}没有「{text}」这一项。")
    raise UnknownAddress(text)


def cell(form: Form, text: str) -> Cell:
    """The value cell of either spelling.

    Raises: UnknownAddress, also for a text; NotThere.
    """
    found = of(form).cells.get(find(form, text))
    if found is None:
        raise UnknownAddress(text)
    return found


def any_form(text: str) -> tuple[Form, str]:
    """The newest form that has an address of either spelling, and the address.

    Raises: UnknownAddress.
    """
    key = _key(text)
    for form in reversed(load.catalogue()):
        if (address := of(form).addresses.get(key)) is not None:
            return form, address
    raise UnknownAddress(text)
