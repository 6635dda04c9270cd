"""The fonts that a browser loads for a page."""

import re

import pytest

from tests.support.site_content import article

LOADED = """async () => {
  await document.fonts.ready;
  return performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.endsWith(".woff2"));
}"""


@pytest.fixture
def load(content, visit):
    """Names of the fonts of a page, each as often as it was asked for."""
    content.rates()
    content.publish(article(1))
    content.publish(article(2, "ru", title="Поезд впервые пересёк перевал", dek="Зимой"))

    def load(path):
        return [re.sub(r"\.\w+\.woff2$", "", name.rpartition("/")[2]) for name in visit(path).evaluate(LOADED)]

    return load


def test_a_latin_page_loads_the_names_of_languages_and_no_other_cyrillic_letters(load):
    fonts = load("/en")
    assert {"head-latin", "sans-latin", "names-cyr"} <= set(fonts)
    assert [font for font in fonts if "-cyr" in font] == ["names-cyr"]


@pytest.mark.parametrize("path", ["/en", "/ru"])
def test_a_page_loads_what_it_preloads_once_and_no_letters_that_it_has_not(load, path):
    fonts = load(path)
    assert len(fonts) == len(set(fonts))
    assert not [font for font in fonts if font.endswith(("-ext", "-cyrx"))]


def test_a_cyrillic_page_has_its_heads_in_the_font_of_heads(load):
    assert {"head-cyr", "sans-cyr"} <= set(load("/ru"))
