"""Signs programs with the certificate that the environment names; without one nothing happens, and it is said.

NIANBAO_CERT is a .pfx or .p12 file and NIANBAO_CERT_PASSWORD its password; NIANBAO_TIMESTAMP, if given, a time-stamp
server, without which a signature ends with its certificate. `python -m installer.sign FILE…` signs and verifies.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nianbao import __doc__ as description

CERTIFICATE, PASSWORD, TIMESTAMP = "NIANBAO_CERT", "NIANBAO_CERT_PASSWORD", "NIANBAO_TIMESTAMP"
PROGRAMS = {".exe", ".dll", ".pyd"}
_OSSL, _SIGNTOOL = "osslsigncode", "signtool"


class NotSigned(Exception):
    """A certificate was given, but signing or verifying did not succeed; in the tool's words."""


def is_wanted() -> bool:
    """Whether a certificate is given."""
    return bool(os.environ.get(CERTIFICATE))


def sign(files: Sequence[Path]) -> bool:
    """Sign programs in place and verify each; whether there was a certificate to do it with.

    Raises: NotSigned.
    """
    if not is_wanted():
        return False
    certificate = Path(os.environ[CERTIFICATE])
    if not certificate.is_file():
        raise NotSigned(f"没有 {CERTIFICATE} 所指的证书文件")
    by = _signtool if sys.platform == "win32" else _osslsigncode
    for file in files:
        by(file, certificate)
    return True


def unsigned(folder: Path) -> list[Path]:
    """The programs of a folder that nobody has signed yet: those of Python's and Microsoft's keep their signatures."""
    programs = sorted(file for file in folder.rglob("*") if file.suffix.lower() in PROGRAMS)
    return [file for file in programs if not has_signature(file.read_bytes())]


def has_signature(program: bytes) -> bool:
    """Whether a Windows program carries a signature: the fifth entry of its table of parts says where."""
    header = int.from_bytes(program[0x3C:0x40], "little")
    if program[:2] != b"MZ" or program[header : header + 4] != b"PE\0\0":
        return False
    is_wide = int.from_bytes(program[header + 24 : header + 26], "little") == 0x20B
    entry = header + 24 + (112 if is_wide else 96) + 4 * 8
    return any(program[entry : entry + 8])


def _osslsigncode(file: Path, certificate: Path) -> None:
    """On Linux. The password goes by a file nobody else can read, not by the command line, which everybody can."""
    with _password_file() as password, tempfile.TemporaryDirectory(dir=file.parent) as folder:
        made = Path(folder) / file.name
        words = ["sign", "-pkcs12", certificate, "-readpass", password, "-h", "sha256", "-n", description]
        words += ["-ts", os.environ[TIMESTAMP]] if os.environ.get(TIMESTAMP) else []
        _run(_OSSL, *words, "-in", file, "-out", made)
        # The chain is for Windows to judge, which knows the roots; here it is checked that the file is what was signed.
        lenient = ["-ignore-timestamp"] if os.environ.get(TIMESTAMP) else []
        _run(_OSSL, "verify", *lenient, "-CAfile", _own_chain(certificate, password, Path(folder)), "-in", made)
        shutil.copymode(file, made)
        made.replace(file)


def _own_chain(certificate: Path, password: Path, folder: Path) -> Path:
    chain = folder / "chain.pem"
    _run("openssl", "pkcs12", "-in", certificate, "-passin", f"file:{password}", "-nokeys", "-out", chain)
    return chain


@contextmanager
def _password_file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "password"
        file.touch(mode=0o600)
        file.write_text(os.environ.get(PASSWORD, ""), encoding="utf-8")
        yield file


def _signtool(file: Path, certificate: Path) -> None:
    """On Windows, by Microsoft's own tool."""
    words = ["sign", "/q", "/fd", "sha256", "/f", certificate, "/p", os.environ.get(PASSWORD, ""), "/d", description]
    words += ["/td", "sha256", "/tr", os.environ[TIMESTAMP]] if os.environ.get(TIMESTAMP) else []
    _run(_SIGNTOOL, *words, file)
    _run(_SIGNTOOL, "verify", "/q", "/pa", file)


def _run(*words: object) -> None:
    if shutil.which(str(words[0])) is None:
        raise NotSigned(f"给了证书，但没有装 {words[0]}")
    run = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if run.returncode:
        raise NotSigned(f"{words[0]} {words[1]}：{(run.stdout + run.stderr).strip()}")


def main() -> int:
    """Sign the files named, and what is not signed yet in the folders named."""
    parser = argparse.ArgumentParser(prog="python -m installer.sign", description="给程序和安装程序签名")
    parser.add_argument("paths", nargs="+", type=Path, help="程序文件；写文件夹则是其中还没有签名的")
    paths: list[Path] = parser.parse_args().paths
    files = [file for path in paths for file in (unsigned(path) if path.is_dir() else [path])]
    try:
        done = sign(files)
    except NotSigned as error:
        print(f"没有签名：{error}。", file=sys.stderr)
        return 1
    print(f"已签名 {len(files)} 个文件。" if done else f"没有给出证书（环境变量 {CERTIFICATE}），没有签名。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
