"""What API Gateway imposes on an HTTP API, and what a reader of this one may rely on."""

import json
import re
from collections import Counter, defaultdict
from fnmatch import fnmatchcase

import pytest

from cli.local.stack import ROOT, Stack
from gazette.aws.public.parameters import READ_SECONDS
from gazette.feeds.request import PARAMETERS
from gazette.pages.lists.archive import CHOSEN_DAY
from gazette.pages.rates import request
from gazette.pages.search.form import PARAMETERS as SEARCH_PARAMETERS
from gazette.urls import BEFORE
from tests.template.conftest import is_public_read, references

FEED = "/v1/feeds/{lang}/{file}"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""The id of CloudFront's own policy of that name."""


def test_each_segment_is_a_literal_or_exactly_one_variable(routes):
    """The last variable of a route may be greedy: `{page+}`."""
    segments = [
        segment for route in routes for segment in route.path.replace("+}", "}", 1).split("/")[1:] if route.path != "/"
    ]
    assert [segment for segment in segments if not re.fullmatch(r"[A-Za-z0-9._-]+|\{[a-z_]+\}", segment)] == []
    assert [route.path for route in routes if "+}/" in route.path] == []


def test_variables_at_one_level_under_one_prefix_bear_one_name(routes):
    names = defaultdict(set)
    for route in routes:
        parts = route.path.split("/")[1:]
        for level, part in enumerate(parts):
            if part.startswith("{"):
                prefix = tuple("{}" if before.startswith("{") else before for before in parts[:level])
                names[prefix].add(part)
    assert {prefix: found for prefix, found in names.items() if len(found) > 1} == {}


def test_a_route_has_one_function(routes):
    counts = Counter((route.method, route.path) for route in routes)
    assert [key for key, count in counts.items() if count > 1] == []


def test_a_function_has_at_most_35_http_events(routes):
    assert max(Counter(route.function for route in routes).values()) <= 35


def test_resource_policies_stay_below_20_kilobytes(stack):
    """Each event is a statement of the function's resource policy, as Lambda writes it."""
    policies = defaultdict(list)
    for logical_id, permission in stack.of_type("AWS::Lambda::Permission"):
        arn = f"arn:aws:lambda:{stack.region}:123456789012:function:{permission['FunctionName']}-ABCDEFGHIJKL"
        policies[permission["FunctionName"]].append(
            {
                "Sid": f"{stack.name}-{logical_id}-ABCDEFGHIJKL",
                "Effect": "Allow",
                "Principal": {"Service": permission["Principal"]},
                "Action": permission["Action"],
                "Resource": arn,
                "Condition": {"ArnLike": {"AWS:SourceArn": permission.get("SourceArn", "")}},
            }
        )
    assert max(len(json.dumps(policy)) for policy in policies.values()) < 20_000


def test_no_function_names_the_api_or_the_distribution(stack):
    """It would close a circle: the API names its functions, and the distribution the API."""
    resources = stack.template["Resources"]
    for logical_id in [name for name, _ in stack.of_type("AWS::Lambda::Function")]:
        for piece in (resources[logical_id], resources[f"{logical_id}Role"]):
            assert references(piece) & {"Api", "ApiApiGatewayDefaultStage", "Distribution"} == set(), logical_id
    assert "Api" in references(resources["Distribution"])


def test_the_proof_of_the_distribution_goes_to_the_functions_that_check_it_and_nowhere_else(stack):
    """A client that knows it can send any address in X-Forwarded-For."""
    [(_, distribution)] = stack.of_type("AWS::CloudFront::Distribution")
    [header] = [
        header
        for origin in distribution["DistributionConfig"]["Origins"]
        for header in origin.get("OriginCustomHeaders", [])
    ]
    assert header == {
        "HeaderName": "x-origin-proof",
        "HeaderValue": stack.environment("SubscriptionsFunction")["ORIGIN_PROOF"],
    }
    resources = stack.template["Resources"]
    assert {name for name in resources if "OriginProof" in references(resources[name])} == {
        "Distribution",
        "PreferencesFunction",
        "SubscriptionsFunction",
    }
    assert "OriginProof" not in references(stack.template["Outputs"])
    assert resources["OriginProof"]["Type"] == "Custom::OriginProof"


