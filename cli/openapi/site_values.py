"""Schemas of values that many parameters have (values.yaml), with the languages and banks of the template."""

import importlib
from typing import Any

from cli.openapi.yaml_files import load_yaml
from gazette.http.staff_parameters import VALUE
from gazette.subscriptions.public.channels import consent_texts

LANGUAGE_FIELDS = ("Draft", "EditorialChanges", "PreferenceChanges", "Signup")
"""Schemas of request bodies whose field `lang` is a language of the site."""


def load_values() -> dict[str, dict[str, Any]]:
    """The schemas by name. Functions are imported, so the template's environment must be set."""
    values: dict[str, dict[str, Any]] = load_yaml("values")
    values["SiteLanguage"]["enum"] = list(importlib.import_module("functions.articles.handler").settings.languages)
    values["RateSource"]["enum"] = list(importlib.import_module("functions.rates.handler").settings.rate_sources)
    return values


def fill_in(part: Any, values: dict[str, dict[str, Any]]) -> Any:
    """A part of the document with the members of the values that its schemas name. Other members of a schema stay."""
    if isinstance(part, list):
        return [fill_in(item, values) for item in part]
    if not isinstance(part, dict):
        return part
    filled = {key: fill_in(item, values) for key, item in part.items() if key != VALUE}
    return {**values[part[VALUE]], **filled} if VALUE in part else filled


def describe_site_fields(schemas: dict[str, Any], values: dict[str, dict[str, Any]]) -> None:
    """Give the fields of request bodies the values that the functions look up: languages, consent texts."""
    for name in LANGUAGE_FIELDS:
        field = schemas[name]["properties"]["lang"]
        kept = {key: field[key] for key in ("description",) if key in field}
        schemas[name]["properties"]["lang"] = values["SiteLanguage"] | kept
    schemas["Naming"]["properties"]["names"]["propertyNames"] = values["SiteLanguage"]
    consent, [example] = schemas["Signup"]["properties"]["consent"], schemas["Signup"]["examples"]
    consent["enum"] = sorted(consent_texts())
    example["consent"] = consent["enum"][0]
