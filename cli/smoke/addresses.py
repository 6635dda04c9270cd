"""The addresses that the smoke test uses."""

from __future__ import annotations

from urllib.parse import urlsplit

from cli.checks import Finding, ok, unknown
from cli.errors import exit_with_error
from cli.http_client import LOOPBACK, Site
from cli.target import Target, find_deployed_target, find_local_target


def find_server(url: str | None, port: int, stack: str | None, region: str | None) -> tuple[Target | None, Site]:
    """The target, and the address that readers use. Without a target only that address is known.

    `url` is used as it is given. Without a stack it is the local server if it is an address of this machine with
    `http`, else another site.
    """
    site = Site(parse_site_url(url)) if url else None
    if stack:
        target = find_deployed_target(stack, region)
        return target, site or Site(choose_public_url(target))
    if site is None:
        target = find_local_target(port)
        return target, Site(target.url)
    parts = urlsplit(site.url)
    # The local server has no TLS: with `https` something else answers there.
    is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
    return find_local_target(parts.port or 80) if is_local else None, site


def parse_site_url(url: str) -> str:
    """`https://host`, without a final slash. Ends the command for another form.

    Only addresses of this machine may have `http`, because tokens are sent.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    allowed = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not host or not allowed or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        exit_with_error(f"--url {url} is no address of a site; write it like https://news.example")
    return f"{parts.scheme}://{parts.netloc}"


def choose_public_url(target: Target) -> str:
    """The host of one's own if the distribution serves it, else that of the distribution."""
    has_own_host = target.parameters.get("SiteUrl") and target.parameters.get("CertificateArn")
    return target.parameters["SiteUrl"] if has_own_host else target.url


def check_distribution(target: Target | None, site: Site) -> list[Finding]:
    """Whether the address that readers use is that of CloudFront, which adds `x-cache` to each response."""
    if target and not target.stack:
        return [unknown("the local server has no distribution: all calls are direct")]
    cache = site.get("/v1/health").header("x-cache")
    if cache:
        return [ok(f"{site.url} is served by CloudFront")]
    return [unknown(f"{site.url} does not say that CloudFront serves it")]
