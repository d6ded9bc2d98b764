"""`rules`: every rule with its code, level, sentence, ground and remedy."""

from argparse import ArgumentParser, Namespace

from nianbao.commands import console
from nianbao.forms import load
from nianbao.rules import catalogue


def configure(parser: ArgumentParser) -> None:
    """The arguments of `rules`."""
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Show the rules."""
    listed = catalogue.rules(load.catalogue())
    if arguments.json:
        console.show_json([rule.as_dict() for rule in listed])
        return 0
    rows = [(rule.code, rule.identity, rule.level.label, rule.sentence, rule.remedy) for rule in listed]
    console.show(console.table(("编号", "对应", "级别", "规则", "怎么改"), rows))
    return 0
