"""Who signs in and who sends mail: what cannot be changed or made twice once it is deployed."""

import re
from copy import copy
from functools import cache

import pytest

from cli.local.stack import Stack
from tests.support.aws import STACK


@cache
def translate():
    """The stack with its defaults."""
    return Stack(STACK.source)


def make_stack(**parameters):
    """The stack with these parameters.

    One translation, which takes a second, is enough: SAM's translator keeps what is tested here as it is written.
    """
    stack = copy(translate())
    assert parameters.keys() <= stack.parameters.keys()
    stack.parameters = stack.parameters | parameters
    return stack


def of_type(resource_type, **parameters):
    """Properties of each present resource of a type, by logical id."""
    return dict(make_stack(**parameters).of_type(resource_type))


SENDER = {"MailSender": "news@mail.paper.example"}


@pytest.mark.parametrize(
    ("parameters", "made"),
    [
        ({}, []),
        (SENDER, ["mail.paper.example"]),
        ({**SENDER, "SenderIdentity": "address"}, ["news@mail.paper.example"]),
        ({**SENDER, "SenderIdentity": "existing"}, []),
    ],
    ids=["no mail", "its domain", "one address", "one that SES knows"],
)
def test_the_sender_is_registered_with_ses_unless_it_is_already(parameters, made):
    identities = of_type("AWS::SES::EmailIdentity", **parameters)
    assert [identity["EmailIdentity"] for identity in identities.values()] == made


def test_mails_are_signed_by_the_senders_domain_and_bounce_to_a_subdomain_of_it():
    """Both are aligned with the sender (RFC 7489, 3.1), as Gmail and Yahoo want it."""
    [identity] = of_type("AWS::SES::EmailIdentity", **SENDER).values()
    assert identity["DkimSigningAttributes"] == {"NextSigningKeyLength": "RSA_2048_BIT"}
    assert identity["MailFromAttributes"] == {
        "MailFromDomain": "bounce.mail.paper.example",
        "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
    }
    [address] = of_type("AWS::SES::EmailIdentity", **SENDER, SenderIdentity="address").values()
    assert set(address) == {"EmailIdentity"}


def test_the_records_for_the_domains_dns_are_an_output_if_the_stack_registers_the_domain():
    stack = make_stack(**SENDER)
    output = stack.template["Outputs"]["MailDnsRecords"]
    records = [line.split(" ", 2) for line in stack.resolve(output["Value"]).split("\n")]
    assert [kind for _, kind, _ in records] == ["CNAME"] * 3 + ["MX", "TXT", "TXT"]
    assert records[3:] == [
        ["bounce.mail.paper.example", "MX", f"10 feedback-smtp.{stack.region}.amazonses.com"],
        ["bounce.mail.paper.example", "TXT", '"v=spf1 include:amazonses.com ~all"'],
        ["_dmarc.mail.paper.example", "TXT", '"v=DMARC1; p=none; rua=mailto:dmarc@mail.paper.example"'],
    ]
    for parameters in ({}, {**SENDER, "SenderIdentity": "existing"}, {**SENDER, "SenderIdentity": "address"}):
        assert not make_stack(**parameters).is_true(output["Condition"])


def test_readers_on_servers_without_tls_get_their_mails():
    [configuration] = of_type("AWS::SES::ConfigurationSet").values()
    assert configuration["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL"}


@pytest.mark.parametrize("sender", ["news", "Paper <news@paper.example>", "a@b@paper.example"])
def test_a_sender_is_a_bare_address(sender):
    """The permission to send compares it with the bare address, and its domain is behind the one `@`."""
    pattern = STACK.source["Parameters"]["MailSender"]["AllowedPattern"]
    assert re.fullmatch(pattern, "") and re.fullmatch(pattern, "news@paper.example")
    assert not re.fullmatch(pattern, sender)


