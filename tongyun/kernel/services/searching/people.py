"""People in the search box."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from ...contracts import Message
from ...contracts.search import Findable, SearchSource
from ...models import User
from ..permissions import visible
from ..privacy import REVEAL
from ..texts import is_mail, is_phone
from ..work import subscribe
from .index import index_document, index_documents, search_sources

KIND, READ = "user", "user:read"


def index_person(user: User) -> None:
    """Let a person be found as they are now."""
    index_document(_findable(user))


def index_people(users: Iterable[User]) -> None:
    """Let many people be found as they are now, such as those of an import."""
    index_documents(map(_findable, users))


def index_people_of(units: Iterable[UUID]) -> None:
    """Let the people of units be found under the names that these have now."""
    index_people(User.objects.filter(organisation__in=list(units)).select_related("organisation").iterator(1000))


def whose(text: str) -> set[UUID]:
    """Whose number or mail address this is, the whole of it, of those behind whose masks the actor may look."""
    said = text.strip()
    if not (is_phone(said) or is_mail(said)):
        return set()
    people = visible(User.objects.all(), REVEAL, owner="id")
    return set(people.filter(Q(phone=said) | Q(landline=said) | Q(mail__iexact=said)).values_list("id", flat=True))


def wire() -> None:
    """Let people be found."""
    search_sources.register(SearchSource(KIND, READ, _all, _seen, "user"))
    subscribe("organisation.changed", "kernel.search_people_of_unit", _unit_changed)


def _findable(user: User) -> Findable:
    unit = user.organisation.name if user.organisation else ""
    subtitle = " · ".join(part for part in (user.username, unit) if part)
    return Findable(
        KIND,
        user.id,
        user.name,
        subtitle,
        # Phone and mail are masked to most: what nobody may read must not be guessed by searching either.
        user.employee_no,
        f"/admin/users/{user.id}",
        user.organisation_id,
        user.id,
        spoken=True,
    )


def _unit_changed(message: Message) -> None:
    if message.payload["change"] == "renamed":
        index_people_of([UUID(message.payload["organisation_id"])])


def _all() -> Iterator[Findable]:
    return map(_findable, User.objects.select_related("organisation").iterator(1000))


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(visible(User.objects.filter(id__in=list(ids)), READ, owner="id").values_list("id", flat=True))