def test_cors_is_the_same_from_the_gateway_and_from_the_distribution(stack):
    """An answer that was cached for a request without Origin has no CORS headers of the gateway's."""
    own = stack.resolve(stack.source["Resources"]["Api"]["Properties"]["CorsConfiguration"])
    [(_, policy)] = stack.of_type("AWS::CloudFront::ResponseHeadersPolicy")
    edge = policy["ResponseHeadersPolicyConfig"]["CorsConfig"]
    assert own["AllowOrigins"] == edge["AccessControlAllowOrigins"]["Items"] == ["*"]
    assert own["AllowMethods"] == edge["AccessControlAllowMethods"]["Items"]
    assert own["AllowHeaders"] == edge["AccessControlAllowHeaders"]["Items"]
    assert own["ExposeHeaders"] == edge["AccessControlExposeHeaders"]["Items"]
    assert own["MaxAge"] == edge["AccessControlMaxAgeSec"]
    assert own.get("AllowCredentials", False) is edge["AccessControlAllowCredentials"] is False


def test_every_behaviour_of_the_distribution_repeats_the_cors_headers(stack):
    [(_, distribution)] = stack.of_type("AWS::CloudFront::Distribution")
    config = distribution["DistributionConfig"]
    behaviours = [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]
    assert {behaviour["ResponseHeadersPolicyId"] for behaviour in behaviours} == {stack.physical("AnswerHeaders")}


def test_cors_names_each_method_of_a_route(stack, routes):
    allowed = stack.source["Resources"]["Api"]["Properties"]["CorsConfiguration"]["AllowMethods"]
    assert {route.method for route in routes} <= set(allowed)


def parameters(document, place):
    """(operation, name) of the API document's parameters in a place: `query` or `header`."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == place:
                    yield f"{method.upper()} {path}", parameter["name"]


def test_cors_lets_browsers_send_each_header_of_the_api(stack):
    document = json.loads((ROOT / "docs/openapi.json").read_text())
    allowed = stack.source["Resources"]["Api"]["Properties"]["CorsConfiguration"]["AllowHeaders"]
    assert {name.lower() for _, name in parameters(document, "header")} <= set(allowed)


def test_cors_lets_browsers_read_each_header_of_an_answer(stack):
    """Some headers every script may read (Fetch standard, 2.2.2)."""
    document = json.loads((ROOT / "docs/openapi.json").read_text())
    exposed = stack.source["Resources"]["Api"]["Properties"]["CorsConfiguration"]["ExposeHeaders"]
    sent = {
        name.lower()
        for operations in document["paths"].values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        for name in answer.get("headers", {})
    }
    assert sent - {"cache-control", "last-modified", "content-type", "vary"} <= set(exposed)


@pytest.fixture
def behaviours(stack):
    """Behaviours of the distribution in the order in which they are looked through, the default one last."""
    [(_, distribution)] = stack.of_type("AWS::CloudFront::Distribution")
    config = distribution["DistributionConfig"]
    return [*config["CacheBehaviors"], {**config["DefaultCacheBehavior"], "PathPattern": "*"}]


@pytest.fixture
def policies(stack):
    """Cache and origin request policies by the id under which behaviours name them."""
    return {
        stack.physical(logical_id): policy[kind.rpartition("::")[2] + "Config"]
        for kind in ("AWS::CloudFront::CachePolicy", "AWS::CloudFront::OriginRequestPolicy")
        for logical_id, policy in stack.of_type(kind)
    }


def behaviour(behaviours, path):
    """The behaviour that a path falls under."""
    return next(one for one in behaviours if fnmatchcase(path, one["PathPattern"]))


def key(policy):
    """The query parameters in a cache's key: `none`, `all` or `whitelist`."""
    return policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStringBehavior"]


def test_the_distribution_tells_cached_reads_of_the_api_apart_by_all_of_the_query(behaviours, policies, routes):
    """What the key leaves out, the first caller decides for all: an unknown parameter is an error."""
    read = {route.path for route in routes if route.path.split("/")[1] == "v1" and route.method == "GET"}
    read.remove(FEED)
    cached = [path for path in read if behaviour(behaviours, path)["CachePolicyId"] != CACHING_DISABLED]
    assert {"/v1", "/v1/articles", "/v1/rates", "/v1/rates/{currency}", "/v1/rates/convert"} <= set(cached)
    assert {key(policies[behaviour(behaviours, path)["CachePolicyId"]]) for path in cached} == {"all"}


