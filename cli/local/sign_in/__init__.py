"""What Cognito's hosted sign-in does, without passwords: a page to choose a person, codes with PKCE, and tokens.

The addresses are those of Cognito below `/_dev`: `oauth2/authorize`, `oauth2/token`, `oauth2/revoke`, `logout`. Tokens
are those of the local user pool. Front ends find the addresses in `GET /v1`, as they do in a deployed stack.
"""
