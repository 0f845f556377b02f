"""A provider that may provision, and a caller with exactly that permission."""

import json
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.models import ApiToken, IdentityProvider, Organisation, Role
from tongyun.kernel.services import access
from tongyun.kernel.services.identity.providers import create_provider


class Scim:
    """Calls the SCIM service as another system would: with its token, in its media type."""

    def __init__(self, token: str, key: str = "hr") -> None:
        self.api, self.root = Api(token=token), f"/api/v1/scim/{key}/v2"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request."""
        text = "" if body is None else json.dumps(body)
        kind = {"content_type": "application/scim+json"}
        sent = {**self.api.headers, **{name.replace("_", "-"): own for name, own in headers.items()}}
        return self.api.client.generic(method, f"{self.root}/{path}", text, headers=sent, **kind)

    def find(self, kind: str, text: str) -> list[str]:
        """The names of what a filter finds."""
        answer = self.api.client.get(f"{self.root}/{kind}", {"filter": text}, headers=self.api.headers)
        assert answer.status_code == 200, answer.content
        return [each.get("userName") or each["displayName"] for each in answer.json()["Resources"]]

    def make(self, **more: Any) -> Any:
        """A person."""
        return self.call("POST", "Users", {"userName": "zhangwei", "displayName": "张伟", **more})


@pytest.fixture
def provider(organisation: Organisation) -> IdentityProvider:
    fields = {"title": "人事系统", "enabled": True, "provisions": True}
    return create_provider("hr", "scim", fields, {"default_organisation": "root"})


@pytest.fixture
def token(organisation: Organisation) -> str:
    role = Role.objects.create(key="provision", title="同步", realm="system", permissions=["user:provision"])
    service = make_user("hr-service", "人事同步", organisation, [role])
    return access.issue_token(ApiToken.Kind.USER, "人事系统", service.id)


@pytest.fixture
def scim(provider: IdentityProvider, token: str) -> Scim:
    return Scim(token)
