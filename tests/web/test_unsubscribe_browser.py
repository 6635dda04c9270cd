"""Leaving a list in a browser: a second tap at the same place does not undo the first."""

import pytest

CONTROLS = """() => [...document.querySelectorAll("main button, main a")].map((it) => {
  const { top, bottom } = it.getBoundingClientRect();
  return [top + scrollY, bottom + scrollY];
})"""
"""Upper and lower edge of each control, in pixels of the page."""


@pytest.mark.parametrize(("width", "lang"), [(320, "en"), (1280, "uz")])
def test_nothing_can_be_tapped_where_the_page_before_had_one(visit, reader, width, lang):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"])
    link = f"{daily.removeprefix('https://news.example')}?lang={lang}"
    for action in ("list", "all"):
        page = visit(link, width=width)
        before = page.evaluate(CONTROLS)
        page.locator(f"button[value={action}]").click()
        page.locator("button[value=undo]").wait_for()
        after = page.evaluate(CONTROLS)
        assert len(after) == (4 if action == "list" else 2)
        assert min(top for top, _ in after) > max(bottom for _, bottom in before)
