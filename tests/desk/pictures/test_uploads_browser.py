"""Uploads: several at once, cut off, cancelled, dropped and pasted; they go on at other screens."""

import io
import re

import pytest
from PIL import Image

from tests.desk.pictures.library import add, card, file, wait_for_picture
from tests.support.pictures import photo
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

UPLOADS = "**/_dev/uploads/**"


def upload_card(page, name):
    return page.locator(".upload-card", has_text=name)


def test_several_files_are_uploaded_and_those_that_cannot_be_say_why(page, find_picture):
    animation = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(animation, "GIF", save_all=True, append_images=frames[1:])
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    add(
        page,
        file("first.jpg"),
        file("drawing.svg", drawing),
        file("moving.gif", animation.getvalue()),
        file("second.jpg"),
    )
    wait_for_picture(page, "first.jpg")
    wait_for_picture(page, "second.jpg")
    upload_card(page, "drawing.svg").get_by_text("SVG is not taken").wait_for()
    upload_card(page, "moving.gif").get_by_text("It is an animation").wait_for()
    assert page.locator(".upload-count").inner_text() == "2 of 4 done"
    assert card(page, "first.jpg").count() == 1
    find_picture("first.jpg")
    page.get_by_role("button", name="Remove drawing.svg from the list").click()
    assert upload_card(page, "drawing.svg").count() == 0


def test_an_upload_that_is_cut_off_goes_on_at_the_same_picture(page, open_desk, find_picture, list_pictures):
    open_desk.expected.append("Failed to load resource")
    page.route(UPLOADS, lambda route: route.abort())
    add(page, file("cut.jpg"))
    retry = page.get_by_role("button", name="Try cut.jpg again")
    retry.wait_for()
    assert "The connection was cut off" in upload_card(page, "cut.jpg").inner_text()
    page.unroute(UPLOADS)
    retry.click()
    wait_for_picture(page, "cut.jpg")
    find_picture("cut.jpg")
    assert "cut.jpg" not in [picture["file"]["name"] for picture in list_pictures("waiting")]


def test_a_cancelled_upload_leaves_nothing(page, open_desk, list_pictures):
    open_desk.expected.append("Failed to load resource")
    page.route(UPLOADS, lambda route: None)  # it never gets an answer
    add(page, file("cancelled.jpg"))
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Cancel cancelled.jpg").click()
    assert upload_card(page, "cancelled.jpg").count() == 0
    assert "cancelled.jpg" not in [picture["file"]["name"] for picture in list_pictures("waiting")]


def test_an_upload_goes_on_at_another_screen_and_a_closing_page_asks(page, find_picture):
    held = []

    def hold(route):
        held.append(route)

    page.route(UPLOADS, hold)
    add(page, file("elsewhere.jpg"))
    eventually(lambda: page.wait_for_timeout(50) or held)
    page.get_by_role("link", name="Articles", exact=True).click()
    bar = page.get_by_role("complementary", name="Uploads")
    bar.get_by_text("elsewhere.jpg").wait_for()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    eventually(lambda: page.wait_for_timeout(50) or asked == ["beforeunload"])
    held[0].continue_()
    bar.wait_for(state="detached")
    find_picture("elsewhere.jpg")


def test_pictures_are_dropped_and_pasted(page, find_picture):
    page.locator(".drop-zone").wait_for()
    send = """([type, name, bytes]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], name, { type: "image/jpeg" }));
      const event = type === "paste"
        ? new ClipboardEvent(type, { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector("main").dispatchEvent(event);
      return event.defaultPrevented;
    }"""
    content = list(photo())
    assert page.evaluate(send, ["dragover", "dropped.jpg", content])
    assert page.locator(".drop-zone.over").count() == 1
    assert page.evaluate(send, ["drop", "dropped.jpg", content])
    assert page.evaluate(send, ["paste", "image.jpg", content])
    wait_for_picture(page, "dropped.jpg")
    card(page, re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jpeg")).locator("img").wait_for()
