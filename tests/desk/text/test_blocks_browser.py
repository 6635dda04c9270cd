"""Cards, tables, links and source in the editor."""

import pytest

pytestmark = pytest.mark.browser

PICTURE = "01KCRPJ5M0V7Z4N8Q2W6X9Y3TB"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
TABLE = "<table><thead><tr><th>h1</th><th>h2</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"


def tool(desk, name):
    return desk.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def choose(desk, name):
    """An entry of the menu."""
    tool(desk, "More").click()
    desk.page.get_by_role("menu").get_by_text(name, exact=True).click()


def test_a_picture_has_own_words_or_those_of_the_newsroom(desk):
    desk.start(f'<p><img src="media:{PICTURE}" alt=""></p>')
    card = desk.page.get_by_role("group", name="Picture: A canal")
    assert card.locator("img").get_attribute("src") == "/icon.svg"
    assert card.locator("input").get_attribute("placeholder") == "A canal"
    assert card.locator("figcaption div").get_attribute("data-placeholder") == "The canal at dawn Photo: A. Karimov"
    desk.page.get_by_role("textbox", name="Description for those who do not see it").fill("A gate")
    desk.page.locator(".text-card.picture figcaption div").click()
    desk.type("Own ").press("Control+i").type("words").press("Enter").type("Below")
    html = f'<figure><img src="media:{PICTURE}" alt="A gate"><figcaption>Own <em>words</em></figcaption></figure>'
    assert desk.html == f"{html}\n<p>Below</p>"
    assert desk.page.evaluate("started.changes") > 3


def test_a_picture_that_is_not_there_says_so(desk):
    desk.start('<p><img src="media:01KCRPJ5M0V7Z4N8Q2W6X9Y3T0" alt=""></p>')
    desk.page.get_by_text("This picture is not there.").wait_for()


def test_an_image_of_another_site_is_not_loaded(desk):
    body = (
        '<p>a <img src="https://example.com/a.jpg" alt="x"> b</p>\n<p><img src="https://example.com/b.jpg" alt=""></p>'
    )
    assert desk.start(body).html == body
    assert desk.page.get_by_text("https://example.com/a.jpg").is_visible()


def test_a_card_is_removed_and_comes_back(desk):
    body = f'<p>a</p>\n<p><img src="media:{PICTURE}" alt=""></p>'
    desk.start(body)
    desk.page.get_by_role("button", name="Remove picture").click()
    assert desk.html == "<p>a</p>"
    assert desk.press("Control+z").html == body


def test_a_card_moves_by_keys(desk):
    desk.start(f'<p>a</p><p>b</p><p><a href="{VIDEO}">Title</a></p>').select("b")
    desk.press("ArrowRight", "ArrowDown", "Alt+ArrowUp")
    assert desk.html.index("Title") < desk.html.index("<p>b")


def test_a_picture_moves_by_dragging(desk):
    desk.start(f'<p>first</p><p>second</p><p><img src="media:{PICTURE}" alt=""></p>')
    desk.page.locator(".text-card.picture img").drag_to(
        desk.page.get_by_text("first"), target_position={"x": 5, "y": 2}
    )
    assert desk.html == f'<p><img src="media:{PICTURE}" alt=""></p>\n<p>first</p>\n<p>second</p>'


def test_the_title_of_a_card_is_typed(desk):
    desk.start(f'<p><a href="{VIDEO}">{VIDEO}</a></p>')
    title = desk.page.get_by_role("textbox", name="Title of the video or post")
    assert title.input_value() == ""
    title.press_sequentially("A film <1>")
    assert desk.html == f'<p><a href="{VIDEO}" rel="noopener">A film &lt;1&gt;</a></p>'
    title.press("Escape")
    assert desk.press("Backspace").html == ""


def test_source_of_a_block_is_written_to_the_letter(desk):
    body = "<dl><dt>Gauge &amp; gate</dt>\n<dd>A  device</dd></dl>"
    assert desk.start(f"<p>a</p>\n{body}").html == f"<p>a</p>\n{body}"
    field = desk.page.get_by_role("textbox", name="Source", exact=True)
    assert field.input_value() == body
    field.fill("<dl><dt>x</dt></dl>")
    assert desk.html == "<p>a</p>\n<dl><dt>x</dt></dl>"


