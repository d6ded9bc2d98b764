"""How much of a click and of a cell's function is ours: the resident program's answers, without COM.

`python benchmarks/serve.py`. What COM adds is measured by `make test-windows`, under Wine.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from udfs.jobs import Idle, Jobs
from udfs.server import Place, Server

TIMES = 200
FUNCTIONS_SECONDS = 0.5
COMMAND_MS = 5.0


class NoOffice:
    """Nobody's spreadsheet program."""

    def here(self, clicked: Any, is_stopped: Callable[[], bool]) -> Place:
        """No workbook and no host: the command asked for below needs neither."""
        return Place(None, None)  # type: ignore[arg-type]


def milliseconds(call: Callable[..., object], *arguments: object) -> list[float]:
    """How long each of many calls took."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call(*arguments)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    """Print the figures beside their targets."""
    server = Server(NoOffice(), Jobs(), Idle(3600))  # type: ignore[arg-type]
    block = [[float(row + column) for column in range(7)] for row in range(24)]
    server.run("next", "", None)
    server.call("NB_TOTAL", [block])
    ping, command = milliseconds(server.ping), milliseconds(server.run, "next", "", None)
    functions = milliseconds(server.call, "NB_TOTAL", [block])
    print(f"应答 Ping             {median(ping):8.3f} 毫秒")
    print(f"应答一个命令（不做事）{median(command):8.3f} 毫秒　目标连同 COM 不超过 {COMMAND_MS:g} 毫秒")
    print(f"{TIMES} 次 NB_TOTAL（168 格）{sum(functions) / 1000:6.3f} 秒　目标连同 COM 不超过 {FUNCTIONS_SECONDS:g} 秒")


if __name__ == "__main__":
    main()
