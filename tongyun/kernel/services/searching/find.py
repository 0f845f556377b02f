"""Find records by words, within what the actor may see, the best first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from ...contracts.search import EVERYBODY, SearchHit, SearchSource
from ...models import SearchDocument
from ..context import current_actor
from ..permissions import hidden_fields, reach_of
from . import store
from .index import kind_token, organisation_token, owner_token, search_sources
from .people import KIND, whose
from .words import asked_words

#: Documents that are looked at for one answer; more would cost time and show nothing better.
CANDIDATES = 200
A_KIND = 8


def search(words: str) -> list[SearchHit]:
    """The best records of each kind. What the index says is checked against the records' scope as it is now."""
    asked = asked_words(words)
    if not asked:
        return []
    plain = {source.kind: source for source in search_sources if not hidden_fields(source.resource)}
    masked = {source.kind: source for source in search_sources if source.kind not in plain}
    ids: dict[int, None] = {}
    for sources, titles in ((plain, True), (plain, False), (masked, True)):
        scopes = _scopes(sources.values())
        if scopes and (titles or len(ids) < CANDIDATES):
            ids.update(dict.fromkeys(store.find(asked, scopes, titles=titles, limit=CANDIDATES)))
    if KIND in plain and (owners := whose(words)):
        rows_of_owners = SearchDocument.objects.filter(kind=KIND, object_id__in=owners)
        ids.update(dict.fromkeys(rows_of_owners.values_list("id", flat=True)))
    rows = sorted(SearchDocument.objects.filter(id__in=list(ids)), key=lambda row: _rank(row, words.lower()))
    return _within_reach(rows, {**plain, **masked}, masked)


def _within_reach(
    rows: list[SearchDocument], sources: dict[str, SearchSource], masked: dict[str, SearchSource]
) -> list[SearchHit]:
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        wanted[row.kind].append(row.object_id)
    seen = {kind: sources[kind].seen(ids) for kind, ids in wanted.items()}
    hits: list[SearchHit] = []
    shown: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.object_id in seen[row.kind] and shown[row.kind] < A_KIND:
            shown[row.kind] += 1
            subtitle = "" if row.kind in masked else row.subtitle
            hits.append(SearchHit(row.kind, str(row.object_id), row.title, subtitle, row.href))
    return hits


def _scopes(sources: Iterable[SearchSource]) -> list[list[list[str]]]:
    """Where each kind may be found. Kinds of the same scope, which may be a hundred organisations, stand together."""
    kinds: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for source in sources:
        for scope in _scopes_of(source):
            kinds[scope].append(kind_token(source.kind))
    return [[kind, list(scope)] if scope else [kind] for scope, kind in kinds.items()]


def _scopes_of(source: SearchSource) -> Iterator[tuple[str, ...]]:
    reach = reach_of(source.permission)
    if reach.everything or source.permission == EVERYBODY:
        yield ()
        return
    if reach.organisations:
        yield tuple(sorted(organisation_token(unit) for unit in reach.organisations))
    if reach.own:
        yield (owner_token(UUID(current_actor().id)),)


def _rank(row: SearchDocument, words: str) -> tuple[int, int]:
    """Lower is better: the title itself, its number, a title that begins so, one that holds it; then the newest."""
    title, subtitle = row.title.lower(), row.subtitle.lower()
    if words in (title, subtitle):
        return 0, -row.id
    for place, fits in enumerate((title.startswith(words), words in title, words in subtitle), start=1):
        if fits:
            return place, -row.id
    return 4, -row.id
