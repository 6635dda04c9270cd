"""Outcomes of a queued mail, for metrics and logs."""

SENT, UNKNOWN, REJECTED, NOT_READY, THROTTLED = "sent", "unknown", "rejected", "not-ready", "throttled"
SUPERSEDED, SUPPRESSED, REMINDED_RECENTLY, GIVEN_UP = "superseded", "suppressed", "reminded-recently", "given-up"
NOT_ACTIVE, DISPOSABLE = "not-active", "disposable"
OVER_LIMIT = "over-"
"""Beginning of the outcomes of the rate limits: `over-address` and so on."""

HANDLED = "mail handled"
"""Message of the log line with an outcome, which `gazette smoke` looks for."""
