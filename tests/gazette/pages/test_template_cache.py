"""Byte code of templates: used where it fits, and never needed."""

import pytest
from jinja2 import Environment

from cli.local.stack import ROOT
from gazette.pages.template_cache import TemplateCache, build_environment, compile_templates


@pytest.fixture
def folders(tmp_path):
    templates, compiled = tmp_path / "templates", tmp_path / "compiled"
    (templates / "parts").mkdir(parents=True)
    (templates / "page.html").write_text("{% include 'parts/name.html' %}!")
    (templates / "parts/name.html").write_text("{{ name }}")
    return templates, compiled


def render(folders, templates=None):
    environment = build_environment(str(templates or folders[0]), TemplateCache(str(folders[1])))
    return environment.get_template("page.html").render(name="<Gazette>")


def test_compiled_templates_are_not_compiled_again_also_in_another_folder(folders, monkeypatch):
    compile_templates(*map(str, folders))
    moved = folders[0].rename(folders[0].with_name("moved"))
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("compiled"))
    assert render(folders, moved) == "&lt;Gazette&gt;!"


def test_a_template_that_changed_since_is_compiled(folders):
    compile_templates(*map(str, folders))
    (folders[0] / "parts/name.html").write_text("{{ name }}?")
    assert render(folders) == "&lt;Gazette&gt;?!"


def test_without_the_folder_or_with_a_damaged_file_templates_are_compiled(folders):
    assert render(folders) == "&lt;Gazette&gt;!"
    assert not folders[1].exists()  # a function cannot write its files
    compile_templates(*map(str, folders))
    for file in folders[1].iterdir():
        file.write_bytes(b"damaged")
    assert render(folders) == "&lt;Gazette&gt;!"


def test_every_template_of_the_site_can_be_compiled_ahead(tmp_path):
    templates = ROOT / "web/templates"
    compile_templates(str(templates), str(tmp_path))
    assert len(list(tmp_path.iterdir())) == len([*templates.rglob("*.html"), *templates.rglob("*.txt")])
