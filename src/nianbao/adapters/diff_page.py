"""Two reports side by side as one self-contained web page, for the screen and for print."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from nianbao.adapters import diff_lines
from nianbao.core.difference import Differences

_TEMPLATE = Path(__file__).parent / "diff_template.html.j2"


def write(differences: Differences, compared_at: str) -> bytes:
    """The page as UTF-8; `compared_at` is the moment of the comparison for people."""
    return _template().render(found=differences, compared_at=compared_at).encode("utf-8")


@cache
def _template() -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.globals["lines"] = diff_lines
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
