"""The addresses of ours that an administrator enters on the provider's side."""

from django.conf import settings as django_settings

from .kinds import ADDRESS

SCIM_ADDRESS = "/api/v1/scim"


def addresses(kind: str, key: str) -> dict[str, str]:
    """By what they are for: where people begin, where answers come back to, where people are provisioned."""
    base = f"{django_settings.TONGYUN.public_url}{ADDRESS}/{key}"
    found = {
        "oidc": {"begin": f"{base}/begin", "callback": f"{base}/callback"},
        "saml": {"begin": f"{base}/begin", "acs": f"{base}/acs", "metadata": f"{base}/metadata"},
        "cas": {"begin": f"{base}/begin", "service": f"{base}/callback"},
    }.get(kind, {})
    return {**found, "scim": f"{django_settings.TONGYUN.public_url}{SCIM_ADDRESS}/{key}/v2"}
