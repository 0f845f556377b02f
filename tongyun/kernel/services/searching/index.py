"""Put records into the index, in the transaction that changes them."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from uuid import UUID

from django.db import transaction

from ...contracts import Registry
from ...contracts.search import Findable, SearchSource
from ...models import SearchDocument
from . import store
from .words import spoken, words_of

search_sources: Registry[SearchSource] = Registry("search sources", key=lambda source: source.kind)

BATCH = 1_000


@transaction.atomic
def index_document(found: Findable) -> None:
    """Let a record be found as it is now."""
    row, _ = SearchDocument.objects.update_or_create(kind=found.kind, object_id=found.id, defaults=_shown(found))
    store.write([(row.id, _words(found))])


@transaction.atomic
def index_documents(found: Iterable[Findable]) -> None:
    """Let many records be found as they are now: a fixed number of queries for each thousand."""
    for part in _parts(found):
        rows = SearchDocument.objects.bulk_create(
            [SearchDocument(kind=each.kind, object_id=each.id, **_shown(each)) for each in part],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["title", "subtitle", "href"],
        )
        store.write((row.id, _words(each)) for row, each in zip(rows, part, strict=True))


@transaction.atomic
def forget_document(kind: str, object_id: UUID) -> None:
    """Let a record be found no more; nothing happens when it was not."""
    ids = list(SearchDocument.objects.filter(kind=kind, object_id=object_id).values_list("id", flat=True))
    store.remove(ids)
    SearchDocument.objects.filter(id__in=ids).delete()


@transaction.atomic
def rebuild() -> int:
    """Make the whole index anew; returns how many records. It is one transaction: meanwhile nobody finds less."""
    store.clear()
    SearchDocument.objects.all().delete()
    return sum(add_documents(source.documents()) for source in search_sources)


def add_documents(found: Iterable[Findable]) -> int:
    """Put records in that are not in yet, many at a time; returns how many."""
    count = 0
    for part in _parts(found):
        store.add((SearchDocument(kind=each.kind, object_id=each.id, **_shown(each)), _words(each)) for each in part)
        count += len(part)
    return count


def kind_token(kind: str) -> str:
    """The word that stands for a kind."""
    return "k" + sha256(kind.encode()).hexdigest()[:8]


def organisation_token(organisation: UUID) -> str:
    """The word that stands for an organisation."""
    return f"o{organisation.hex}"


def owner_token(owner: UUID) -> str:
    """The word that stands for an owner."""
    return f"u{owner.hex}"


def _parts(found: Iterable[Findable]) -> Iterator[list[Findable]]:
    left = iter(found)
    while part := list(islice(left, BATCH)):
        yield part


def _shown(found: Findable) -> dict[str, str]:
    return {"title": found.title[:500], "subtitle": found.subtitle[:300], "href": found.href}


def _words(found: Findable) -> store.Words:
    scope = [kind_token(found.kind)]
    if found.organisation is not None:
        scope.append(organisation_token(found.organisation))
    if found.owner is not None:
        scope.append(owner_token(found.owner))
    title = words_of(found.title) + (spoken(found.title) if found.spoken else [])
    return {store.TITLE: title, store.TEXT: words_of(f"{found.subtitle} {found.text}"), store.SCOPE: scope}
