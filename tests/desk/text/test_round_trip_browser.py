"""No word is lost between the API and the editor: bodies are rendered, read, written and rendered again."""

import os
from pathlib import Path

import pytest
import yaml

from gazette.articles.body.renderer import render_body
from gazette.errors import Invalid
from tests.support.bodies import BodyMaker, read

pytestmark = pytest.mark.browser

BODIES = 1_000
FIRST = int(os.environ.get("BODIES_SEED", "1"))
"""To repeat a failure: the number that it names."""

SAMPLES = Path("cli/local/samples")
ROUND_TRIP = "(bodies) => bodies.map(desk.roundTrip)"


def render(source: str, form: str = "html") -> str | None:
    try:
        return render_body(source, form)
    except Invalid:
        return None


def find_losses(page, bodies):
    """Of rendered bodies, those that readers would get otherwise after the editor, with what it wrote."""
    losses = []
    for body, trip in zip(bodies, page.evaluate(ROUND_TRIP, bodies), strict=True):
        after = render(trip["once"])
        if after is None or read(after) != read(body) or trip["twice"] != trip["once"]:
            losses.append((body, trip["once"]))
    return losses


def shrink(page, blocks):
    """The blocks of a body that fails without which it does not fail."""
    kept = list(blocks)
    for block in blocks:
        fewer = [other for other in kept if other is not block]
        body = render("\n".join(fewer))
        if body and find_losses(page, [body]):
            kept = fewer
    return kept


def test_generated_bodies_come_back_as_readers_get_them(open_editor):
    page = open_editor()
    made = {seed: BodyMaker(seed).make_blocks() for seed in range(FIRST, FIRST + BODIES)}
    rendered = {seed: render("\n".join(blocks)) for seed, blocks in made.items()}
    bodies = {seed: body for seed, body in rendered.items() if body}
    assert len(bodies) > BODIES * 0.95
    for body, written in find_losses(page, list(bodies.values())):
        seed = next(seed for seed, other in bodies.items() if other == body)
        blocks = shrink(page, made[seed])
        [(before, after)] = find_losses(page, [render("\n".join(blocks))]) or [(body, written)]
        pytest.fail(f"BODIES_SEED={seed}: {blocks}\nrendered: {before}\nwritten:  {after}")


def test_bodies_of_the_samples_are_shown_without_source(open_editor):
    page = open_editor()
    bodies = []
    for path in sorted(SAMPLES.glob("*.yaml")):
        bodies += [render_body(body, "markdown") for body in find_bodies(yaml.safe_load(path.read_text()))]
    assert len(bodies) > 10
    assert find_losses(page, bodies) == []
    assert not any("raw" in trip["kinds"] for trip in page.evaluate(ROUND_TRIP, bodies))


def find_bodies(part):
    if isinstance(part, dict):
        for name, value in part.items():
            yield from [value] if name == "body" and isinstance(value, str) else find_bodies(value)
    elif isinstance(part, list):
        for value in part:
            yield from find_bodies(value)
