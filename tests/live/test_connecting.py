"""An office that is still starting: it takes the call, and drops it or answers with something else, before it is ready."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import office

office.require()
pytestmark = pytest.mark.office

from nianbao.adapters.libreoffice import office as program  # noqa: E402
from nianbao.adapters.libreoffice.office import Office, connect  # noqa: E402
from nianbao.core.errors import CannotOpen  # noqa: E402

# The other end of a real connection. A word per call: what it answers to that one, the last word for all that follow.
_ANSWERING = """
import sys
import uno, unohelper
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.uno import RuntimeException

class Answers(unohelper.Base, XInstanceProvider):
    def __init__(self, ready):
        self.ready = ready

    def getInstance(self, name):
        if not self.ready:
            raise RuntimeException("still starting", None)
        return here

here = uno.getComponentContext()
make = lambda service: here.ServiceManager.createInstanceWithContext(service, here)
factory, kept = make("com.sun.star.bridge.BridgeFactory"), []
address, *words = sys.argv[1:]
while True:
    connection = make("com.sun.star.connection.Acceptor").accept(address)
    word = words.pop(0) if len(words) > 1 else words[0]
    if word == "drops":
        connection.close()
    else:
        kept.append(factory.createBridge("", "urp", connection, Answers(word == "ready")))
"""
Answering = Callable[..., str]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Starts such an end; its address."""
    started = []

    def start(*words: str) -> str:
        address = f"pipe,name=nianbao-test-{uuid.uuid4().hex[:12]}"
        started.append(subprocess.Popen([sys.executable, "-c", _ANSWERING, address, *words]))
        return address

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("word", ["drops", "refuses"])
def test_an_office_still_starting_is_asked_again(answering: Answering, word: str) -> None:
    """Twice in vain, then connected: the clerk sees nothing of it."""
    context = connect(answering(word, word, "ready"))
    assert context.ServiceManager.supportsService("com.sun.star.lang.ServiceManager")


@pytest.mark.parametrize("word", ["drops", "refuses"])
def test_an_office_that_never_gets_ready_is_told(answering: Answering, word: str) -> None:
    """A sentence with the remedy, and no endless wait."""
    address = answering(word)
    with pytest.raises(CannotOpen, match=r"连接不上 LibreOffice.*请关闭"):
        connect(address, timeout=2)


def test_an_office_that_never_answers_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Neither its process nor the profile made for it."""
    silent = tmp_path / "soffice.bin"
    silent.write_text("#!/bin/sh\nexec sleep 600\n")
    silent.chmod(0o700)
    monkeypatch.setenv("NIANBAO_SOFFICE", str(silent))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setattr(program, "connect", partial(connect, timeout=1))
    started: list[int] = []
    with pytest.raises(CannotOpen, match="连接不上"):
        Office(on_start=started.append)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
    assert not list(Path(tempfile.gettempdir()).iterdir())
