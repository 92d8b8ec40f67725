"""Sign-in through Microsoft 365, Google or any OpenID Connect server: on when the environment names a client, else absent.

Such a sign-in never makes an account. It opens the account of the same address only where the address is worth trusting:
Google and OpenID Connect say themselves whether they verified it; Microsoft's says nothing, so there it takes a tenant of
one's own. In all other cases people connect it themselves on their account page, once they are signed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHARED_TENANTS = frozenset({"common", "organizations", "consumers"})


def from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    """The value of SOCIALACCOUNT_PROVIDERS."""
    found: dict[str, Any] = {}
    if env.get("MICROSOFT_CLIENT_ID"):
        tenant = env.get("MICROSOFT_TENANT") or "organizations"
        is_own = tenant not in SHARED_TENANTS
        extra = {"tenant": tenant, "verified_email": is_own, "email_authentication": is_own}
        found["microsoft"] = {"APPS": [_client(env, "MICROSOFT", extra, name="Microsoft 365")]}
    if env.get("GOOGLE_CLIENT_ID"):
        found["google"] = {"APPS": [_client(env, "GOOGLE", {"email_authentication": True}, name="Google")], "SCOPE": ["openid", "profile", "email"]}
    if env.get("OIDC_CLIENT_ID"):
        extra = {"server_url": env["OIDC_SERVER_URL"], "email_authentication": True}
        found["openid_connect"] = {"APPS": [_client(env, "OIDC", extra, name=env.get("OIDC_NAME") or "OpenID Connect", provider_id="oidc")]}
    for provider in found.values():
        provider["OAUTH_PKCE_ENABLED"] = True
    return found


def _client(env: Mapping[str, str], word: str, extra: dict[str, Any], *, name: str, provider_id: str = "") -> dict[str, Any]:
    client = {"name": name, "client_id": env[f"{word}_CLIENT_ID"], "secret": env.get(f"{word}_CLIENT_SECRET", ""), "settings": extra}
    return client | ({"provider_id": provider_id} if provider_id else {})
