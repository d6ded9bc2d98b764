"""A review as one self-contained web page, for the screen and for print."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from nianbao.adapters.review import Reviewed

_TEMPLATE = Path(__file__).parent / "review_template.html.j2"


def write(reviewed: Sequence[Reviewed], checked_at: str) -> bytes:
    """The page as UTF-8; `checked_at` is the moment of the check for people."""
    return _template().render(files=reviewed, checked_at=checked_at).encode("utf-8")


@cache
def _template() -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
