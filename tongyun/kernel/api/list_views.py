"""Routes of kept views of lists."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from ..models import ListView
from ..services import list_views as verbs
from ..services.context import current_actor
from . import columns
from .grammar import Filter, Listing, Page, page
from .patches import changes_in
from .schemas.list_views import ListViewIn, ListViewOut, ListViewPatchIn
from .security import SIGNED_IN, guarded
from .versions import expected_version

router = Router(tags=["kernel"])

VIEWS = Listing(
    filters={
        "list": Filter("list", str, "哪个列表"),
        "owner": Filter("owner_id", UUID, "保存人"),
        "organisation": Filter("organisation_id", UUID, "共享给哪个机构"),
    },
    sorts={"name": "name", "changed_at": "changed_at"},
    default_sort="name",
    search=("name",),
    columns=columns.LIST_VIEWS,
    title=("列表视图", "Views of lists"),
)


@router.get("/list-views", response=Page[ListViewOut], **guarded(SIGNED_IN, VIEWS))
def list_views(request: HttpRequest) -> dict[str, Any]:
    """Kept views of lists: one's own, and those shared with one's organisation."""
    return page(request, verbs.seen_views(current_actor()), VIEWS, lambda rows: [_shown(row) for row in rows])


@router.post("/list-views", response={201: ListViewOut}, **guarded(SIGNED_IN))
def save(request: HttpRequest, body: ListViewIn) -> Status[dict[str, Any]]:
    """Keep a view; to share it needs the right to."""
    draft = verbs.ViewDraft(body.list, body.name, body.organisation_id, body.content.dict())
    return Status(201, _found(verbs.save_view(draft).id))


@router.patch("/list-views/{view_id}", response=ListViewOut, **guarded(SIGNED_IN, versioned=True))
def change(request: HttpRequest, view_id: UUID, body: ListViewPatchIn) -> dict[str, Any]:
    """Change a view; 412 when somebody saved first."""
    version = expected_version(request, body.version)
    return _found(verbs.change_view(view_id, version, changes_in(body, ["organisation_id"])).id)


@router.delete("/list-views/{view_id}", response={204: None}, **guarded(SIGNED_IN))
def remove(request: HttpRequest, view_id: UUID) -> Status[None]:
    """Remove a view."""
    verbs.remove_view(view_id)
    return Status(204, None)


def _found(view_id: UUID) -> dict[str, Any]:
    return _shown(ListView.objects.select_related("owner", "organisation").get(id=view_id))


def _shown(row: ListView) -> dict[str, Any]:
    actor = current_actor()
    return {
        "id": row.id,
        "list": row.list,
        "name": row.name,
        "owner": row.owner,
        "organisation": row.organisation,
        "content": row.content,
        "mine": str(row.owner_id) == actor.id,
        "changeable": verbs.may_change(row, actor),
        "version": row.version,
        "changed_at": row.changed_at,
    }
