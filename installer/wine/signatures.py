"""Checks that every Windows program in a folder is unchanged since the Python Software Foundation or Microsoft signed it.

Run by provision.py in an environment of its own: `python signatures.py FOLDER`.
"""

import re
import sys
from pathlib import Path

PROGRAMS = {".exe", ".dll", ".pyd"}
SIGNERS = {"Python Software Foundation", "Microsoft Corporation"}


def _with_present_openssl() -> None:
    """Let oscrypto know the version of an OpenSSL such as 3.0.16: it expects one digit in each place."""
    search = re.search

    def tolerant(pattern, string, *rest):  # type: ignore[no-untyped-def]
        if isinstance(pattern, str):
            pattern = pattern.replace(r"\d\.\d\.\d", r"\d+\.\d+\.\d+")
        return search(pattern, string, *rest)

    re.search = tolerant
    try:
        import oscrypto.asymmetric  # noqa: F401
    finally:
        re.search = search


def unsigned(folder: Path) -> list[str]:
    """The programs whose signature does not hold, or is somebody else's, and why."""
    from signify.authenticode import AuthenticodeFile

    found = []
    for program in sorted(each for each in folder.rglob("*") if each.suffix.lower() in PROGRAMS):
        with program.open("rb") as stream:
            signed = AuthenticodeFile.from_stream(stream)
            result, _ = signed.explain_verify()
            names = {name for signature in signed.signatures for name in _signers(signature)}
        if result.name != "OK" or not names & SIGNERS:
            found.append(f"{program.name}: {result.name} {sorted(names)}")
    return found


def _signers(signature) -> list[str]:  # type: ignore[no-untyped-def]
    number = signature.signer_info.serial_number
    subjects = [each.subject for each in signature.certificates if each.serial_number == number]
    return [value for subject in subjects for kind, value in subject.rdns if kind == "O"]


if __name__ == "__main__":
    _with_present_openssl()
    broken = unsigned(Path(sys.argv[1]))
    print("\n".join(broken))
    sys.exit(bool(broken))
