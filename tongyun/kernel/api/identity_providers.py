"""Routes of identity providers: what an administrator does on the page 登录方式."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..contracts.identity import Step
from ..models import IdentityProvider
from ..services.identity import providers as verbs
from ..services.identity.addresses import addresses
from ..services.identity.kinds import KINDS, settings_schema
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas import identity as schemas
from .security import guarded
from .versions import expected_version

router = Router(tags=["sign-in"])

PROVIDERS = Listing(
    filters={"kind": Filter("kind"), "enabled": Filter("enabled", bool)},
    sorts={"position": "position", "title": "title", "key": "key"},
    default_sort="position",
    search=("title", "title_en", "key"),
    columns=columns.PROVIDERS,
    title=("登录方式", "Sign-in providers"),
)


@router.get("/identity-provider-kinds", response=list[schemas.ProviderKindOut], **guarded(verbs.READ))
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of identity provider, each with the JSON Schema of its settings."""
    return [
        {"kind": key, "title": kind.title, "title_en": kind.title_en, "form": settings_schema(key)}
        for key, kind in KINDS.items()
    ]


@router.get("/identity-providers", response=Page[schemas.ProviderOut], **guarded(verbs.READ, PROVIDERS))
def providers(request: HttpRequest) -> dict[str, Any]:
    """The systems that vouch for people here."""
    rows = IdentityProvider.objects.annotate(people=Count("identities"))
    return page(request, rows, PROVIDERS, list)


@router.post("/identity-providers", response={201: schemas.ProviderDetailOut}, **guarded(verbs.MANAGE, fresh=True))
def create(request: HttpRequest, body: schemas.ProviderIn) -> Status[dict[str, Any]]:
    """Make a provider."""
    fields = body.dict()
    made = verbs.create_provider(fields.pop("key"), fields.pop("kind"), fields, fields.pop("settings"))
    return Status(201, _detail(made.id))


@router.get("/identity-providers/{provider_id}", response=schemas.ProviderDetailOut, **guarded(verbs.READ))
def one(request: HttpRequest, provider_id: UUID) -> dict[str, Any]:
    """One provider with its settings."""
    return _detail(provider_id)


@router.put(
    "/identity-providers/{provider_id}",
    response=schemas.ProviderDetailOut,
    **guarded(verbs.MANAGE, fresh=True, versioned=True),
)
def change(request: HttpRequest, provider_id: UUID, body: schemas.ProviderChangeIn) -> dict[str, Any]:
    """Change a provider; 412 when somebody saved first."""
    fields = body.dict(exclude={"version"})
    verbs.change_provider(provider_id, expected_version(request, body.version), fields, fields.pop("settings"))
    return _detail(provider_id)


@router.delete("/identity-providers/{provider_id}", response={204: None}, **guarded(verbs.MANAGE, fresh=True))
def remove(request: HttpRequest, provider_id: UUID) -> Status[None]:
    """Remove a provider that is switched off; the accounts of its people stay."""
    verbs.remove_provider(provider_id)
    return Status(204, None)


@router.post("/identity-providers/{provider_id}/test", response=list[schemas.StepOut], **guarded(verbs.MANAGE))
def test(request: HttpRequest, provider_id: UUID) -> list[Step]:
    """Try the connection with the stored settings; the steps end at the first that fails."""
    return verbs.test_provider(provider_id)


def _detail(provider_id: UUID) -> dict[str, Any]:
    row = IdentityProvider.objects.annotate(people=Count("identities")).filter(id=provider_id).first()
    if row is None:
        raise NotFound("no_provider", "没有这个登录方式。")
    shown = {field: getattr(row, field) for field in schemas.ProviderOut.model_fields}
    return {
        **shown,
        "settings": row.settings,
        "secrets": sorted(verbs.secrets_of(row)),
        "addresses": addresses(row.kind, row.key),
    }