def test_pages_are_kept_once_whatever_is_appended_to_their_links(behaviours, policies, routes):
    pages = [route.path for route in routes if route.path.split("/")[1] != "v1"]
    kept = [policies[behaviour(behaviours, path)["CachePolicyId"]] for path in pages]
    assert {key(policy) for policy in kept} == {"whitelist"}


def test_pages_of_lists_are_told_apart_by_what_they_read(behaviours, policies):
    for path in ("/uz-Cyrl/category/economy", "/en/tag/rates", "/en/archive"):
        policy = policies[behaviour(behaviours, path)["CachePolicyId"]]
        names = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
        assert {BEFORE, CHOSEN_DAY} < set(names), path
        assert len(names) <= 10  # CloudFront's quota


def test_searches_are_told_apart_by_what_their_page_reads(behaviours, policies):
    policy = policies[behaviour(behaviours, "/uz-Cyrl/search")["CachePolicyId"]]
    names = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
    assert set(SEARCH_PARAMETERS) <= set(names)


def test_feeds_are_told_apart_by_what_they_read(behaviours, policies):
    """What mailers append to their addresses is no parameter, and must not make another entry of the cache."""
    policy = policies[behaviour(behaviours, "/v1/feeds/uz-Cyrl/feed.json")["CachePolicyId"]]
    names = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
    assert names == list(PARAMETERS)


def test_the_page_of_rates_is_told_apart_by_what_it_reads(behaviours, policies):
    policy = policies[behaviour(behaviours, "/uz-Cyrl/rates")["CachePolicyId"]]
    names = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
    assert names == list(request.NAMES)


def test_the_code_of_a_sign_in_reaches_neither_the_cache_nor_the_log_of_the_api(behaviours, policies):
    """The desk is the address to which the sign-in page leads back."""
    for path in ("/desk", "/desk/desk-0123ABCD.js"):
        one = behaviour(behaviours, path)
        policy = policies[one["CachePolicyId"]]
        names = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
        assert {"code", "state", "error"} & set(names) == set()
        assert policies[one["OriginRequestPolicyId"]]["QueryStringsConfig"]["QueryStringBehavior"] == "none"
        # A page that says `no-cache` is asked for each time.
        assert policy["MinTTL"] == 0


def test_no_query_that_the_key_leaves_out_reaches_the_api(behaviours, policies):
    cached = [one for one in behaviours if one["TargetOriginId"] == "api" and one["CachePolicyId"] in policies]
    partial = [one for one in cached if key(policies[one["CachePolicyId"]]) != "all"]
    assert [one["PathPattern"] for one in partial] == ["/v1/feeds/*", "/*/*/rates", "/*/rates", "*"]
    for one in partial:
        sent = policies[one["OriginRequestPolicyId"]]["QueryStringsConfig"]["QueryStringBehavior"]
        assert sent == "none"  # beside what is in the key, which always goes on


def test_the_api_never_gets_the_host_of_the_distribution(behaviours, policies):
    """The gateway knows itself by its own host alone. A managed policy for API origins leaves it out as well."""
    for one in behaviours:
        if one["TargetOriginId"] == "api" and one["OriginRequestPolicyId"] != "b689b0a8-53d0-40ab-baf2-68738e2966ac":
            headers = policies[one["OriginRequestPolicyId"]]["HeadersConfig"]
            assert headers == {"HeaderBehavior": "allExcept", "Headers": ["host"]}


def test_a_policy_lists_at_most_ten_names_of_a_kind(policies):
    """CloudFront's quota for query strings, headers and cookies, in either kind of policy."""
    for name, policy in policies.items():
        settings = policy.get("ParametersInCacheKeyAndForwardedToOrigin", policy)
        for kind in ("QueryStrings", "Headers", "Cookies"):
            assert len(settings[f"{kind}Config"].get(kind, [])) <= 10, (name, kind)


def names_in_the_account(stack):
    """Names that CloudFront keeps unique in an account, over all regions."""
    return [
        config["Name"]
        for resource in stack.template["Resources"].values()
        if resource["Type"].startswith("AWS::CloudFront::")
        for config in stack.resolve(resource["Properties"]).values()
        if "Name" in config
    ]


