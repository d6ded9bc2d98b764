"""A client of the installed program, for a real Windows Python under Wine: what Excel's add-in gets from it.

`installed_client.py WORKBOOK RESULT`: a report's workbook to check, and the JSON file to write.
"""

import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pythoncom
import win32com.client

sys.path.insert(0, str(Path(__file__).parent))
import fake_excel

TIMES, PATIENCE = 50, 90


def running():
    """How many resident programs there are."""
    said = subprocess.run(["tasklist"], capture_output=True, check=False).stdout.decode(errors="replace")
    return said.lower().count("nianbaow.exe")


def milliseconds(call, *arguments):
    """The median of one call."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call(*arguments)
        taken.append((time.perf_counter() - began) * 1000)
    return round(median(taken), 2)


def main(workbook, result):
    """Connect, ask, let go."""
    found = {"before": running()}
    began = time.perf_counter()
    server = win32com.client.Dispatch("Nianbao.Server", clsctx=pythoncom.CLSCTX_LOCAL_SERVER)
    found["cold_seconds"] = round(time.perf_counter() - began, 1)
    found["ping"], found["running"] = server.Ping(), running()
    found["total"] = server.CallUdf("NB_TOTAL", [[[1.0, 2.0], [None, 4.0]]])
    book = fake_excel.Book(workbook)
    found["check"] = server.RunCommand("check", "", fake_excel.shared(book))
    found["ping_ms"] = milliseconds(server.Ping)
    del server, book
    gc.collect()
    ends = time.monotonic() + PATIENCE
    while running() and time.monotonic() < ends:
        time.sleep(0.2)
    found["after"] = running()
    Path(result).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
