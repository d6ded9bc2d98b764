"""A client of the resident program, for a real Windows Python under Wine: does what the add-in does, writes what it saw.

`client.py WORKBOOK RESULT [PROGRAM RESIDENT]`: a report's workbook to check, the JSON file to write; the shipped nianbao.exe
and the name of what then answers, without which the product runs from its sources.
"""

import atexit
import collections
import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pythoncom
import pywintypes
import win32com.client
import win32con
import win32gui

sys.path.insert(0, str(Path(__file__).parent))
import fake_excel

PROG_ID = "Nianbao.Server"
TIMES = 200
PATIENCE = 60
SOURCES = [sys.executable, "-m", "nianbao"]
# How the product is called, and the name its resident program goes by.
product, resident = SOURCES, "pythonw.exe"


def running():
    """How many resident programs there are."""
    said = subprocess.run(["tasklist"], capture_output=True, check=False).stdout.decode(errors="replace")
    return said.lower().count(resident)


def timed(call, *arguments):
    """The median of one call, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call(*arguments)
        taken.append((time.perf_counter() - began) * 1000)
    return round(median(taken), 2)


def seconds(call, *arguments):
    """What a call gives, and how long it took."""
    began = time.perf_counter()
    return call(*arguments), round(time.perf_counter() - began, 2)


def connect():
    """The server, started if need be."""
    return win32com.client.Dispatch(PROG_ID, clsctx=pythoncom.CLSCTX_LOCAL_SERVER)


def registered(found):
    """Register by the product's own command, for the user, and where that is not heeded for the machine."""
    for where in ([], ["--machine"]):
        subprocess.run([*product, "serve", "--register", *where], check=True)
        try:
            pywintypes.IID(PROG_ID)
        except pywintypes.com_error:
            continue
        found["registered_for"] = "machine" if where else "user"
        return


def short_calls(server, found):
    """What comes back, and how fast."""
    block = [[1.0, 2.0], [None, 4.0]]
    found["ping_ms"] = timed(server.Ping)
    found["command_ms"] = timed(server.RunCommand, "nothing", "", None)
    found["function_ms"] = timed(server.CallUdf, "NB_TOTAL", [block])
    found["unknown"] = server.RunCommand("nothing", "", None)
    found["total"] = server.CallUdf("NB_TOTAL", [block])
    found["total_text"] = server.CallUdf("NB_TOTAL", [[["十二", 1.0]]])
    found["spilled"] = server.CallUdf("NB_HELP", [])
    found["stop"] = server.Stop()


def on_a_workbook(server, found, path):
    """校验 on an open report, then on a workbook that is none, at a busy Excel."""
    book = fake_excel.Book(path)
    found["check"], found["check_seconds"] = seconds(server.RunCommand, "check", "", fake_excel.shared(book))
    found["check_calls"] = fake_excel.Counter.calls
    found["check_lines"] = book.Application.lines
    found["check_list"] = [str(value) for value in book.Worksheets.Item("校验结果").values.values() if value]
    found["check_front"] = getattr(book, "active", None)
    empty = fake_excel.Book(path)
    empty.Worksheets, empty.Names = fake_excel.Many([]), fake_excel.Names([])
    fake_excel.Counter.refusals = 6
    found["busy_a_while"], found["busy_a_while_seconds"] = seconds(
        server.RunCommand, "check", "", fake_excel.shared(empty)
    )
    fake_excel.Counter.refusals = 1_000_000
    found["busy_for_ever"], found["busy_for_ever_seconds"] = seconds(
        server.RunCommand, "check", "", fake_excel.shared(empty)
    )
    fake_excel.Counter.refusals = 0


def long_command(server, found):
    """新建 without a workbook: it asks for a name, in a thread of its own; meanwhile the server answers, and a click waits."""
    app = fake_excel.Application()

    def answer(*asked):
        found["asked"] = [str(each) for each in asked]
        found["meanwhile"] = [server.Ping(), server.RunCommand("check", "", None)]
        return False

    app.InputBox = answer
    found["long"], found["long_seconds"] = seconds(server.RunCommand, "new", "", fake_excel.shared(app))
    ends = time.monotonic() + PATIENCE
    while not app.lines and time.monotonic() < ends:
        pythoncom.PumpWaitingMessages()
        time.sleep(0.02)
    found["long_lines"] = app.lines
    while "正在运行" in str(server.RunCommand("nothing", "", None)[1]) and time.monotonic() < ends:
        time.sleep(0.02)
    del app.InputBox


def fallback(found):
    """`nianbao run` where no Excel has the workbook: its box is read and closed."""
    program = subprocess.Popen([*product, "run", "check", "", "没有.xlsx"])
    ends = time.monotonic() + PATIENCE
    while program.poll() is None and time.monotonic() < ends:
        window = win32gui.FindWindow("#32770", "公开年报")
        if window:
            win32gui.EnumChildWindows(
                window, lambda each, texts: texts.append(win32gui.GetWindowText(each)), found["box"]
            )
            win32gui.PostMessage(window, win32con.WM_COMMAND, win32con.IDOK, 0)
        time.sleep(0.2)
    found["fallback_code"] = program.poll()
    program.kill()


def leaves_excel_alone(found):
    """What xlwings would do at the end of our program: list the Excels that run, and kill them."""
    import xlwings  # noqa: F401  it registers what must not run

    from nianbao import cli

    cli.main(["--version"])
    started = []
    sys.addaudithook(lambda event, given: started.append(str(given[1])) if event == "subprocess.Popen" else None)
    atexit._run_exitfuncs()
    found["started_at_exit"] = started


def main(workbook, result):
    """All of it, in the order in which a clerk would."""
    found = collections.defaultdict(list)
    registered(found)
    server, found["cold_seconds"] = seconds(connect)
    found["ping"] = server.Ping()
    found["running"] = running()
    # Meanwhile it warms up.
    time.sleep(5)
    second, found["second_seconds"] = seconds(connect)
    found["second_running"] = running()
    del second
    for step in (short_calls, long_command):
        step(server, found)
    on_a_workbook(server, found, workbook)
    del server
    gc.collect()
    began = time.monotonic()
    while running() and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    found["gone_seconds"] = round(time.monotonic() - began, 1)
    found["running_after"] = running()
    fallback(found)
    subprocess.run([*product, "serve", "--unregister", "--machine"], check=True)
    try:
        found["after_unregister"] = str(pywintypes.IID(PROG_ID))
    except pywintypes.com_error:
        found["after_unregister"] = None
    log = Path(os.environ["LOCALAPPDATA"]) / "nianbao" / "nianbao.log"
    found["log"] = log.read_text(encoding="utf-8") if log.is_file() else ""
    leaves_excel_alone(found)
    Path(result).write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[3:]:
        product, resident = [sys.argv[3]], sys.argv[4]
    main(*sys.argv[1:3])
