"""How the function starts: what it imports, what it asks."""

import os
import subprocess
import sys

import boto3

from cli.local.environment import LOCAL_VARIABLES
from cli.local.stack import ROOT
from gazette.aws.public import parameters
from tests.support.html import attributes, page


def test_asks_the_distributions_parameter_where_the_site_has_no_address_of_its_own(get, monkeypatch):
    monkeypatch.setattr(parameters, "_cache", {})
    boto3.client("ssm").put_parameter(
        Name=os.environ["SITE_URL_PARAMETER"], Value="https://d111.example", Type="String", Overwrite=True
    )
    monkeypatch.setenv("SITE_URL", "")
    assert attributes(page(get("/ru")), 'link[rel="canonical"]', "href") == ["https://d111.example/ru"]


def test_starts_without_the_sdk_and_without_a_time_zone_of_the_system(stack):
    """In Lambda it has the core and web layers, Jinja2 and tzdata, and nothing else. Readers do not load the desk."""
    code = """
import functions.pages.handler, sys
heavy = {"boto3", "botocore", "urllib3", "pydantic", "aws_lambda_powertools", "email_validator", "moto",
    "gazette.pages.desk"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    environment = {**os.environ, **stack.environment("PagesFunction"), **LOCAL_VARIABLES}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONTZPATH": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
