"""Hands and eyes before the window, for a real Windows Python under Wine: finds boxes by title, reads them, clicks in them.

`window_client.py SCRIPT RESULT`: a JSON file that says what to start and what to click, and the one to write what was seen.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import win32con
import win32gui

TITLE = "公开年报"
PATIENCE = 60
_CLICK = 0xF5
_START = "import sys; sys.argv[0] = 'nianbaow.exe'; from nianbao.window.start import main; sys.exit(main())"


def boxes():
    """The visible windows with a title. The launcher of one form is not the process that has them."""
    found = []

    def look(window, _):
        if win32gui.IsWindowVisible(window) and win32gui.GetWindowText(window):
            found.append(window)

    win32gui.EnumWindows(look, None)
    return found


def texts(window):
    """What is on a window, with the kind of each part, what is shown only."""
    parts = []

    def look(part, _):
        if win32gui.IsWindowVisible(part) and win32gui.GetWindowText(part):
            parts.append([win32gui.GetClassName(part), win32gui.GetWindowText(part), part])

    win32gui.EnumChildWindows(window, look, None)
    return parts


def field(window):
    """Where a line can be typed."""
    found = []

    def look(part, _):
        if win32gui.IsWindowVisible(part) and win32gui.GetClassName(part) == "Edit":
            found.append(part)

    win32gui.EnumChildWindows(window, look, None)
    return found[0]


def button(window, starts):
    """The button whose text begins so, or the line of links with one called so."""
    for kind, text, part in texts(window):
        if kind == "Button" and text.startswith(starts):
            return part
        if kind == "SysLink" and f">{starts}<" in text:
            return part
    return None


def cut_off(window):
    """The parts that reach over the window's edge."""
    _, _, right, bottom = win32gui.GetClientRect(window)
    edge = win32gui.ClientToScreen(window, (right, bottom))
    rects = [(text, win32gui.GetWindowRect(part)) for _, text, part in texts(window)]
    return [text for text, rect in rects if rect[2] > edge[0] or rect[3] > edge[1]]


def until(process, wanted):
    """What is found, as soon as it is; None when the program has ended or too much time has passed."""
    ends = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ends:
        for window in boxes():
            if (found := wanted(window)) is not None:
                return window, found
        time.sleep(0.1)
    return None, None


def clicked(process, step):
    """Wait for a button, note what its window shows, answer; what was seen meanwhile of the window of the work too."""
    worked = []

    def wanted(window):
        is_meant = win32gui.GetWindowText(window) == step.get("title", TITLE)
        if (part := button(window, step["button"]) if is_meant else None) is None:
            worked.extend(text for _, text, _ in texts(window) if text not in worked)
        return part

    window, part = until(process, wanted)
    if window is None:
        return {"missing": step["button"], "shown": [[t for _, t, _ in texts(each)] for each in boxes()]}
    time.sleep(0.3)
    seen = {
        "texts": [text for _, text, _ in texts(window)],
        "kinds": sorted({kind for kind, _, _ in texts(window)}),
        "cut_off": cut_off(window),
        "worked": worked,
    }
    if step.get("type") is not None:
        win32gui.SendMessage(field(window), win32con.WM_SETTEXT, 0, step["type"])
    if "at" in step:
        left_click(part, step["at"])
    else:
        win32gui.PostMessage(part, _CLICK, 0, 0)
    if step.get("stays"):
        time.sleep(1)
    else:
        gone(window)
    return seen


def left_click(part, at):
    """The mouse in a part, so far from its left edge of its whole width."""
    _, _, width, height = win32gui.GetClientRect(part)
    place = (height // 2) << 16 | int(width * at)
    win32gui.PostMessage(part, win32con.WM_LBUTTONDOWN, win32con.MK_LBUTTON, place)
    win32gui.PostMessage(part, win32con.WM_LBUTTONUP, 0, place)


def gone(window):
    """Wait until a window has been closed, so that the next is not mistaken for it."""
    ends = time.monotonic() + PATIENCE
    while win32gui.IsWindow(window) and win32gui.IsWindowVisible(window) and time.monotonic() < ends:
        time.sleep(0.1)


def main(script, result):
    """Start the program and do what the script says, one click after the other, then close what is left."""
    told = json.loads(Path(script).read_text(encoding="utf-8"))
    began = time.monotonic()
    program = [told["program"]] if "program" in told else [sys.executable, "-X", "utf8", "-c", _START]
    process = subprocess.Popen([*program, *told["files"]])
    steps = []
    for step in told["steps"]:
        steps.append(clicked(process, step))
        if "missing" in steps[-1]:
            break
    seen = {"steps": steps, "seconds": round(time.monotonic() - began, 1)}
    ends = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ends:
        for window in boxes():
            win32gui.PostMessage(window, win32con.WM_CLOSE, 0, 0)
        time.sleep(0.3)
    seen["code"] = process.poll()
    process.kill()
    Path(result).write_text(json.dumps(seen, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