@pytest.mark.parametrize(("protected", "said"), [("true", "ACTIVE"), ("false", "INACTIVE")])
def test_the_user_pool_refuses_to_be_deleted_as_the_tables_do(protected, said):
    [pool] = of_type("AWS::Cognito::UserPool", DeletionProtection=protected).values()
    assert pool["DeletionProtection"] == said
    tables = of_type("AWS::DynamoDB::Table", DeletionProtection=protected)
    assert tables["DraftsTable"]["DeletionProtectionEnabled"] == protected


def test_an_address_is_the_same_person_in_capitals():
    [pool] = of_type("AWS::Cognito::UserPool").values()
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}


def test_staff_change_nothing_of_their_account_but_a_verified_address():
    """Other staff see the name. Without the list, a token may write every attribute; an empty list is none."""
    clients = of_type("AWS::Cognito::UserPoolClient").values()
    assert [client["WriteAttributes"] for client in clients] == [["email"]] * 2
    [pool] = of_type("AWS::Cognito::UserPool").values()
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert pool["AutoVerifiedAttributes"] == ["email"]


def test_staff_may_have_a_second_factor_and_its_setup_works_with_the_hosted_sign_in():
    [pool] = of_type("AWS::Cognito::UserPool").values()
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    clients = of_type("AWS::Cognito::UserPoolClient", EditorUrls="https://editors.example", SiteUrl="https://a.example")
    # Cognito sets an authenticator up with a token of this scope only.
    scopes = ["openid", "email", "profile", "aws.cognito.signin.user.admin"]
    assert [client["AllowedOAuthScopes"] for client in clients.values()] == [scopes] * 2


@pytest.mark.parametrize(
    ("parameters", "editors", "desk"),
    [
        ({}, None, None),
        ({"SiteUrl": "https://paper.example"}, None, "https://paper.example/desk"),
        ({"DeskUrl": "https://d1.example/desk"}, None, "https://d1.example/desk"),
        ({"SiteUrl": "https://paper.example", "DeskUrl": "https://d1.example/desk"}, None, "https://d1.example/desk"),
        ({"EditorUrls": "https://editors.example"}, "https://editors.example", None),
    ],
    ids=["no address", "the site's", "its own", "another one than the site's", "another front end"],
)
def test_the_sign_in_page_leads_back_to_known_addresses_only(parameters, editors, desk):
    clients = of_type("AWS::Cognito::UserPoolClient", **parameters)
    for name, address in (("UserPoolClient", editors), ("DeskClient", desk)):
        client = clients[name]
        assert client["AllowedOAuthFlowsUserPoolClient"] is (address is not None)
        assert client.get("CallbackURLs") == client.get("LogoutURLs") == ([address] if address else None)
        assert client.get("AllowedOAuthFlows") == (["code"] if address else None)
    assert bool(of_type("AWS::Cognito::UserPoolDomain", **parameters)) is bool(editors or desk)


def test_a_sign_in_at_the_desk_lasts_a_working_day_with_tokens_that_are_replaced():
    desk = of_type("AWS::Cognito::UserPoolClient")["DeskClient"]
    units = desk["TokenValidityUnits"]
    assert (desk["RefreshTokenValidity"], units["RefreshToken"]) == (14, "hours")
    assert (desk["AccessTokenValidity"], units["AccessToken"]) == (desk["IdTokenValidity"], units["IdToken"])
    assert (desk["IdTokenValidity"], units["IdToken"]) == (30, "minutes")
    assert desk["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    # Cognito refuses rotation beside it.
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in desk["ExplicitAuthFlows"]
    assert desk["EnableTokenRevocation"] is True
    assert desk["GenerateSecret"] is False


def test_tokens_of_both_clients_open_the_staff_routes():
    stack = make_stack()
    api = stack.template["Resources"]["Api"]["Properties"]["Body"]["components"]["securitySchemes"]["Staff"]
    audience = api["x-amazon-apigateway-authorizer"]["jwtConfiguration"]["audience"]
    assert stack.resolve(audience) == [stack.physical("UserPoolClient"), stack.physical("DeskClient")]
