"""What a machine finds against accessibility."""

from axe_playwright_python.sync_playwright import Axe


def list_faults(page, part=None, **options):
    """Faults that axe finds in a page, or in one part of it."""
    found = Axe().run(page, part, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")
