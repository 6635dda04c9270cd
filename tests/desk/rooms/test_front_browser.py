"""Arranging the front page: by pointer and keys, beside other editors, with lost answers."""

import json

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import EDITOR
from tests.desk.rooms.conftest import lose_first_answer

pytestmark = pytest.mark.browser

TITLES = ("Bridges", "Rivers", "Gardens", "Trains")


@pytest.fixture(scope="module")
def server(empty_server):
    return empty_server


@pytest.fixture(scope="module")
def stories(colleague):
    """Published articles by their titles."""
    colleague.send("PUT", "categories/news", {"names": {"en": "News"}, "order": 10})
    colleague.send("PUT", "categories/city", {"names": {"en": "City"}, "order": 20})
    return {title: colleague.publish(title, categories=["news"]) for title in TITLES}


@pytest.fixture
def pinned(colleague, stories):
    """Three pins in order."""
    ids = [stories[title] for title in ("Bridges", "Rivers", "Gardens")]
    if [pin["id"] for pin in colleague.get("front/en")["pins"]] != ids:
        colleague.pin(ids)
    return ids


@pytest.fixture
def front(open_desk, pinned):
    page = open_desk(EDITOR, "#/front/en")
    expect_order(page, "Bridges", "Rivers", "Gardens")
    return page


def expect_order(page, *titles):
    expect(page.locator(".pins .title")).to_have_text(list(titles))


def read_pins(colleague):
    return [pin["title"] for pin in colleague.get("front/en")["pins"]]


def grip(page, title):
    return page.locator(".pins li", has_text=title).locator("[data-grip]")


def put_out(page):
    page.get_by_role("button", name="Put out").click()


def test_a_pin_is_moved_by_keys_and_says_its_place(front, colleague):
    grip(front, "Gardens").focus()
    front.keyboard.press("Space")
    front.keyboard.press("ArrowUp")
    front.keyboard.press("ArrowUp")
    expect(front.locator(".pins [role=status]")).to_have_text("Place 1 of 3: “Gardens”.")
    expect(grip(front, "Gardens")).to_be_focused()
    front.keyboard.press("Space")
    expect_order(front, "Gardens", "Bridges", "Rivers")
    expect(front.get_by_text("Changed, not out")).to_be_visible()
    assert read_pins(colleague) == ["Bridges", "Rivers", "Gardens"]
    put_out(front)
    expect(front.get_by_text("Out since")).to_be_visible()
    assert read_pins(colleague) == ["Gardens", "Bridges", "Rivers"]


def test_escape_puts_a_pin_back(front):
    grip(front, "Bridges").focus()
    for key in ("Space", "ArrowDown", "Escape"):
        front.keyboard.press(key)
    expect_order(front, "Bridges", "Rivers", "Gardens")
    expect(front.get_by_text("Changed, not out")).to_have_count(0)
    expect(grip(front, "Bridges")).to_be_focused()


def test_a_pin_that_is_left_lifted_is_dropped(front):
    grip(front, "Bridges").focus()
    for key in ("Space", "ArrowDown", "Tab"):
        front.keyboard.press(key)
    expect(front.locator(".lifted")).to_have_count(0)
    expect_order(front, "Rivers", "Bridges", "Gardens")


def test_a_pin_is_dragged(front):
    grip(front, "Bridges").hover()
    front.mouse.down()
    target = front.locator(".pins li", has_text="Gardens").bounding_box()
    front.mouse.move(target["x"] + 30, target["y"] + target["height"] - 4, steps=8)
    expect(front.locator(".lifted .title")).to_have_text("Bridges")
    front.mouse.up()
    expect_order(front, "Rivers", "Gardens", "Bridges")


def test_escape_ends_a_drag(front):
    grip(front, "Bridges").hover()
    front.mouse.down()
    target = front.locator(".pins li", has_text="Gardens").bounding_box()
    front.mouse.move(target["x"] + 30, target["y"] + target["height"] - 4, steps=4)
    front.keyboard.press("Escape")
    front.mouse.up()
    expect_order(front, "Bridges", "Rivers", "Gardens")


def test_a_button_that_moves_its_pin_keeps_the_focus(front):
    button = front.get_by_role("button", name="Move up: Gardens")
    button.click()
    expect_order(front, "Bridges", "Gardens", "Rivers")
    expect(button).to_be_focused()
    expect(front.locator(".pins [role=status]")).to_have_text("Place 2 of 3: “Gardens”.")
    button.press("Enter")
    expect_order(front, "Gardens", "Bridges", "Rivers")
    expect(button).to_be_focused()


