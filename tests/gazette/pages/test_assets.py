"""Files of a folder as the style sheet refers to them."""

import pytest

from gazette.pages.assets import Assets


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "site.css").write_text('@import "fonts.css";\np { margin: 0 }\n')
    (tmp_path / "fonts.css").write_text('@font-face{src:url("head-latin.woff2")}')
    (tmp_path / "head-latin.woff2").write_bytes(b"wOF2 first")
    return tmp_path


def test_a_style_sheet_contains_those_that_it_imports(folder):
    assets = Assets(str(folder))
    font = assets.path("head-latin.woff2")
    assert assets.get("site.css").content.decode() == f"@font-face{{src:url({font})}}\np {{ margin: 0 }}\n"


def test_a_style_sheet_has_another_path_after_a_change_of_a_font_alone(folder):
    before = Assets(str(folder)).path("site.css")
    (folder / "head-latin.woff2").write_bytes(b"wOF2 second")
    assert Assets(str(folder)).path("site.css") != before


@pytest.mark.parametrize("missing", ["fonts.css", "head-latin.woff2"])
def test_a_file_that_a_style_sheet_names_has_to_be_there(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(KeyError, match=missing):
        Assets(str(folder))
