"""Mails in a browser: on a phone by night and on a desk by day."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.letters import build_card, build_content
from tests.support.mails import KINDS, build_mail, get_letter_builder, read_body


@pytest.mark.parametrize("lang", ["ru", "uz-Cyrl"])
def test_a_mail_has_contrast_and_fits_the_screen(browser, lang):
    page = browser.new_page()
    for kind in KINDS:
        page.set_content(read_body(build_mail(kind, lang), "html"))
        for width, scheme in ((360, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(
                page, options={"runOnly": ["wcag2a", "wcag2aa"]}
            )  # no landmarks: a mail is a part of a page
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_a_word_without_an_end_does_not_widen_a_letter(browser):
    stories = [build_card("en", number, "Sport", "W" * 300, "w" * 1_000) for number in (1, 2)]
    page = browser.new_page(viewport={"width": 360, "height": 800})
    for list_id in ("daily", "weekly", "breaking"):
        page.set_content(get_letter_builder().build_letter(build_content(list_id, "en", stories=stories)).html)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()
