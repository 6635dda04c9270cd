"""Members of staff: invited, changed and removed by an admin."""

import re

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import ADMIN

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(open_desk):
    return open_desk(ADMIN, "#/people")


def open_member(page, name):
    page.get_by_role("button", name=f"Change {name}").click()


def test_an_invitation_is_refused_at_its_field_and_then_sent(staff, open_desk, colleague):
    open_desk.expected.append("422")
    staff.get_by_role("button", name="Invite").click()
    expect(staff.get_by_text("A mail with a temporary password")).to_be_visible()
    staff.get_by_label("E-mail").fill("ann@localhost")
    staff.get_by_label("Name").fill("Ann Lee")
    staff.get_by_role("button", name="Send the invitation").click()
    expect(staff.get_by_label("E-mail")).to_be_focused()
    expect(staff.locator(".field.wrong .error")).to_be_visible()
    staff.get_by_label("E-mail").fill("ann@gazette.example")
    staff.get_by_role("radio", name=re.compile("^editor")).check()
    staff.get_by_role("button", name="Send the invitation").click()
    expect(staff.get_by_text("Ann Lee is invited")).to_be_visible()
    row = staff.locator("tr", has_text="ann@gazette.example")
    expect(row).to_contain_text("invited")
    expect(row).to_contain_text("editor")
    assert [member["groups"] for member in colleague.get("staff")["items"] if member["name"] == "Ann Lee"] == [
        ["editor"]
    ]


def test_an_address_of_somebody_else_is_said_at_its_field(staff, open_desk, colleague):
    open_desk.expected.append("409")
    colleague.send("POST", "staff", {"email": "bob@gazette.example", "name": "Bob", "group": "author"})
    staff.get_by_role("button", name="Invite").click()
    staff.get_by_label("E-mail").fill("BOB@gazette.example")
    staff.get_by_label("Name").fill("Bobby")
    staff.get_by_role("button", name="Send the invitation").click()
    expect(staff.get_by_text("A member of staff has this address.")).to_be_visible()


def test_a_group_is_changed_and_a_member_is_removed(staff, colleague):
    id = colleague.send("POST", "staff", {"email": "eve@gazette.example", "name": "Eve", "group": "author"})["id"]
    staff.reload()
    open_member(staff, "Eve")
    staff.get_by_role("radio", name=re.compile("^editor")).check()
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_text("Eve is changed.")).to_be_visible()
    assert colleague.get(f"staff/{id}")["groups"] == ["editor"]
    open_member(staff, "Eve")
    staff.get_by_role("button", name="Remove…").click()
    expect(staff.get_by_role("dialog")).to_contain_text("eve@gazette.example")
    staff.get_by_role("button", name="Remove Eve").click()
    expect(staff.get_by_text("Eve is removed.")).to_be_visible()
    assert id not in [member["id"] for member in colleague.get("staff")["items"]]


def test_nobody_can_lock_themselves_out(staff):
    staff.locator("tr", has_text="(you)").get_by_role("button").click()
    expect(staff.get_by_text("only another admin can change its group")).to_be_visible()
    expect(staff.get_by_role("radio", name=re.compile("^author"))).to_be_disabled()
    expect(staff.get_by_role("button", name="Remove…")).to_have_count(0)


def test_a_member_whom_somebody_has_removed_is_said(staff, open_desk, colleague):
    open_desk.expected.append("404")
    id = colleague.send("POST", "staff", {"email": "zoe@gazette.example", "name": "Zoe", "group": "author"})["id"]
    staff.reload()
    open_member(staff, "Zoe")
    staff.get_by_role("button", name="Remove…").click()
    colleague.send("DELETE", f"staff/{id}")
    staff.get_by_role("button", name="Remove Zoe").click()
    expect(staff.get_by_text("Zoe is removed.")).to_be_visible()
    expect(staff.locator("tr", has_text="zoe@gazette.example")).to_have_count(0)
