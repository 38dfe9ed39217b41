"""A Debian file system made of packages alone: no registry, no rights, nothing unpacked here."""

import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from odcv_desk.domain.errors import SandboxError

ELSEWHERE = (
    "Let the engine reach a registry once (docker pull debian:bookworm-slim), "
    "or make it on Debian or Ubuntu."
)
_MERGED = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_FOLDERS = {
    "dev": 0o755,
    "proc": 0o555,
    "sys": 0o555,
    "run": 0o755,
    "tmp": 0o1777,
    "root": 0o700,
    "home": 0o755,
    "srv": 0o755,
    "opt": 0o755,
    "mnt": 0o755,
    "var/tmp": 0o1777,
}  # fmt: skip - a table
_UNWANTED = (
    "usr/share/doc/",
    "usr/share/info/",
    "usr/share/lintian/",
    "usr/share/locale/",
    "usr/share/man/",
    "usr/share/bug/",
    "usr/lib/python3.11/test/",
    "usr/lib/python3.11/idlelib/",
)  # fmt: skip - a table
_LOOK_EVERY_S = 0.1

Waiting = Callable[[], None]
"""Called now and then while something else works; may raise Cancelled."""


def fetch_packages(names: Sequence[str], folder: Path, *, waiting: Waiting) -> list[Path]:
    """Download packages and all that they need, verified by apt; return the files.

    Raises:
        SandboxError: This is no Debian, or its archive cannot be reached.
        Cancelled: `waiting` said so.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SandboxError(
            "This machine has no apt-get to fetch Debian packages with.",
            hint=ELSEWHERE,
        )
    for part in ("cache/archives/partial", "state/lists/partial"):
        (folder / part).mkdir(parents=True)
    (folder / "status").touch()
    wanted = ("install", "-y", "--download-only", "--no-install-recommends", *names)
    # The lists of this machine do where they are there and fresh; own ones need no rights.
    own = ("-o", f"Dir::State::lists={folder}/state/lists")
    if _apt(folder, wanted, waiting=waiting):
        said = _apt(folder, (*own, "update"), waiting=waiting)
        said = said or _apt(folder, (*own, *wanted), waiting=waiting)
        if said:
            raise SandboxError(f"apt-get cannot fetch packages: {said}", hint=ELSEWHERE)
    return sorted((folder / "cache/archives").glob("*.deb"))


def file_system(packages: Sequence[Path], target: Path, *, waiting: Waiting) -> None:
    """Write the contents of packages into one tar file, owners and modes as they are in them."""
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as whole:
        seen: set[str] = set()
        for name, mode in _FOLDERS.items():
            _add_folder(whole, name, mode=mode)
            seen.add(name)
        for name in _MERGED:
            _add_link(whole, name, target=f"usr/{name}")
            _add_folder(whole, f"usr/{name}", mode=0o755)
            seen |= {name, f"usr/{name}"}
        for package in packages:
            waiting()
            _add_package(whole, package, seen)


def _apt(folder: Path, arguments: Sequence[str], *, waiting: Waiting) -> str:
    """Run apt-get on a system of which nothing is installed; return what went wrong."""
    options = {
        "Dir::State::status": f"{folder}/status",
        "Dir::Cache": f"{folder}/cache",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "",
        "Acquire::http::Timeout": "15",
    }
    command = ["apt-get", "-qq"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    log = folder / "apt.log"
    with log.open("wb") as said:
        running = subprocess.Popen([*command, *arguments], stdout=said, stderr=said)  # noqa: S603 - no word of it is foreign
        try:
            while running.poll() is None:
                waiting()
                time.sleep(_LOOK_EVERY_S)
        finally:
            running.kill()
            running.wait()
    if running.returncode == 0:
        return ""
    return (log.read_text("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]


def _add_package(whole: tarfile.TarFile, package: Path, seen: set[str]) -> None:
    unpack = subprocess.Popen(  # noqa: S603 - a package that apt has verified
        ["dpkg-deb", "--fsys-tarfile", str(package)],  # noqa: S607 - found by the person's PATH
        stdout=subprocess.PIPE,
    )
    with unpack, tarfile.open(fileobj=unpack.stdout, mode="r|") as members:
        for member in members:
            member.name = _merged(member.name)
            if member.islnk():
                member.linkname = _merged(member.linkname)
            if not member.name or member.name in seen or member.name.startswith(_UNWANTED):
                continue
            seen.add(member.name)
            whole.addfile(member, members.extractfile(member) if member.isreg() else None)
    if unpack.returncode:
        raise SandboxError(f"{package.name} cannot be unpacked.", hint="Try again.")


def _merged(name: str) -> str:
    """The place of a file where /bin, /lib and their like are links into /usr."""
    name = name.removeprefix("./").strip("/")
    name = "" if name == "." else name
    return f"usr/{name}" if name.split("/")[0] in _MERGED and "/" in name else name


def _add_folder(whole: tarfile.TarFile, name: str, *, mode: int) -> None:
    folder = tarfile.TarInfo(name)
    folder.type, folder.mode = tarfile.DIRTYPE, mode
    whole.addfile(folder)


def _add_link(whole: tarfile.TarFile, name: str, *, target: str) -> None:
    link = tarfile.TarInfo(name)
    link.type, link.linkname = tarfile.SYMTYPE, target
    whole.addfile(link)
