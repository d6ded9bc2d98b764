"""The resident Python behind a Calc's toolbar and functions: `python -m udfs.calc_worker ADDRESS FOLDER`.

A request is a line of JSON on standard input: {"call": NAME, "arguments": […]} is answered by [STATUS, VALUE],
{"run": TAG, "argument": TEXT} by what the clerk then sees. It ends with its standard input, that is with the office.
"""

import importlib.util
import json
import math
import os
import sys
from collections.abc import Iterable
from typing import IO, Any

from udfs.dispatch import call
from udfs.registry import Result

# What Excel hands over for an error value, and the functions know.
_ERROR_CODE = -2_146_826_273


def main() -> None:
    """Serve the office behind the address until it ends."""
    address, folder = sys.argv[1:3]
    if importlib.util.find_spec("uno") is None:
        # At the end, so that nothing else there stands in for what is ours.
        sys.path.append(folder)
    # What some library may print must not get among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    serve(sys.stdin, answers, address)
    # A command that still runs has lost its office.
    os._exit(0)


def serve(requests: Iterable[str], answers: IO[str], address: str) -> None:
    """Answer each line of requests; clicks run aside, so that cells never wait for them."""
    from udfs.calc_clicks import Clicks

    clicks = Clicks(address)
    for line in requests:
        request = json.loads(line)
        if "run" in request:
            clicks.take(request["run"], request["argument"])
        else:
            answers.write(json.dumps(_answer(request["call"], request["arguments"])) + "\n")
            answers.flush()


def _answer(name: str, arguments: list[Any]) -> list[Result]:
    return call(name, [_given(each) for each in arguments]).as_list()


def _given(value: Any) -> Any:
    """A value as functions take it: Calc hands an error value over as no number."""
    if isinstance(value, list):
        return [_given(each) for each in value]
    return _ERROR_CODE if isinstance(value, float) and math.isnan(value) else value


if __name__ == "__main__":
    main()