def test_a_story_is_found_pinned_and_unpinned(front):
    front.get_by_placeholder("Published titles").fill("trai")
    expect(front.locator(".add-stories li")).to_have_count(1)
    front.get_by_role("button", name="Pin: Trains").click()
    expect_order(front, "Bridges", "Rivers", "Gardens", "Trains")
    front.get_by_role("button", name="Unpin: Bridges").click()
    expect_order(front, "Rivers", "Gardens", "Trains")
    expect(front.get_by_role("button", name="Unpin: Rivers")).to_be_focused()
    expect(front.locator(".paper-story.lead")).to_have_text("Rivers")
    front.get_by_role("button", name="Undo").click()
    expect_order(front, "Bridges", "Rivers", "Gardens", "Trains")


def test_a_change_outlives_the_page(front):
    front.get_by_role("button", name="Move up: Gardens").click()
    front.wait_for_timeout(200)
    front.reload()
    expect_order(front, "Bridges", "Gardens", "Rivers")
    expect(front.get_by_text("Changed, not out")).to_be_visible()


def test_pins_of_another_editor_are_shown_beside_ones_own(front, open_desk, colleague, stories):
    open_desk.expected.append("412")
    front.get_by_role("button", name="Unpin: Rivers").click()
    colleague.pin([stories[title] for title in ("Trains", "Bridges", "Rivers", "Gardens")])
    put_out(front)
    dialog = front.get_by_role("dialog")
    expect(dialog.locator("section").nth(0).locator("li")).to_have_text(["Trains", "Bridges", "Rivers", "Gardens"])
    expect(dialog.locator("section").nth(1).locator("li")).to_have_text(["Bridges", "Gardens"])
    dialog.get_by_role("button", name="Take both").click()
    expect_order(front, "Trains", "Bridges", "Gardens")
    assert read_pins(colleague) == ["Trains", "Bridges", "Rivers", "Gardens"]
    put_out(front)
    expect(front.get_by_text("Out since")).to_be_visible()
    assert read_pins(colleague) == ["Trains", "Bridges", "Gardens"]


def test_a_lost_answer_is_no_conflict(front, open_desk, colleague):
    open_desk.expected += ["ERR_FAILED", "412"]
    front.get_by_role("button", name="Move up: Rivers").click()
    lose_first_answer(front, "**/editorial/front/en")
    put_out(front)
    front.get_by_role("button", name="Try again").click()
    expect(front.get_by_text("Out since")).to_be_visible()
    expect(front.get_by_role("dialog")).to_have_count(0)
    assert read_pins(colleague) == ["Rivers", "Bridges", "Gardens"]


def test_a_withdrawn_pin_is_said_and_leaves_the_change(front, colleague, stories):
    id = colleague.publish("Ferries")
    colleague.pin([stories["Bridges"], id, stories["Rivers"]])
    front.reload()
    expect_order(front, "Bridges", "Ferries", "Rivers")
    front.get_by_role("button", name="Move up: Rivers").click()
    front.wait_for_timeout(200)
    colleague.withdraw(id)
    front.reload()
    expect(front.get_by_text("“Ferries” was withdrawn meanwhile")).to_be_visible()
    expect_order(front, "Bridges", "Rivers")


def test_an_added_story_that_was_withdrawn_is_marked(front, open_desk, colleague):
    open_desk.expected.append("422")
    id = colleague.publish("Kites")
    front.get_by_placeholder("Published titles").fill("kites")
    front.get_by_role("button", name="Pin: Kites").click()
    colleague.withdraw(id)
    put_out(front)
    expect(front.locator(".pins li", has_text="Kites").locator(".error")).to_contain_text("Readers do not see it")
    front.get_by_role("button", name="Unpin: Kites").click()
    expect(front.get_by_text("Changed, not out")).to_have_count(0)


def test_ten_pins_are_the_most(open_desk):
    def fill(page):
        pins = [
            {"id": f"P{n}", "slug": "s", "title": f"Pin {n}", "published_at": "2025-12-18T07:00:00Z"} for n in range(10)
        ]
        front = {"lang": "en", "version": 3, "pins": pins, "changed_at": None, "changed_by": None}
        page.route(
            "**/editorial/front/en",
            lambda route: route.fulfill(body=json.dumps(front), content_type="application/json"),
        )

    page = open_desk(EDITOR, "#/front/en", prepare=fill)
    expect(page.locator(".pins li")).to_have_count(10)
    expect(page.get_by_text("10 pins are the most")).to_be_visible()
    page.get_by_role("button", name="Pin: Trains").press("Enter")
    expect(page.locator(".pins li")).to_have_count(10)


def test_sections_are_moved_and_saved(front, colleague):
    section = front.locator(".front-sections li", has_text="City").locator("[data-grip]")
    section.focus()
    for key in ("Space", "ArrowLeft", "Space"):
        front.keyboard.press(key)
    expect(front.get_by_text("Saved. Readers see it within minutes.")).to_be_visible()
    expect(front.locator(".front-sections li")).to_have_text(["City", "News"])
    orders = {term["slug"]: term["order"] for term in colleague.get("categories")["items"]}
    assert orders["city"] < orders["news"]
