"""Tabs of a browser whose desk is the sign-in alone (`desk/tests/pages/session.ts`)."""

from cli.local.sign_in.people import SAMPLES

AUTHOR, EDITOR, ADMIN = SAMPLES
STORED = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("gazette-desk");
    request.onsuccess = () => resolve(request.result);
  });
  const stored = await new Promise((resolve) => {
    const request = database.transaction("sign-in").objectStore("sign-in").get("refresh");
    request.onsuccess = () => resolve(request.result?.token ?? null);
  });
  database.close();
  return stored;
}"""
"""The refresh token that the browser has."""
ME = "async (token) => (await fetch('/v1/editorial/me', {headers: {authorization: `Bearer ${token}`}})).json()"


def open_tab(device, server, path="/desk"):
    page = device.new_page()
    page.goto(f"{server.url}{path}")
    wait_for(page, "state")
    return page


def wait_for(page, name, value=None):
    """Wait for an attribute that the script sets."""
    selector = f"html[data-{name}]" if value is None else f'html[data-{name}="{value}"]'
    page.wait_for_selector(selector, state="attached")


def get_state(page):
    """Whether somebody is signed in, or why not."""
    return page.locator("html").get_attribute("data-state")


def choose(page, person):
    page.get_by_role("button", name=person.name).click()


def sign_in(page, person=EDITOR, screen="#/articles"):
    page.evaluate("(screen) => void session.begin(screen)", screen)
    choose(page, person)
    page.wait_for_url("**/desk*")
    wait_for(page, "state")
    assert get_state(page) == "true"
