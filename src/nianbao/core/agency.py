"""Whether two spellings name the same unit: 示例县青石镇人民政府, 青石镇人民政府 and 青石镇 do."""

from functools import lru_cache

from nianbao.core.numbers import folded

_ENDINGS = ("人民政府", "政府", "办事处", "委员会")


# The units of one county are asked about again and again.
@lru_cache(maxsize=8192)
def key(name: str, parent: str = "") -> str:
    """What is left of a unit's name when its parent and its title are taken off."""
    short = folded(name)
    above = folded(parent).removesuffix("人民政府").removesuffix("政府")
    if above and short != above and short.startswith(above):
        short = short.removeprefix(above).removeprefix("人民政府")
    for ending in _ENDINGS:
        if short.endswith(ending) and len(short) > len(ending) + 1:
            return short.removesuffix(ending)
    return short


def is_same(one: str, other: str, parent: str = "") -> bool:
    """Whether two names are those of one unit."""
    return key(one, parent) == key(other, parent)
