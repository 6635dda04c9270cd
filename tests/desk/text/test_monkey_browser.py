"""Random use of all tools and keys: what the editor writes is always what it reads, and what the API takes."""

from random import Random

import pytest

from gazette.articles.body.renderer import render_body
from tests.desk.text.test_paste_browser import EVERYTHING

pytestmark = pytest.mark.browser

STEPS = 150
KEYS = (
    "Enter",
    "Backspace",
    "Delete",
    "Tab",
    "Shift+Tab",
    "Shift+Enter",
    "ArrowUp",
    "ArrowDown",
    "Control+a",
    "Alt+ArrowUp",
)
TOOLS = [
    "h2",
    "h3",
    "h4",
    "strong",
    "em",
    "strike",
    "sub",
    "sup",
    "code",
    "codeBlock",
    "bulletList",
    "orderedList",
    "quote",
    "rule",
    "table",
    "clear",
    "undo",
    "redo",
    "moveUp",
    "moveDown",
    "rowAbove",
    "rowBelow",
    "rowDelete",
    "columnBefore",
    "columnAfter",
    "columnDelete",
    "tableHead",
    "alignRight",
    "tableDelete",
]
MOVE = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) if (walker.currentNode.parentElement.isContentEditable) nodes.push(walker.currentNode);
  if (!nodes.length) return;
  const [start, end] = [from, to].map((place) => nodes[Math.floor(place * nodes.length)]);
  getSelection().setBaseAndExtent(start, 0, end, end.nodeValue.length);
}"""
CHECK = """() => {
  const html = started.editor.getHtml();
  const { once, twice, kinds } = desk.roundTrip(html);
  return { html, once, twice, words: [started.editor.countWords(), desk.readLetters(html).length], kinds };
}"""


@pytest.mark.parametrize("seed", range(4))
def test_what_is_written_is_what_is_read(desk, seed):
    random = Random(seed)
    desk.start(EVERYTHING)
    for step in range(STEPS):
        kind = random.random()
        if kind < 0.3:
            start = random.random()
            desk.page.evaluate(MOVE, [start, start if random.random() < 0.7 else random.random()])
        elif kind < 0.7:
            desk.page.evaluate("(name) => started.editor.run(name)", random.choice(TOOLS))
        elif kind < 0.85:
            desk.text.focus()
            desk.press(random.choice(KEYS))
        elif kind < 0.95:
            desk.text.focus()
            desk.type(random.choice(("word ", "- ", "## ", "a")))
        else:
            desk.start(EVERYTHING)
        found = desk.page.evaluate(CHECK)
        assert found["once"] == found["html"], (seed, step)
        assert found["twice"] == found["html"], (seed, step)
        rendered = render_body(found["html"], "html")
        again = desk.page.evaluate("desk.roundTrip", rendered)["once"]
        assert render_body(again, "html") == rendered, (seed, step)
