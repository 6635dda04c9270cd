"""The text editor of the desk in a browser, under the policy of the desk."""

import pytest

from tests.support.desk_bundle import open_page

ENTRY = "tests/text/browser.ts"
LONGEST_WAIT = 20_000
"""Milliseconds: a slow machine is no failure."""


@pytest.fixture
def open_editor(browser):
    """Opens a page with the editor's bundle. What the page complains of fails the test; `open_editor.expected` has
    parts of complaints that are meant.
    """
    contexts, complaints = [], []

    def open_editor(*, width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return open_page(context, ENTRY, complaints)

    open_editor.expected = []
    yield open_editor
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in open_editor.expected)] == []


class Desk:
    """An editor in a page."""

    def __init__(self, page):
        self.page = page
        self.expected = []
        """Parts of complaints of the page that are meant."""
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


PASTE = """async ([html, text, files]) => {
  // The editor follows the selection of the page in a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 60));
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


@pytest.fixture(scope="module")
def shared_page(browser):
    """A page for all tests of a module, which each begin with another editor, and its complaints."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    complaints = []
    page = open_page(context, ENTRY, complaints)
    page.set_default_timeout(LONGEST_WAIT)
    yield page, complaints
    context.close()


@pytest.fixture
def desk(shared_page):
    page, complaints = shared_page
    complaints.clear()
    desk = Desk(page)
    yield desk
    page.evaluate("desk.end()")
    assert [text for text in complaints if not any(part in text for part in desk.expected)] == []
