"""Mails in a browser: on a phone by night and on a desk by day."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from functions.mailer import handler as mailer

TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQxVtE"
LISTS = ["breaking", "daily", "weekly"]


@pytest.mark.parametrize("lang", ["ru", "uz-Cyrl"])
def test_a_mail_has_contrast_and_fits_the_screen(browser, lang):
    messages = mailer.delivery.mails.messages
    mails = [
        messages.build_confirmation(
            lang, token=TOKEN, lists=LISTS[1:], requested_at="2026-11-24T07:00:00Z", added_to=LISTS[:1]
        ),
        messages.build_reminder(lang, subscriber="5" * 64, lists=LISTS),
    ]
    page = browser.new_page()
    for mail in mails:
        page.set_content(mail.get_body(("html",)).get_content())
        for width, scheme in ((360, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(
                page, options={"runOnly": ["wcag2a", "wcag2aa"]}
            )  # no landmarks: a mail is a part of a page
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
