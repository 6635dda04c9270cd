"""Cuts the fonts of the site into web/assets, and writes fonts.css: .venv/bin/python -m scripts.fonts

Needs npm and the network. The same packages and the same fontTools and brotli (uv.lock) make the same bytes.
"""

import hashlib
import io
import subprocess
import tarfile
import tempfile
from base64 import b64encode
from pathlib import Path

from fontTools.ttLib import TTFont

from scripts.fonts.cuts import FACES, PACKAGES, VERSION
from scripts.fonts.cutting import COPYRIGHT, cut
from scripts.fonts.stylesheet import HEAD, write_face, write_fallbacks

ROOT = Path(__file__).parents[2]
ASSETS, LICENCES = ROOT / "web/assets", ROOT / "web/licences"


def cut_all(sources: Path) -> None:
    """Write the files of all faces and their rules. `sources` is the folder of the downloaded fonts."""
    rules: list[str] = []
    by_family: dict[str, TTFont] = {}
    for face in FACES:
        for part, (subset, letters) in face.parts.items():
            file = f"{face.name}-{part}.woff2"
            content = cut(sources / f"{face.source.format(subset)}.woff2", face, letters)
            (ASSETS / file).write_bytes(content)
            font = by_family[face.family] = TTFont(io.BytesIO(content))
            rules.append(write_face(face, file, font))
            print(f"{len(content):6} {file}")
    (ASSETS / "fonts.css").write_text("".join([HEAD, *rules, *write_fallbacks(by_family)]))


def download(package: str, folder: Path) -> None:
    """Unpack a package of npm below the folder. Raises ValueError if its content is not that of PACKAGES."""
    name = f"@fontsource-variable/{package}@{VERSION}"
    done = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / done.stdout.strip()
    if b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != PACKAGES[package]:
        raise ValueError(f"{name} has another content than before")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")


def write_licence(package: str, sources: Path) -> None:
    """The licence of a package, with the notice of copyright that its fonts have in place of the packager's."""
    font = TTFont(sources / f"files/{package}-latin-wght-normal.woff2")
    notice = font["name"].getDebugName(COPYRIGHT)
    licence = (sources / "LICENSE").read_text().partition("\n")[2]
    (LICENCES / f"{package}.txt").write_text(f"{notice}\n{licence}")


def main() -> None:
    LICENCES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        sources = Path(name, "package/files")
        for package in PACKAGES:
            download(package, Path(name))
            write_licence(package, sources.parent)
        cut_all(sources)


if __name__ == "__main__":
    main()