def test_names_at_the_distribution_are_the_stacks_own_and_short_enough():
    """An access control's name ends at 64 characters; a stack's at 128."""
    stack = Stack(name="s" * 128)
    names = names_in_the_account(stack)
    assert len(names) == 7
    own = stack.resolve({"Ref": "AWS::StackId"}).rsplit("/", 1)[1]
    assert [name for name in names if own not in name or len(name) > 64] == []


def test_errors_are_kept_as_long_as_they_say(stack):
    """Without a setting for its status, CloudFront caches an error for at least ten seconds."""
    [(_, distribution)] = stack.of_type("AWS::CloudFront::Distribution")
    minimums = {
        error["ErrorCode"]: error["ErrorCachingMinTTL"]
        for error in distribution["DistributionConfig"]["CustomErrorResponses"]
    }
    assert minimums == dict.fromkeys([400, 403, 404, 405, 414, 500, 501, 502, 503, 504], 0)


def test_a_public_get_has_its_head(routes):
    public = {(route.method, route.path) for route in routes if route.authorizer is None}
    assert [path for method, path in public if method == "GET" and ("HEAD", path) not in public] == []
    assert [path for method, path in public if method == "HEAD" and ("GET", path) not in public] == []


def test_staff_routes_ask_for_a_token_and_no_other_does(routes):
    with_tokens_of_their_own = {"/v1/editorial/preview"}
    for route in routes:
        is_of_staff = route.path.startswith("/v1/editorial/") and route.path not in with_tokens_of_their_own
        assert (route.authorizer == "Staff") is is_of_staff, route


def test_the_authorizer_reaches_the_routes_of_the_transformed_template(stack, routes):
    paths = stack.template["Resources"]["Api"]["Properties"]["Body"]["paths"]
    for route in routes:
        operation = paths[route.path][route.method.lower()]
        assert bool(operation.get("security")) is (route.authorizer is not None), route


def test_the_default_route_is_public(stack):
    default = stack.template["Resources"]["Api"]["Properties"]["Body"]["paths"]["/$default"]
    assert "security" not in default["x-amazon-apigateway-any-method"]


def test_staff_and_personal_paths_are_never_cached(behaviours, routes):
    writes = {route.path for route in routes if route.authorizer or route.method not in ("GET", "HEAD")}
    cached = [path for path in writes if behaviour(behaviours, path)["CachePolicyId"] != CACHING_DISABLED]
    assert cached == []


def test_functions_of_the_api_answer_before_the_gateway_gives_up(functions, routes):
    """HTTP client < function (10 s) < gateway (30 s)."""
    assert all(functions[name]["Timeout"] <= 10 for name in {route.function for route in routes})


def test_a_hanging_store_of_parameters_takes_less_than_half_the_time_of_a_function_of_the_api(functions, routes):
    shortest = min(functions[name]["Timeout"] for name in {route.function for route in routes})
    assert shortest > READ_SECONDS * 2


def test_throttled_routes_exist(stack, routes):
    throttled = stack.source["Resources"]["Api"]["Properties"]["RouteSettings"]
    assert set(throttled) <= {f"{route.method} {route.path}" for route in routes}


def test_access_logs_keep_the_route_and_never_the_path(stack):
    """The token of an unsubscribe link is part of the path."""
    entry = stack.source["Resources"]["Api"]["Properties"]["AccessLogSettings"]["Format"]
    assert "$context.routeKey" in json.loads(entry).values()
    assert not re.search(r"\$context\.(path|identity|authorizer|http)", entry)


def test_a_line_of_the_access_log_is_json_whatever_the_variables_say(stack):
    """Each variable is within quotation marks, except `error.messageString`, which has its own."""
    entry = stack.source["Resources"]["Api"]["Properties"]["AccessLogSettings"]["Format"]
    assert "messageString" not in entry
    line = json.loads(re.sub(r"\$context\.[\w.]+", "-", entry))
    assert set(line.values()) == {"-"}


def test_the_readers_functions_are_these(functions, routes):
    assert {name for name in functions if is_public_read(name, routes)} == {
        "ArticlesFunction",
        "FeedsFunction",
        "PagesFunction",
        "RatesFunction",
        "SearchFunction",
        "ApiRootFunction",
    }
