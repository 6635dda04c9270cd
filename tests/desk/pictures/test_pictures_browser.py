"""Pictures at the desk: uploads, the library, details, and the lead picture of an article."""

import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.desk.pictures.conftest import AUTHOR
from tests.support.pictures import photo, save
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

UPLOADS = "**/_dev/uploads/**"


def file(name, content=None):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content or photo()}


def add(page, *files):
    page.locator(".screen-head input[type=file]").set_input_files(list(files))


def card(page, name):
    return page.locator(".picture-card", has_text=name)


def upload_card(page, name):
    return page.locator(".upload-card", has_text=name)


def wait_for_picture(page, name):
    card(page, name).locator("img").wait_for()


@pytest.fixture
def list_pictures(server, token):
    def list_pictures(status="ready"):
        return server.get(f"/v1/editorial/media?status={status}&limit=100", token=token).json["items"]

    return list_pictures


@pytest.fixture
def find_picture(list_pictures):
    """The only picture with a file's name."""

    def find_picture(name, status="ready"):
        [found] = [picture for picture in list_pictures(status) if picture["file"]["name"] == name]
        return found

    return find_picture


@pytest.fixture
def change_picture(server, token):
    """A change of somebody else."""

    def change_picture(picture, **changes):
        path = f"/v1/editorial/media/{picture['id']}"
        reply = server.request("PATCH", path, changes, headers={"if-match": str(picture["version"])}, token=token)
        assert reply.status == 200, reply.text
        return reply.json

    return change_picture


def open_picture(page, name):
    card(page, name).click()
    page.locator(".focus-field img").wait_for()


def test_several_files_are_uploaded_and_those_that_cannot_be_say_why(open_desk, find_picture):
    page = open_desk()
    animation = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(animation, "GIF", save_all=True, append_images=frames[1:])
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    add(page, file("first.jpg"), file("drawing.svg", drawing), file("moving.gif", animation.getvalue()), file("2.jpg"))
    wait_for_picture(page, "first.jpg")
    wait_for_picture(page, "2.jpg")
    upload_card(page, "drawing.svg").get_by_text("SVG is not taken").wait_for()
    upload_card(page, "moving.gif").get_by_text("It is an animation").wait_for()
    assert page.locator(".upload-count").inner_text() == "2 of 4 done"
    assert card(page, "first.jpg").count() == 1
    find_picture("first.jpg")
    page.get_by_role("button", name="Remove drawing.svg from the list").click()
    assert upload_card(page, "drawing.svg").count() == 0


def test_an_upload_that_is_cut_off_goes_on_at_the_same_picture(open_desk, find_picture, list_pictures):
    page = open_desk()
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


def test_a_cancelled_upload_leaves_nothing(open_desk, list_pictures):
    page = open_desk()
    open_desk.expected.append("Failed to load resource")
    page.route(UPLOADS, lambda route: None)  # it never gets an answer
    add(page, file("cancelled.jpg"))
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Cancel cancelled.jpg").click()
    assert upload_card(page, "cancelled.jpg").count() == 0
    assert "cancelled.jpg" not in [picture["file"]["name"] for picture in list_pictures("waiting")]


def test_an_upload_goes_on_at_another_screen_and_a_closing_page_asks(open_desk, find_picture):
    page = open_desk()
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


def test_pictures_are_dropped_and_pasted(open_desk, find_picture):
    page = open_desk()
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


def test_arrow_keys_lead_over_the_grid_and_into_the_details(open_desk):
    page = open_desk()
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


def test_the_focal_point_is_moved_by_keys_and_by_dragging_and_crops_follow(open_desk, find_picture):
    page = open_desk()
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


def test_changes_of_two_people_are_joined_and_what_both_changed_is_decided(open_desk, find_picture, change_picture):
    page = open_desk()
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


