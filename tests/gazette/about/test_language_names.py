"""Endonyms."""

import pytest

from gazette.about.language_names import find_endonym


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "English"), ("uz", "Oʻzbekcha"), ("uz-Cyrl", "Ўзбекча"), ("en-GB", "English"), ("tlh", "tlh")],
)
def test_a_language_has_its_own_name_for_itself(lang, name):
    assert find_endonym(lang) == name
