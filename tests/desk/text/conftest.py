"""The text editor of the desk in a browser, under the policy of the desk."""

import pytest

from tests.support.desk_bundle import open_page
from tests.web.conftest import browser

__all__ = ["browser"]


@pytest.fixture
def open_editor(browser):
    """Opens a page with the editor's bundle. What the page complains of fails the test; `open_editor.expected` has
    parts of complaints that are meant.
    """
    contexts, complaints = [], []

    def open_editor(*, width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return open_page(context, "tests/text/browser.ts", complaints)

    open_editor.expected = []
    yield open_editor
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in open_editor.expected)] == []
