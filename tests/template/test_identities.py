"""Who signs in and who sends mail: what cannot be changed or made twice once it is deployed."""

import pytest

from cli.local.stack import Stack


def of_type(resource_type, **parameters):
    """Properties of each present resource of a type, by logical id."""
    return dict(Stack(parameters=parameters).of_type(resource_type))


@pytest.mark.parametrize(
    ("parameters", "made"),
    [
        ({}, []),
        ({"MailSender": "news@paper.example"}, ["news@paper.example"]),
        ({"MailSender": "news@paper.example", "SenderIdentity": "existing"}, []),
    ],
    ids=["no mail", "an address that SES is to verify", "one that it knows"],
)
def test_the_sender_is_registered_with_ses_unless_it_is_already(parameters, made):
    identities = of_type("AWS::SES::EmailIdentity", **parameters)
    assert [identity["EmailIdentity"] for identity in identities.values()] == made


@pytest.mark.parametrize(("protected", "said"), [("true", "ACTIVE"), ("false", "INACTIVE")])
def test_the_user_pool_refuses_to_be_deleted_as_the_tables_do(protected, said):
    [pool] = of_type("AWS::Cognito::UserPool", DeletionProtection=protected).values()
    assert pool["DeletionProtection"] == said
    tables = of_type("AWS::DynamoDB::Table", DeletionProtection=protected)
    assert tables["DraftsTable"]["DeletionProtectionEnabled"] == protected


def test_an_address_is_the_same_person_in_capitals():
    [pool] = of_type("AWS::Cognito::UserPool").values()
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
