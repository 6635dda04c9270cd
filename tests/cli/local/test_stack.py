"""The template as the local server resolves it."""

import pytest

from cli.local.stack import Stack

TEMPLATE = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Parameters": {
        "Url": {"Type": "String", "Default": "https://a.example"},
        "Langs": {"Type": "CommaDelimitedList", "Default": "en,ru"},
    },
    "Conditions": {
        "Named": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Url"}, ""]}]},
        "Both": {"Fn::And": [{"Condition": "Named"}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-central-1"]}]},
        "Either": {"Fn::Or": [{"Condition": "Both"}, {"Condition": "Named"}]},
    },
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Condition": "Named", "Properties": {}},
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {}},
    },
}


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "Url"}, "https://a.example"),
        ({"Ref": "Langs"}, ["en", "ru"]),
        ({"Ref": "AWS::StackName"}, "paper"),
        ({"Ref": "Files"}, "paper-files"),
        ({"Fn::GetAtt": ["Files", "Arn"]}, "arn:aws:s3:::paper-files"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:aws:sqs:eu-central-1:123456789012:paper-Queue"),
        (
            {"Fn::Sub": "${Files}/${Queue.Arn}/${!Kept}"},
            "paper-files/arn:aws:sqs:eu-central-1:123456789012:paper-Queue/${!Kept}",
        ),
        ({"Fn::Sub": ["${own}-${Url}", {"own": {"Ref": "AWS::Region"}}]}, "eu-central-1-https://a.example"),
        ({"Fn::Join": ["-", ["a", {"Ref": "AWS::Partition"}]]}, "a-aws"),
        ({"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "Url"}]}]}, "a.example"),
        ({"Fn::If": ["Both", 1, 2]}, 1),
        (
            {"kept": 1, "dropped": {"Ref": "AWS::NoValue"}, "list": [{"Ref": "AWS::NoValue"}, 2]},
            {"kept": 1, "list": [2]},
        ),
    ],
    ids=str,
)
def test_an_intrinsic_function_gives_what_cloudformation_would(value, resolved):
    assert Stack(TEMPLATE, name="paper").resolve(value) == resolved


def test_a_resource_whose_condition_does_not_hold_is_not_there():
    assert [name for name, _ in Stack(TEMPLATE).of_type("AWS::SQS::Queue")] == ["Queue"]
    without = Stack(TEMPLATE, parameters={"Url": ""})
    assert list(without.of_type("AWS::SQS::Queue")) == []
    assert not without.is_true("Either")


def test_what_is_not_understood_is_said_so():
    with pytest.raises(NotImplementedError, match="Fn::Cidr"):
        Stack(TEMPLATE).resolve({"Fn::Cidr": ["10.0.0.0/16", 1]})
    with pytest.raises(ValueError, match="no parameter Colour"):
        Stack(TEMPLATE, parameters={"Colour": "red"})


def test_all_of_the_template_can_be_resolved(stack):
    for resource in stack.resources.values():
        assert stack.resolve(resource.get("Properties", {})) is not None
