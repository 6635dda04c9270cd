"""No word is lost in a real browser: killed, offline, hidden, in two tabs, beside another person."""

import time

import pytest
from playwright.sync_api import expect

from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.end_to_end]

TYPED = "The water of two rivers is counted in litres since March, gauge by gauge. "


def write(page, text, **options):
    page.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text, **options)


def read(page):
    return page.locator("textarea").input_value()


def wait_for_state(page, kind):
    expect(page).to_have_title(kind)


def test_a_killed_browser_loses_a_quarter_of_a_second_at_most(machine, editor):
    id = editor.begin()
    page = machine.start().open(editor, id)
    write(page, TYPED * 2, delay=25)
    machine.kill()
    device = machine.start()
    page = device.open(editor, id)
    shown = read(page)
    typed = "Begun." + TYPED * 2
    assert typed.startswith(shown)
    assert len(typed) - len(shown) <= 12
    write(page, " And on.")
    eventually(lambda: editor.get_autosave(id) == f"<p>{shown} And on.</p>")


def test_a_killed_browser_has_a_new_article_once(machine, editor):
    page = machine.start().visit(editor)
    page.evaluate("person => page.begin(person)", editor.id)
    write(page, TYPED)
    wait_for_state(page, "saved")
    id = page.evaluate("page.getArticle()")
    write(page, "More.")
    page.wait_for_timeout(400)
    machine.kill()
    device = machine.start()
    page = device.visit(editor)
    assert page.evaluate("person => page.sendUnsent(person)", editor.id) == [id]
    assert editor.get_autosave(id) == f"<p>{TYPED}More.</p>"


def test_one_tab_writes_and_gives_way_to_another_with_all_its_text(device, editor):
    id = editor.begin()
    first = device.open(editor, id)
    write(first, " First.")
    second = device.open(editor, id)
    wait_for_state(second, "read only")
    second.evaluate("page.writeHere()")
    wait_for_state(first, "read only")
    assert read(second) == "Begun. First."
    write(second, " Second.")
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. First. Second.</p>")
    first.evaluate("page.writeHere()")
    wait_for_state(second, "read only")
    assert read(first) == "Begun. First. Second."


def test_a_frozen_tab_loses_the_lock_and_nothing_else(device, editor):
    id = editor.begin()
    first = device.open(editor, id)
    write(first, " First.")
    first.wait_for_timeout(400)
    second = device.open(editor, id)
    control = device.context.new_cdp_session(first)
    control.send("Debugger.enable")
    control.send("Debugger.pause")
    started = time.monotonic()
    second.evaluate("page.writeHere()")
    assert time.monotonic() - started > 2.5, "the tab was not frozen: it has answered"
    assert read(second) == "Begun. First."
    write(second, " Second.")
    control.send("Debugger.disable")
    wait_for_state(first, "read only")
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. First. Second.</p>")


def test_what_is_written_offline_is_sent_when_the_network_is_back(device, editor):
    id = editor.begin()
    page = device.open(editor, id)
    device.context.set_offline(True)
    write(page, " Offline.")
    wait_for_state(page, "offline")
    assert editor.get_autosave(id) is None
    device.context.set_offline(False)
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. Offline.</p>")
    wait_for_state(page, "kept apart")


def test_what_was_written_offline_and_closed_is_sent_by_the_next_page(device, editor):
    id = editor.begin()
    page = device.open(editor, id)
    device.context.set_offline(True)
    write(page, " Offline.")
    page.wait_for_timeout(400)
    page.close()
    device.context.set_offline(False)
    assert editor.get_autosave(id) is None
    assert device.visit(editor).evaluate("person => page.sendUnsent(person)", editor.id) == [id]
    assert editor.get_autosave(id) == "<p>Begun. Offline.</p>"


def test_a_page_that_is_left_at_once_has_sent_its_text(device, editor):
    id = editor.begin()
    page = device.open(editor, id)
    write(page, " Last words.")
    page.goto("about:blank")
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. Last words.</p>")


def test_two_people_have_both_texts_in_one_version(device, editor, admin):
    id = editor.begin()
    page = device.open(editor, id)
    write(page, " Mine.")
    wait_for_state(page, "kept apart")
    admin.save(id, 1, title="By another person")
    assert page.evaluate("page.save()") == "done"
    saved = editor.read(id)
    assert (saved["title"], saved["body"], saved["version"]) == ("By another person", "<p>Begun. Mine.</p>", 3)
    eventually(lambda: editor.get_autosave(id) is None)


def test_two_people_in_one_paragraph_are_a_conflict_and_nothing_is_lost(device, editor, admin):
    id = editor.begin()
    page = device.open(editor, id)
    write(page, " Mine.")
    admin.save(id, 1, body="<p>Theirs.</p>")
    assert page.evaluate("page.save()") == "conflict"
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. Mine.</p>")
    assert editor.read(id)["body"] == "<p>Theirs.</p>"


def test_a_field_that_the_api_refuses_does_not_hold_up_the_others(device, editor):
    id = editor.begin()
    page = device.open(editor, id)
    page.evaluate("title => page.setTitle(title)", "x" * 301)
    write(page, " Kept.")
    wait_for_state(page, "refused")
    assert editor.get_autosave(id) == "<p>Begun. Kept.</p>"
    assert list(page.evaluate("page.getErrors()")) == ["title"]


def test_another_person_who_signs_in_sends_nothing_of_it(device, editor, admin):
    id = editor.begin()
    page = device.open(editor, id)
    page.evaluate("([token, person]) => page.signIn(token, person)", [admin.token, admin.id])
    write(page, " Mine.")
    wait_for_state(page, "signed out")
    page.evaluate("([token, person]) => page.signIn(token, person)", [editor.token, editor.id])
    eventually(lambda: editor.get_autosave(id) == "<p>Begun. Mine.</p>")
    assert admin.get_autosave(id) is None
