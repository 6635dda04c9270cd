"""The library of pictures in a browser."""

from tests.support.pictures import photo


def file(name, content=None):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content or photo()}


def add(page, *files):
    page.locator(".screen-head input[type=file]").set_input_files(list(files))


def card(page, name):
    return page.locator(".picture-card", has_text=name)


def wait_for_picture(page, name):
    card(page, name).locator("img").wait_for()


def open_picture(page, name):
    card(page, name).click()
    page.locator(".focus-field img").wait_for()
