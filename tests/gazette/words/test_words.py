"""The words of readers: every language has all of them, and none is there for nothing."""

import json
import re

import pytest

from cli.local.stack import ROOT
from gazette.words import find_nearest, list_languages, load_words

FOLDER = ROOT / "layers/core/gazette/words"
PLACEHOLDER = re.compile(r"\{\w*[^}]*\}")
FORMER_TEXTS = re.compile(r"/channels/consent/[1-9]")
"""Former consent texts: their number differs from language to language."""


def leaves(words, path=""):
    """Each text by its path."""
    if isinstance(words, str):
        return {path: words}
    pairs = words.items() if isinstance(words, dict) else enumerate(words)
    return {where: text for key, value in pairs for where, text in leaves(value, f"{path}/{key}").items()}


def placeholders(lang):
    """The names of the values that each text uses, without their formats: a day may be `{day:%d.%m.%Y}`."""
    return {
        where: sorted(mark.strip("{}").partition(":")[0] for mark in PLACEHOLDER.findall(text))
        for where, text in leaves(load_words(lang)).items()
        if not FORMER_TEXTS.match(where)
    }


def source_of(*patterns):
    return "\n".join(path.read_text() for pattern in patterns for path in sorted(ROOT.glob(pattern)))


def unused(words, used, prefix):
    return [key for key in words if not re.search(rf"\b{prefix}\.{key}\b|[\"']{key}[\"']", used)]


def test_each_language_of_the_site_has_a_file(stack):
    assert set(list_languages()) >= set(stack.parameters["Languages"].split(","))


def test_files_are_named_as_languages_are():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(list_languages())
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", lang) for lang in list_languages())


@pytest.mark.parametrize("lang", list_languages())
def test_a_language_has_all_texts_of_english_with_the_same_values_in_them(lang):
    assert placeholders(lang) == placeholders("en")


@pytest.mark.parametrize("lang", list_languages())
def test_no_text_is_empty_or_has_straight_quotes(lang):
    for where, text in leaves(load_words(lang)).items():
        assert text.strip() or where == "/numbers/group", where  # a language may group digits by a space
        assert '"' not in text and "'" not in text, f"{where}: {text}"


def test_no_two_languages_have_the_same_sentence():
    sentences = [
        text
        for lang in list_languages()
        for text in {text for text in leaves(load_words(lang)).values() if len(PLACEHOLDER.sub("", text)) > 20}
    ]
    assert sorted(sentences) == sorted(set(sentences))


def test_every_text_of_the_site_is_used():
    used = source_of("web/templates/**/*.html", "layers/core/gazette/pages/**/*.py", "functions/pages/handler.py")
    assert unused(load_words("en")["site"], used, "site") == []


def test_every_text_of_the_page_of_rates_is_used():
    used = source_of("web/templates/rates.html", "web/templates/rates/*.html", "layers/core/gazette/pages/rates/*.py")
    assert unused(load_words("en")["rates"], used, "words") == []


def test_every_text_of_the_chart_is_used():
    used = source_of("layers/core/gazette/rates/public/chart/drawing.py")
    assert unused(load_words("en")["chart"], used, "words") == []


def test_every_form_of_a_date_is_used():
    used = source_of("layers/core/gazette/words/dates.py")
    assert unused(load_words("en")["dates"], used, "words") == []


@pytest.mark.parametrize(
    ("lang", "file"),
    [("uz-Cyrl", "uz-Cyrl"), ("uz-Latn", "uz"), ("ru-KZ", "ru"), ("ja", "en"), ("kk", "en")],
)
def test_a_language_without_a_file_takes_the_nearest(lang, file):
    assert find_nearest(lang, list_languages()) == file
    assert load_words(lang) == json.loads((FOLDER / f"{file}.json").read_text())


def test_a_file_is_read_once():
    assert load_words("ru-KZ") is load_words("ru")
