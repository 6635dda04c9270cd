"""robots.txt (RFC 9309): what crawlers may read, and where the sitemaps are."""

from __future__ import annotations

from collections.abc import Iterable

DISALLOWED = ("/v1/editorial/", "/v1/subscriptions", "/v1/search")
"""Never feeds, pictures or assets: search engines need them to show the pages."""

AI_CRAWLERS = (
    "GPTBot",
    "OAI-SearchBot",
    "ChatGPT-User",
    "ClaudeBot",
    "Claude-SearchBot",
    "Claude-User",
    "Google-Extended",
    "Applebot-Extended",
    "meta-externalagent",
    "meta-externalfetcher",
    "Amazonbot",
    "PerplexityBot",
    "Perplexity-User",
    "MistralAI-User",
    "DuckAssistBot",
    "CCBot",
)
"""User agents that read pages for AI models and their answers; docs/decisions/robots.md has the source of each."""


def render_robots(sitemaps: Iterable[str], *, refuse_ai: bool) -> str:
    """The rules. `sitemaps` are absolute addresses."""
    rules = [_render_group(["*"], DISALLOWED)]
    if refuse_ai:
        rules.append(_render_group(AI_CRAWLERS, ["/"]))
    rules.append("".join(f"Sitemap: {address}\n" for address in sitemaps))
    return "\n".join(filter(None, rules))


def _render_group(agents: Iterable[str], paths: Iterable[str]) -> str:
    lines = [*(f"User-agent: {agent}" for agent in agents), *(f"Disallow: {path}" for path in paths)]
    return "".join(f"{line}\n" for line in lines)