@pytest.mark.parametrize("source", ["<dl><dt>x", "<!-- x", "<div><p>x</p>", '<a href="', "<table><tr><td>x", "x < y"])
def test_unfinished_source_does_not_contain_what_follows(desk, source):
    desk.start("<dl><dt>a</dt></dl><p>after</p>")
    desk.page.get_by_role("textbox", name="Source", exact=True).fill(source)
    assert desk.html.endswith("\n<p>after</p>")
    kinds = desk.page.evaluate("desk.roundTrip(started.editor.getHtml()).kinds")
    assert kinds[-1] == "paragraph"


def test_a_table_is_made_and_changed(desk):
    desk.start()
    tool(desk, "Table").click()
    for text in ("a", "b", "c", "1", "2", "3", "4", "5", "6"):
        desk.type(text).press("Tab")
    head = "<thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
    cells = [("1", "2", "3"), ("4", "5", "6"), ("", "", "")]
    rows = "".join("<tr>{}</tr>".format("".join(f"<td>{text}</td>" for text in row)) for row in cells)
    assert desk.html == f"<table>{head}<tbody>{rows}</tbody></table>"
    choose(desk, "Delete row")
    choose(desk, "Delete column")
    assert desk.html.count("<td>") == 4


def test_rows_and_columns_are_added_but_no_row_above_the_head(desk):
    desk.start(TABLE).select("h1")
    tool(desk, "More").click()
    above = desk.page.get_by_role("menuitem", name="Row above")
    assert above.get_attribute("aria-disabled") == "true"
    desk.press("Escape")
    choose(desk, "Row below")
    choose(desk, "Column after")
    cells = "<tr><td></td><td></td><td></td></tr><tr><td>a</td><td></td><td>b</td></tr>"
    head = "<thead><tr><th>h1</th><th></th><th>h2</th></tr></thead>"
    assert desk.html == f"<table>{head}<tbody>{cells}</tbody></table>"


def test_columns_are_aligned_and_the_head_is_switched_off(desk):
    desk.start(TABLE).select("b")
    choose(desk, "Align column: right")
    assert desk.html == TABLE.replace("<th>h2", '<th align="right">h2').replace("<td>b", '<td align="right">b')
    choose(desk, "Align column: right")
    assert desk.html == TABLE
    choose(desk, "Head row")
    assert desk.html == "<table><tbody><tr><td>h1</td><td>h2</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>"
    choose(desk, "Head row")
    assert desk.html == TABLE


def test_cells_that_are_pasted_widen_the_head_too(desk):
    desk.start(TABLE).select("b")
    desk.paste("<table><tr><td>1</td><td>2</td><td>3</td></tr></table>")
    assert desk.html.count("<th>") == 4
    assert "<td>a</td><td>1</td><td>2</td><td>3</td>" in desk.html


def test_a_link_is_made_changed_and_removed(desk):
    desk.start("<p>the canal</p>").select("canal").press("Control+k")
    panel = desk.page.get_by_role("dialog", name="Link")
    field = panel.get_by_role("textbox", name="Address")
    field.fill("javascript:alert(1)")
    field.press("Enter")
    assert "cannot be opened" in panel.get_by_role("alert").inner_text()
    field.fill("kun.uz/a")
    field.press("Enter")
    assert desk.html == '<p>the <a href="https://kun.uz/a">canal</a></p>'
    desk.press("ArrowRight").type("s").press("ArrowLeft", "ArrowLeft", "Control+k")
    assert field.input_value() == "https://kun.uz/a"
    field.fill("a@kun.uz")
    field.press("Enter")
    assert desk.html == '<p>the <a href="mailto:a@kun.uz">canal</a>s</p>'
    desk.press("Control+k")
    panel.get_by_role("button", name="Remove link").click()
    assert desk.html == "<p>the canals</p>"


def test_what_a_link_says_of_itself_is_kept(desk):
    desk.start('<p><a href="https://a.uz/" rel="noopener sponsored" title="T">x y</a></p>').select("y").press(
        "Control+k"
    )
    desk.page.get_by_role("textbox", name="Address").fill("https://b.uz/")
    desk.press("Enter")
    assert desk.html == '<p><a href="https://b.uz/" title="T" rel="noopener sponsored">x y</a></p>'


def test_escape_leaves_the_panel_and_the_selection_stays(desk):
    desk.start("<p>the canal</p>").select("canal").press("Control+k", "Escape")
    assert desk.type("river").html == "<p>the river</p>"


