"""Put records into the index, in the transaction that changes them."""

from collections.abc import Iterable, Iterator
from functools import cache
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
    index_documents([found])


@transaction.atomic
def index_documents(found: Iterable[Findable]) -> int:
    """Let many records be found as they are now: a fixed number of queries for each thousand. Returns how many."""
    count = 0
    for part in _parts(found):
        store.put(_document(each) for each in part)
        count += len(part)
    return count


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
    return sum(index_documents(source.documents()) for source in search_sources)


@cache
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


def _document(found: Findable) -> store.Document:
    scope = [kind_token(found.kind)]
    if found.organisation is not None:
        scope.append(organisation_token(found.organisation))
    if found.owner is not None:
        scope.append(owner_token(found.owner))
    title = words_of(found.title) + (spoken(found.title) if found.spoken else [])
    words = {store.TITLE: title, store.TEXT: words_of(f"{found.subtitle} {found.text}"), store.SCOPE: scope}
    return store.Document(found.kind, found.id, found.title[:500], found.subtitle[:300], found.href, words)
