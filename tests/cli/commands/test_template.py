"""`gazette template` prints the template for CloudFormation."""

import json

from typer.testing import CliRunner

from cli.main import app


def test_template_prints_what_cloudformation_gets():
    result = CliRunner().invoke(app, ["template"])
    resources = json.loads(result.output)["Resources"]
    assert resources["ArticlesFunction"]["Type"] == "AWS::Lambda::Function"
    assert not [name for name, resource in resources.items() if resource["Type"].startswith("AWS::Serverless::")]
