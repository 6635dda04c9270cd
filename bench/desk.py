"""`python -m bench.desk`: the editors' desk on a slow line and a slow device, beside pages that do less.

A key in a text of 3,000 words until it is painted, beside a bare `contenteditable` with the same words. The time until
the shelf and an article are shown, beside the page that only asks to sign in.
"""

import shutil
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import sync_playwright

from cli.local.sign_in.people import SAMPLES
from tests.support.browsers import BROWSERS, QUIET
from tests.support.desk_server import Member, build_desk
from tests.support.local_server import LocalServer

SLOW_CPU = 4
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""Milliseconds, and bytes a second."""
KEYS, PAUSE = 150, 60
"""Keys of a measurement, and milliseconds between two of them."""
LOADS, SETTLED = 5, 6
"""Loads of each page, and seconds after which it is certainly shown."""
PARAGRAPH = "<p>" + "The council voted on the new tram line after a long debate about money and noise. " * 10 + "</p>"
BODY = PARAGRAPH * 20
BARE = f'<style>body {{ font: 19px/1.6 serif; max-width: 704px }}</style><div class="text" contenteditable>{BODY}</div>'

WATCH_KEYS = """() => {
  document.addEventListener("keydown", () => {
    const start = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => painted.push(performance.now() - start);
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }, true);
}"""
"""Keeps the milliseconds from a key to the end of the frame that shows it."""

WATCH_LOAD = """(() => {
  const look = (_, observer) => {
    if (!document.querySelector(SELECTOR)) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (window.shown = performance.now())));
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})()"""


def slow_down(page: Any, rate: int) -> Any:
    """The session of the developer tools in which the CPU is that many times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return session


def measure_keys(page: Any, rate: int) -> list[float]:
    page.bring_to_front()
    page.locator(".text p").nth(10).click()
    slow_down(page, rate)
    page.evaluate("window.painted = []")
    for number in range(KEYS):
        page.keyboard.press("abcdefgh klm"[number % 12])
        page.wait_for_timeout(PAUSE)
    times: list[float] = page.evaluate("painted")
    return times


def measure_load(context: Any, address: str, selector: str) -> float:
    """Seconds until the browser has painted what the selector finds."""
    page = context.new_page()
    page.add_init_script(WATCH_LOAD.replace("SELECTOR", f"'{selector}'"))
    session = slow_down(page, SLOW_CPU)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(address, wait_until="commit")
    time.sleep(SETTLED)  # whoever asks the page meanwhile slows it down
    shown: float = page.evaluate("window.shown") / 1000
    page.close()
    return shown


def sign_in(context: Any, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/desk")
    page.locator(".sign-in .button.main").click()
    page.get_by_role("button", name=SAMPLES[1].name).click()
    page.locator(".shelf .title").first.wait_for()
    page.wait_for_timeout(500)  # the list is kept for the next visit
    page.close()


def bench_keys(context: Any, address: str) -> None:
    desk, bare = context.new_page(), context.new_page()
    desk.goto(address)
    bare.set_content(BARE)
    pages = {"bare contenteditable": bare, "desk": desk}
    for page in pages.values():
        page.evaluate(WATCH_KEYS)
    for rate in (1, SLOW_CPU):
        print(f"A key until it is painted, ms, with a CPU {rate} times slower")
        rows = {}
        for name, page in pages.items():
            times = measure_keys(page, rate)
            rows[name] = median(times), quantiles(times, n=20)[-1]
            print(f"  {name:24} p50 {rows[name][0]:5.1f}  p95 {rows[name][1]:5.1f}")
        ratios = [ours / theirs for ours, theirs in zip(rows["desk"], rows["bare contenteditable"], strict=True)]
        print(f"  {'times as long':24} p50 {ratios[0]:5.2f}  p95 {ratios[1]:5.2f}")


def bench_loads(new_context: Callable[[], Any], url: str, article: str) -> None:
    stranger, editor = new_context(), new_context()
    sign_in(editor, url)
    pages = {
        "asks to sign in": (stranger, f"{url}/desk", ".sign-in .button"),
        "shelf": (editor, f"{url}/desk", ".shelf .title"),
        "article of 3,000 words": (editor, article, ".editor-text .text p"),
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(LOADS):
        for name, page in pages.items():
            times[name].append(measure_load(*page))
    print("Until it is shown, s, 1.6 Mbit/s, 150 ms, no cache; and how many times as long as the first")
    first = median(times["asks to sign in"])
    for name, found in times.items():
        print(f"  {name:24} {median(found):5.2f}  ({min(found):.2f} to {max(found):.2f})  {median(found) / first:5.2f}")


def main() -> None:
    build_desk()
    with LocalServer() as server, sync_playwright() as playwright:
        made = Member(server, "editor").write(title="A long text", format="html", body=BODY)
        browser = next(filter(None, map(shutil.which, BROWSERS)))
        chromium = playwright.chromium.launch(executable_path=browser, args=QUIET)
        article = f"{server.url}/desk#/articles/{made['id']}"
        bench_loads(lambda: chromium.new_context(viewport={"width": 1280, "height": 800}), server.url, article)
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        sign_in(context, server.url)
        bench_keys(context, article)
        chromium.close()


if __name__ == "__main__":
    main()
