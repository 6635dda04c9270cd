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


class Desk:
    """An editor in a page."""

    def __init__(self, page):
        self.page = page
        self.text = page.get_by_role("textbox", name="Text", exact=True)

    def start(self, html="", **options):
        self.page.evaluate("([html, options]) => desk.start(html, options)", [html, options])
        self.text.focus()
        return self

    @property
    def html(self):
        return self.page.evaluate("started.editor.getHtml()")

    @property
    def problems(self):
        return self.page.evaluate("started.problems")

    def type(self, text):
        self.page.keyboard.type(text)
        return self

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def paste(self, html="", text="", files=()):
        """`files` are (name, type, content)."""
        self.page.evaluate(PASTE, [html, text, [[name, kind, [*content]] for name, kind, content in files]])
        return self

    def select(self, text):
        """Selects the first place of a text that is in one node."""
        self.page.evaluate(SELECT, text)
        return self


PASTE = """([html, text, files]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  for (const [name, type, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""

SELECT = """async (text) => {
  const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const place = walker.currentNode.nodeValue.indexOf(text);
    if (place < 0) continue;
    getSelection().setBaseAndExtent(walker.currentNode, place, walker.currentNode, place + text.length);
    return await new Promise((resolve) => setTimeout(resolve, 60));
  }
  throw new Error(`no ${text}`);
}"""


@pytest.fixture
def desk(open_editor):
    page = open_editor()
    page.set_default_timeout(10_000)
    return Desk(page)
