"""Looking into a page: parsed as browsers do, with every mistake in the markup an error."""

import json

from justhtml import JustHTML


def page(answer):
    """The document of a function's answer."""
    return parse(answer["body"])


def parse(html):
    return JustHTML(html, sanitize=False, strict=True)


def text(document, selector="body"):
    """Text of the first element, blanks as a reader sees them."""
    return " ".join(document.query_one(selector).to_text(separator="", strip=False).split())


def texts(document, selector):
    return [" ".join(element.to_text(separator="", strip=False).split()) for element in document.query(selector)]


def attributes(document, selector, name):
    return [element.attrs[name] for element in document.query(selector)]


def meta(document):
    """Content of the meta elements by name or property."""
    elements = document.query("meta[content]")
    return {element.attrs.get("name") or element.attrs["property"]: element.attrs["content"] for element in elements}


def alternates(document):
    """Address of each language that the head names."""
    return {link.attrs["hreflang"]: link.attrs["href"] for link in document.query("link[hreflang]")}


def all_linked_data(document):
    """What the page says of itself to machines (JSON-LD), in the order of the scripts."""
    scripts = document.query('script[type="application/ld+json"]')
    return [json.loads("".join(child.data for child in script.children)) for script in scripts]
