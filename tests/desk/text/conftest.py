"""The text editor of the desk in a browser, under the policy of the desk."""

import pytest

from tests.support.browsers import Contexts
from tests.support.desk_bundle import open_page

ENTRY = "tests/text/browser.ts"


@pytest.fixture
def open_editor(contexts, built):
    """Opens a page with the editor's bundle. `open_editor.expected` are parts of complaints that a test expects."""

    def open_editor(**options):
        return open_page(contexts, ENTRY, **options)

    open_editor.expected = contexts.expected
    return open_editor


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


@pytest.fixture(scope="package")
def shared_page(browser, built):
    """A page for all tests that do not need one of their own, with what it complains of. A dialog is a complaint."""
    contexts = Contexts(browser)
    page = open_page(contexts, ENTRY)
    page.on("dialog", lambda dialog: (contexts.complain(dialog.message), dialog.dismiss()))
    yield page, contexts
    contexts.close()


@pytest.fixture
def desk(shared_page):
    """An editor in the shared page. What that complains of fails the test."""
    page, contexts = shared_page
    desk = Desk(page)
    desk.expected = contexts.expected
    yield desk
    page.evaluate("desk.end()")
    contexts.check()
