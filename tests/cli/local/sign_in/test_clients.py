"""Which clients may sign in, and where they may return to: as the template says."""

from cli.local.environment import choose_parameters
from cli.local.sign_in.clients import read_clients
from cli.local.stack import Stack, read_template


def read(**environ):
    template = read_template()
    return read_clients(Stack(template, parameters=choose_parameters(environ, template["Parameters"], 3123)))


def test_the_desk_of_this_machine_signs_in_without_any_setting():
    desk = read()["gazette-DeskClient"]
    assert desk.allows("http://127.0.0.1:3123/desk")
    assert desk.allows("http://localhost:3123/desk")
    assert not desk.allows("http://localhost:3000/desk")
    assert (desk.seconds, desk.grace) == (14 * 3600, 60)


def test_the_desk_is_on_this_machine_also_for_a_site_with_another_address():
    desk = read(SITE_URL="https://news.example")["gazette-DeskClient"]
    assert desk.addresses == ("http://127.0.0.1:3123/desk",)


def test_another_front_end_signs_in_at_its_own_addresses():
    assert not read()["gazette-UserPoolClient"].allows("http://localhost:5173/")
    other = read(EDITOR_URLS="http://127.0.0.1:5173/,https://editors.example/")["gazette-UserPoolClient"]
    assert other.addresses == ("http://127.0.0.1:5173/", "https://editors.example/")
    assert other.allows("http://localhost:5173/")
    assert other.grace is None