def test_a_link_without_a_selection_shows_its_address(desk):
    desk.start("<p>a</p>").press("Control+End", "Control+k")
    desk.type("kun.uz").press("Enter")
    assert desk.html == '<p>a<a href="https://kun.uz">kun.uz</a></p>'


def test_a_card_is_made_of_an_address(desk):
    desk.start("<p>a</p>")
    tool(desk, "Embed").click()
    desk.type("https://kun.uz").press("Enter")
    assert "no address of a video" in desk.page.get_by_role("alert").inner_text()
    desk.page.get_by_role("textbox", name="Address").fill(VIDEO)
    desk.press("Enter")
    assert desk.html == f'<p>a</p>\n<p><a href="{VIDEO}">{VIDEO}</a></p>'


def test_a_picture_is_chosen(desk):
    desk.start("<p>a</p>")
    tool(desk, "Picture").click()
    desk.page.locator(".text-card.picture").wait_for()
    assert (
        desk.type("Below").html == '<p>a</p>\n<p><img src="media:01KCRPJ5M0V7Z4N8Q2W6X9Y3TC" alt=""></p>\n<p>Below</p>'
    )


def test_the_source_of_the_body_is_edited(desk):
    desk.start("<p>a</p>")
    tool(desk, "Source").click()
    field = desk.page.get_by_role("textbox", name="Source of the text (HTML)")
    field.fill("<p>a <b>b</b></p><dl><dt>c")
    assert desk.html == "<p>a <b>b</b></p><dl><dt>c"
    assert tool(desk, "Bold").get_attribute("aria-disabled") == "true"
    tool(desk, "Source").click()
    assert desk.html == "<p>a <b>b</b></p>\n<dl><dt>c</dt></dl>"
    assert desk.press("Control+z").html == "<p>a</p>"


def test_another_body_leaves_the_cursor_where_it_is(desk):
    desk.start("<p>one</p><p>two</p><p>three</p>").select("two").press("ArrowRight")
    desk.page.evaluate("started.editor.setHtml('<h2>New</h2><p>one!</p><p>two</p><p>three?</p>')")
    assert desk.type("X").html == "<h2>New</h2>\n<p>one!</p>\n<p>twoX</p>\n<p>three?</p>"
    desk.press("Control+z")
    assert desk.html == "<h2>New</h2>\n<p>one!</p>\n<p>two</p>\n<p>three?</p>"


def test_another_body_leaves_the_space_that_was_typed(desk):
    desk.start("<p>one</p><p>two</p>").press("Control+Home", "End").type(" ")
    desk.page.evaluate("started.editor.setHtml('<p>one</p><p>two</p><p>three</p>')")
    assert desk.type("more").html == "<p>one more</p>\n<p>two</p>\n<p>three</p>"


def test_all_that_is_selected_is_cut(desk):
    desk.start(f"{TABLE}<p>a</p>").press("Control+a", "Control+x")
    assert desk.html == ""
    assert desk.press("Control+v").html == f"{TABLE}\n<p>a</p>"


def test_the_same_body_again_changes_nothing(desk):
    desk.start("<p>one</p>").type("x")
    desk.page.evaluate("started.editor.setHtml(started.editor.getHtml())")
    assert desk.type("y").html == "<p>xyone</p>"


def test_a_text_that_is_read_only_cannot_be_changed(desk):
    desk.start(f'<p>a</p><dl><dt>x</dt></dl><p><a href="{VIDEO}">T</a></p>')
    desk.page.evaluate("started.editor.setReadOnly(true)")
    assert desk.text.get_attribute("aria-readonly") == "true"
    assert desk.page.get_by_role("textbox", name="Source", exact=True).get_attribute("readonly") is not None
    before = desk.html
    desk.text.press("x")
    desk.press("Delete", "Control+b", "Control+Alt+2")
    assert desk.html == before
    desk.page.evaluate("started.editor.setReadOnly(false)")
    desk.text.press("Control+Home")
    assert desk.type("x").html.startswith("<p>xa</p>")


def test_each_change_is_told_once(desk):
    desk.start("<p>a</p>").press("ArrowRight", "Control+Home")
    assert desk.page.evaluate("started.changes") == 0
    desk.type("x")
    assert desk.page.evaluate("started.changes") == 1
