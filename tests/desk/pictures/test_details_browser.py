"""A picture and what is said of it: changed, replaced, deleted, by several people."""

import re

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import AUTHOR
from tests.desk.pictures.library import add, card, file, open_picture, wait_for_picture
from tests.support.pictures import photo

pytestmark = pytest.mark.browser


def test_arrow_keys_lead_over_the_grid_and_into_the_details(page):
    add(page, *(file(f"grid-{number}.jpg") for number in range(3)))
    for number in range(3):
        wait_for_picture(page, f"grid-{number}.jpg")
    cards = page.locator(".picture-card")
    assert page.locator(".picture-card[tabindex='0']").count() == 1
    cards.first.focus()
    page.keyboard.press("ArrowRight")
    assert cards.nth(1).evaluate("card => card === document.activeElement")
    page.keyboard.press("Enter")
    heading = page.locator(".picture-panel h2")
    heading.wait_for()
    assert heading.evaluate("heading => heading === document.activeElement")
    page.keyboard.press("Escape")
    assert cards.nth(1).evaluate("card => card === document.activeElement")


def test_the_focal_point_is_moved_by_keys_and_by_dragging_and_crops_follow(page, find_picture):
    add(page, file("focus.jpg"))
    wait_for_picture(page, "focus.jpg")
    open_picture(page, "focus.jpg")
    handle = page.get_by_role("slider", name="Focal point")
    handle.press("Shift+ArrowRight")
    handle.press("ArrowUp")
    assert handle.get_attribute("aria-valuetext") == "60% from the left, 49% from the top"
    assert page.locator(".crop.card").evaluate("crop => crop.style.objectPosition") == "60% 49%"
    box = page.locator(".focus-field").bounding_box()
    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 4, steps=5)
    page.mouse.up()
    assert handle.get_attribute("aria-valuetext") == "100% from the left, 25% from the top"
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.", exact=True).wait_for()
    page.get_by_text("The crops are being made again.").wait_for(state="hidden")
    assert find_picture("focus.jpg")["image"]["focus"] == {"x": 1, "y": 0.25}


def test_changes_of_two_people_are_joined_and_what_both_changed_is_decided(
    page, open_desk, find_picture, change_picture
):
    open_desk.expected.append("status of 412")
    add(page, file("two.jpg"))
    wait_for_picture(page, "two.jpg")
    open_picture(page, "two.jpg")
    before = find_picture("two.jpg")
    page.get_by_role("textbox", name="Alt text").fill("My canal")
    page.get_by_label("Credit").fill("My photo")
    change_picture(before, alt={"en": "Their canal", "ru": "Канал"})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("group", name="to be decided").get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.", exact=True).wait_for()
    saved = find_picture("two.jpg")
    assert (saved["alt"], saved["credit"]) == ({"en": "My canal", "ru": "Канал"}, {"en": "My photo"})


def test_texts_that_are_not_saved_survive_a_reload(page):
    add(page, file("kept.jpg"))
    wait_for_picture(page, "kept.jpg")
    open_picture(page, "kept.jpg")
    page.get_by_label("Caption").fill("Not saved yet")
    page.get_by_text("Not saved; kept on this device.").wait_for()
    page.reload()
    expect(page.get_by_label("Caption")).to_have_value("Not saved yet")


def test_an_error_of_the_api_stands_at_its_field(page, open_desk):
    open_desk.expected.append("status of 422")
    add(page, file("wrong.jpg"))
    wait_for_picture(page, "wrong.jpg")
    open_picture(page, "wrong.jpg")
    page.get_by_label("Credit").fill("Photo \u202etxt.exe")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".field.wrong .error").wait_for()
    assert page.locator(".field.wrong label").inner_text() == "Credit"


def test_a_file_is_replaced_and_a_refused_one_leaves_the_former(page, find_picture):
    add(page, file("old.jpg"))
    wait_for_picture(page, "old.jpg")
    open_picture(page, "old.jpg")
    before = find_picture("old.jpg")
    panel = page.locator(".picture-panel")
    panel.locator("input[type=file]").set_input_files(file("damaged.jpg", photo()[:3000]))
    panel.get_by_text("The file is damaged or incomplete").first.wait_for()
    panel.get_by_role("button", name=re.compile("Remove")).click()
    panel.locator("input[type=file]").set_input_files(file("new.jpg", photo(600, 600)))
    panel.get_by_text("600 × 600").wait_for()
    assert find_picture("new.jpg")["id"] == before["id"]


def test_a_picture_that_is_shown_is_not_deleted_and_says_where(page, colleague, find_picture, list_pictures):
    add(page, file("shown.jpg"), file("free.jpg"))
    wait_for_picture(page, "shown.jpg")
    wait_for_picture(page, "free.jpg")
    article = colleague.write(title="A canal", image={"media": find_picture("shown.jpg")["id"]})["id"]
    open_picture(page, "shown.jpg")
    page.get_by_role("button", name="Delete the picture").click()
    dialog = page.get_by_role("dialog")
    link = dialog.get_by_role("link", name="A canal")
    assert link.get_attribute("href") == f"#/articles/{article}"
    dialog.get_by_role("button", name="Close").click()
    open_picture(page, "free.jpg")
    page.get_by_text("free.jpg · JPEG").wait_for()
    page.get_by_role("button", name="Delete the picture").click()
    dialog.get_by_role("button", name="Delete the picture").click()
    card(page, "free.jpg").wait_for(state="detached")
    assert "free.jpg" not in [picture["file"]["name"] for picture in list_pictures()]


def test_an_author_does_not_change_pictures_of_others(page, open_desk, find_picture):
    add(page, file("theirs.jpg"))
    wait_for_picture(page, "theirs.jpg")
    page = open_desk(AUTHOR, f"#/pictures/{find_picture('theirs.jpg')['id']}")
    page.get_by_text("An editor can change this one").wait_for()
    assert page.get_by_role("textbox", name="Alt text").get_attribute("readonly") is not None
    assert page.get_by_role("button", name=re.compile("Save|Replace|Delete")).count() == 0
    assert page.get_by_role("slider").count() == 0
