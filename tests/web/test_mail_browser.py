"""Mails in a browser: on a phone by night and on a desk by day."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.mails import KINDS, build_mail, read_body


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
