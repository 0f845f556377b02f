"""What the SCIM service says of itself, and what every resource carries."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from ...contracts.problems import Stale

USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
URNS: Final = (USER, ENTERPRISE)
MAX_COUNT: Final = 500


def meta(kind: str, location: str, created: datetime, changed: datetime, content: Mapping[str, Any]) -> dict[str, str]:
    """The `meta` of a resource; its version is a digest of what it says."""
    said = {name: own for name, own in content.items() if name not in ("groups", "members")}
    said["members"] = [entry["value"] for entry in content.get("members", [])]
    digest = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
    return {
        "resourceType": kind,
        "created": _moment(created),
        "lastModified": _moment(changed),
        "location": location,
        "version": f'W/"{digest}"',
    }


def tag_of(resource: Mapping[str, Any], wanted: str) -> None:
    """Raise Stale when the caller names a version (`If-Match`) that is not the present one."""
    if wanted and wanted != "*" and resource["meta"]["version"] not in [each.strip() for each in wanted.split(",")]:
        raise Stale


def service(base: str) -> dict[str, Any]:
    """ServiceProviderConfig (RFC 7643, 5)."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MAX_COUNT},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "在“接口令牌”签发，所属账号须有“同步人员”权限。",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def resource_types(base: str) -> list[dict[str, Any]]:
    """ResourceType (RFC 7643, 6)."""
    kind = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"

    def entry(name: str, schema: str, **more: Any) -> dict[str, Any]:
        place = {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{name}"}
        return {
            "schemas": [kind],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "schema": schema,
            **more,
            "meta": place,
        }

    extension = [{"schema": ENTERPRISE, "required": False}]
    return [entry("User", USER, schemaExtensions=extension), entry("Group", GROUP)]


def schemas(base: str) -> list[dict[str, Any]]:
    """The attributes we keep (RFC 7643, 7); what else is sent is passed over."""
    mail = [_text("value"), _text("type", canonicalValues=["work", "home", "other"]), _attribute("primary", "boolean")]
    phone = [_text("value"), _text("type", canonicalValues=["mobile", "work", "home", "fax", "pager", "other"])]
    user = [
        _text("userName", required=True, uniqueness="server"),
        _attribute("name", "complex", subAttributes=[_text("formatted")]),
        _text("displayName"),
        _attribute("active", "boolean"),
        _attribute("emails", "complex", multiValued=True, subAttributes=mail),
        _attribute("phoneNumbers", "complex", multiValued=True, subAttributes=phone),
        _attribute(
            "groups",
            "complex",
            multiValued=True,
            mutability="readOnly",
            subAttributes=[_text(name, mutability="readOnly") for name in ("value", "display")]
            + [_reference("Group", mutability="readOnly")],
        ),
    ]
    members = [_text("value", mutability="immutable"), _reference("User", mutability="immutable")]
    members.append(_text("type", mutability="immutable", canonicalValues=["User"]))
    group = [
        _text("displayName", required=True),
        _attribute("members", "complex", multiValued=True, subAttributes=members),
    ]
    enterprise = [_text("employeeNumber"), _text("organization", mutability="readWrite")]

    def entry(urn: str, name: str, attributes: list[dict[str, Any]]) -> dict[str, Any]:
        place = {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"}
        kind = ["urn:ietf:params:scim:schemas:core:2.0:Schema"]
        return {"schemas": kind, "id": urn, "name": name, "attributes": attributes, "meta": place}

    return [entry(USER, "User", user), entry(GROUP, "Group", group), entry(ENTERPRISE, "EnterpriseUser", enterprise)]


def listed(resources: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """ListResponse (RFC 7644, 3.4.2)."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }


def chosen(resource: dict[str, Any], only: str, without: str) -> dict[str, Any]:
    """The resource with only the attributes asked for (RFC 7644, 3.9); id, schemas and meta are always there."""
    always = {"id", "schemas", "meta"}
    wanted = {name.strip().split(".")[0].lower() for name in only.split(",") if name.strip()}
    unwanted = {name.strip().lower() for name in without.split(",") if name.strip()}
    if wanted:
        return {name: own for name, own in resource.items() if name in always or name.lower() in wanted}
    return {name: own for name, own in resource.items() if name in always or name.lower() not in unwanted}


def _attribute(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "mutability": "readWrite",
        "returned": "default",
        **more,
    }


def _text(name: str, **more: Any) -> dict[str, Any]:
    return _attribute(name, "string", **{"caseExact": False, "uniqueness": "none", **more})


def _reference(kind: str, **more: Any) -> dict[str, Any]:
    return _attribute(
        "$ref", "reference", **{"referenceTypes": [kind], "caseExact": True, "uniqueness": "none", **more}
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