def test_texts_that_are_not_saved_survive_a_reload(open_desk):
    page = open_desk()
    add(page, file("kept.jpg"))
    wait_for_picture(page, "kept.jpg")
    open_picture(page, "kept.jpg")
    page.get_by_label("Caption").fill("Not saved yet")
    page.get_by_text("Not saved; kept on this device.").wait_for()
    page.reload()
    page.get_by_label("Caption").wait_for()
    eventually(lambda: page.wait_for_timeout(50) or page.get_by_label("Caption").input_value() == "Not saved yet")


def test_an_error_of_the_api_stands_at_its_field(open_desk):
    page = open_desk()
    open_desk.expected.append("status of 422")
    add(page, file("wrong.jpg"))
    wait_for_picture(page, "wrong.jpg")
    open_picture(page, "wrong.jpg")
    page.get_by_label("Credit").fill("Photo \u202etxt.exe")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".field.wrong .error").wait_for()
    assert page.locator(".field.wrong label").inner_text() == "Credit"


def test_a_file_is_replaced_and_a_refused_one_leaves_the_former(open_desk, find_picture):
    page = open_desk()
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


def test_a_picture_that_is_shown_is_not_deleted_and_says_where(open_desk, server, token, find_picture, list_pictures):
    page = open_desk()
    add(page, file("shown.jpg"), file("free.jpg"))
    wait_for_picture(page, "shown.jpg")
    wait_for_picture(page, "free.jpg")
    image = {"media": find_picture("shown.jpg")["id"]}
    draft = {"lang": "en", "title": "A canal", "body": "Water.", "image": image}
    article = server.post("/v1/editorial/articles", draft, token=token).json["id"]
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


def test_an_author_does_not_change_pictures_of_others(open_desk, server, token, find_picture):
    editor = open_desk()
    add(editor, file("theirs.jpg"))
    wait_for_picture(editor, "theirs.jpg")
    page = open_desk(f"#/pictures/{find_picture('theirs.jpg')['id']}", AUTHOR)
    page.get_by_text("An editor can change this one").wait_for()
    assert page.get_by_role("textbox", name="Alt text").get_attribute("readonly") is not None
    assert page.get_by_role("button", name=re.compile("Save|Replace|Delete")).count() == 0
    assert page.get_by_role("slider").count() == 0


def test_the_lead_picture_of_an_article_is_chosen_with_texts_of_its_own(
    open_desk, server, token, find_picture, change_picture
):
    page = open_desk()
    add(page, file("lead.jpg"))
    wait_for_picture(page, "lead.jpg")
    change_picture(find_picture("lead.jpg"), alt={"en": "That of the picture"})
    article = server.post("/v1/editorial/articles", {"lang": "en", "title": "A canal", "body": "Water."}, token=token)
    page.goto(f"{server.url}/desk#/articles/{article.json['id']}")
    page.get_by_role("button", name="Choose a picture").click()
    page.get_by_role("dialog").locator(".picture-card", has_text="lead.jpg").click()
    alt = page.locator(".lead-picture").get_by_label("Alt text (English)")
    alt.wait_for()
    eventually(lambda: page.wait_for_timeout(50) or alt.get_attribute("placeholder") == "That of the picture")
    alt.fill("That of the article")
    page.keyboard.press("Control+s")

    def read_image():
        page.wait_for_timeout(100)
        return server.get(f"/v1/editorial/articles/{article.json['id']}", token=token).json.get("image") or {}

    eventually(lambda: read_image().get("alt") == "That of the article")
    assert read_image()["media"] == find_picture("lead.jpg")["id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (390, "ru"), (390, "uz")])
def test_nothing_is_found_against_accessibility(open_desk, find_picture, server, width, lang, scheme):
    page = open_desk(width=width, locale=lang, color_scheme=scheme)
    name = f"axe-{width}-{lang}-{scheme}.png"
    add(page, file(name, save(Image.new("RGB", (300, 200), "green"), "PNG")), file("a.svg", b"<svg/>"))
    wait_for_picture(page, name)
    check(page)
    card(page, name).click()
    page.locator(".focus-field img").wait_for()
    for _ in range(5):
        page.get_by_role("slider").press("Shift+ArrowRight")
    check(page)


def check(page):
    found = Axe().run(page, "main", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    assert (
        json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]])
        == "[]"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
