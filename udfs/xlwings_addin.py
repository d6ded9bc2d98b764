"""The functions for xlwings' own add-in, for users who have Python: name `udfs.xlwings_addin` as its UDF module."""

from udfs import dispatch
from udfs.functions import FUNCTIONS
from udfs.registry import Argument, Result, for_xlwings


def _answer(name: str, arguments: list[Argument]) -> Result:
    return dispatch.call(name, arguments).message


# xlwings imports every function it finds among the module's names.
globals().update({name: for_xlwings(function, _answer) for name, function in FUNCTIONS.items()})
