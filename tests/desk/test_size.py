"""What a browser loads of the desk, in bytes of gzip. The limits are in docs/decisions/desk-front-end.md."""

import gzip
import json
import re

import pytest

from cli.local.stack import ROOT

pytestmark = pytest.mark.slow

BUILT = ROOT / "web/desk"
STATIC = re.compile(r'(?:from|import)"\./([\w-]+\.js)"')


@pytest.fixture(scope="module")
def files(built):
    return json.loads((BUILT / "files.json").read_text())


def measure(*names):
    return sum(len(gzip.compress((BUILT / name).read_bytes())) for name in names)


def find(stem):
    [name] = [path.name for path in BUILT.glob(f"{stem}-*.js")]
    return name


def list_imports(name, found=None):
    """A file and all that it imports at once."""
    found = {name} if found is None else found
    for imported in STATIC.findall((BUILT / name).read_text()):
        if imported not in found:
            found.add(imported)
            list_imports(imported, found)
    return found


def test_the_frame_and_the_shelf_are_light(files):
    assert measure(*list_imports(files["script"])) < 35_000
    assert measure(files["style"]) < 12_000


def test_the_page_names_all_that_the_frame_imports(files):
    assert {files["script"], *files["imports"]} == list_imports(files["script"])


@pytest.mark.parametrize("lang", ["en", "ru", "uz"])
def test_the_first_texts_of_a_language_are_light(files, lang):
    assert min(measure(path.name) for path in BUILT.glob(f"{lang}-*.js")) < 6_000


def list_new(stem, *present):
    """What a chunk brings, beside the files that are present and what they import."""
    return list_imports(find(stem)) - set().union(*map(list_imports, present))


def test_the_editor_of_the_body_is_light(files):
    assert measure(*list_new("text-chunk", files["script"], find("editor-screen"))) < 95_000


def test_what_comes_behind_the_editor_is_light(files):
    assert measure(*list_new("extras", files["script"], find("editor-screen"), find("text-chunk"))) < 16_000


def test_the_style_of_the_text_is_light():
    """The build has one file of styles: this part is measured as it is written."""
    assert len(gzip.compress((ROOT / "desk/src/styles/text.css").read_bytes())) <= 3_500
