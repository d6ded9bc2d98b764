"""Runs a list of commands with a program, one after another, and writes down what came of each.

`play.py PROGRAM FOLDER`, the folder they run in; it has the commands in steps.json and gets results.json. For any Python, on
Linux as well as a Windows Python under Wine.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

SECONDS_A_STEP = 120
# Nothing of the environment it was built in may help the program along; Windows itself needs these.
KEPT = (
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "APPDATA",
    "LOCALAPPDATA",
    "USERPROFILE",
    "USERNAME",
    "COMSPEC",
    "WINEPREFIX",
)


def main():
    program, folder = sys.argv[1:3]
    os.chdir(folder)
    bare = {"PATH": "", "PYTHONPATH": "", "HOME": folder}
    given = {name: value for name, value in os.environ.items() if name.upper() in KEPT}
    found = [
        run([program, *words], given | bare) for words in json.loads(Path("steps.json").read_text(encoding="utf-8"))
    ]
    Path("results.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def run(words, env):
    began = time.perf_counter()
    try:
        ended = subprocess.run(words, env=env, stdin=subprocess.PIPE, capture_output=True, timeout=SECONDS_A_STEP)
    except subprocess.TimeoutExpired as error:
        return {"code": None, "out": text(error.stdout), "err": text(error.stderr), "seconds": SECONDS_A_STEP}
    taken = round(time.perf_counter() - began, 2)
    return {"code": ended.returncode, "out": text(ended.stdout), "err": text(ended.stderr), "seconds": taken}


def text(said):
    return (said or b"").decode("utf-8", "replace")


if __name__ == "__main__":
    main()
