"""A provider to be linked with, and the settings an administrator would give it."""

from collections.abc import Callable
from typing import Any

import pytest

from tongyun.kernel.contracts.identity import OidcSettings
from tongyun.kernel.models import IdentityProvider, Organisation

Make = Callable[..., OidcSettings]


@pytest.fixture
def provider(organisation: Organisation) -> IdentityProvider:
    return IdentityProvider.objects.create(key="sso", kind="oidc", title="统一身份", enabled=True)


@pytest.fixture
def settings_with() -> Make:
    def make(**more: Any) -> OidcSettings:
        return OidcSettings(issuer="https://sso.example", client_id="tongyun", default_organisation="root", **more)

    return make
