"""Signing with a certificate made here, on a real Windows program."""

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from installer import sign

PASSWORD = "口令 1"
needs_tool = pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="没有 osslsigncode：先运行 make setup")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A Windows program without a signature."""
    files = metadata.distribution("distlib").files or []
    launcher = next(file for file in files if file.name == "t64.exe")
    return Path(shutil.copy(str(launcher.locate()), tmp_path / "年报.exe"))


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for signing programs, and the environment that names it."""
    key, public, packed = tmp_path / "key.pem", tmp_path / "public.pem", tmp_path / "证书.pfx"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=nianbao test"]
    words += ["-addext", "extendedKeyUsage=codeSigning", "-keyout", str(key), "-out", str(public)]
    subprocess.run(["openssl", *words], check=True, capture_output=True)
    words = ["pkcs12", "-export", "-inkey", str(key), "-in", str(public), "-out", str(packed), "-passout"]
    subprocess.run(["openssl", *words, f"pass:{PASSWORD}"], check=True, capture_output=True)
    monkeypatch.setenv(sign.CERTIFICATE, str(packed))
    monkeypatch.setenv(sign.PASSWORD, PASSWORD)
    return packed


@needs_tool
def test_sign_with_a_certificate_signs_in_place(program: Path, certificate: Path) -> None:
    """The same program with a signature at its end that holds."""
    before = program.read_bytes()

    assert sign.sign([program])

    after = program.read_bytes()
    assert sign.has_signature(after)
    assert not sign.has_signature(before)
    assert len(after) > len(before)
    assert [file.name for file in program.parent.iterdir() if file.suffix == ".exe"] == [program.name]


@needs_tool
def test_sign_with_a_wrong_password_changes_nothing(
    program: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool's words are passed on, the password is not."""
    before = program.read_bytes()
    monkeypatch.setenv(sign.PASSWORD, "不对")

    with pytest.raises(sign.NotSigned) as refused:
        sign.sign([program])

    assert program.read_bytes() == before
    assert "不对" not in str(refused.value)


@needs_tool
def test_sign_takes_no_damaged_program(program: Path, certificate: Path) -> None:
    """What is no program cannot be signed, and it is said."""
    program.write_bytes(b"MZ" + bytes(100))
    with pytest.raises(sign.NotSigned):
        sign.sign([program])


def test_sign_without_a_certificate_does_nothing_and_says_so(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build without one succeeds all the same."""
    monkeypatch.delenv(sign.CERTIFICATE, raising=False)
    before = program.read_bytes()

    said = subprocess.run(
        [sys.executable, "-m", "installer.sign", str(program)], capture_output=True, encoding="utf-8", check=True
    )

    assert said.stdout == "没有给出证书（环境变量 NIANBAO_CERT），没有签名。\n"
    assert program.read_bytes() == before


@needs_tool
def test_sign_leaves_signed_programs_of_a_folder_alone(program: Path, certificate: Path) -> None:
    """Python's own programs keep the signature of those who made them."""
    signed = Path(shutil.copy(program, program.with_name("python.exe")))
    sign.sign([signed])

    assert sign.unsigned(program.parent) == [program]
