"""Every pack file of the repository: read, checked, applied, applied again without a change, retired."""

from functools import cache
from pathlib import Path

import pytest

from tests.packs_in_use import put_in_use
from tongyun.kernel.contracts import PackFile
from tongyun.kernel.facade import pack_kinds
from tongyun.kernel.models import AuditRecord
from tongyun.packs import facade
from tongyun.packs.contracts import Pack, Source
from tongyun.packs.models import AppliedFile, AppliedPack
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.discovery import NOT_CONTENT, OWN, discover, survey
from tongyun.packs.services.linting import load
from tongyun.packs.services.versions import need_of

PACKS = sorted(path.parent.name for path in OWN.glob("*/pack.yaml"))
FILES = sorted(
    path
    for pack in PACKS
    for path in (OWN / pack).rglob("*")
    if path.is_file() and path.name != "pack.yaml" and path.relative_to(OWN).parts[1] not in NOT_CONTENT
)


@cache
def loaded(pack: str) -> Pack:
    return load(survey(OWN / pack))


def with_needs(pack: str) -> list[Source]:
    """A pack and those it needs."""
    found = loaded(pack)
    needs = found.manifest.needs if found.manifest else ()
    return [*(source for need in needs for source in with_needs(need_of(need).id)), found.source]


def read(path: Path) -> PackFile:
    """The file as the engine reads it, without a finding."""
    pack = loaded(path.relative_to(OWN).parts[0])
    shown = f"packs/{path.relative_to(OWN).as_posix()}"
    assert [finding for finding in pack.findings if finding.path == shown] == []
    return next(file for file in pack.files if file.path == shown)


@pytest.fixture
def applied(db: None) -> None:
    """All packs in use."""
    put_in_use(discover([OWN]))


def test_there_are_packs() -> None:
    assert "hosts" in PACKS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(OWN).as_posix())
def test_file(path: Path, db: None) -> None:
    file = read(path)
    put_in_use(with_needs(file.pack))
    kind = pack_kinds.get(file.kind)
    assert kind is not None
    assert AppliedFile.objects.filter(pack_id=file.pack, kind=file.kind, id=file.id).exists()
    before = AuditRecord.objects.count()
    kind.apply(file)
    kind.apply(file)
    assert AuditRecord.objects.count() == before, "applied again, a file changes nothing"
    kind.retire(file.pack, file.id)
    kind.apply(file)


def retire_users(pack: str) -> None:
    """Retire what needs a pack, and before it what needs that."""
    for other in AppliedPack.objects.exclude(digest=""):
        if pack in [need_of(text).id for text in other.needs]:
            retire_users(other.id)
            if AppliedFile.objects.filter(pack_id=other.id).exists():
                facade.retire(other.id)


@pytest.mark.parametrize("pack", PACKS)
def test_pack_is_retired_and_installed_again(pack: str, applied: None) -> None:
    retire_users(pack)
    assert facade.retire(pack).retired > 0
    assert not AppliedFile.objects.filter(pack_id=pack).exists()
    assert {report.pack: report.state for report in apply_all(discover([OWN]))}[pack] == "retired"
    again = facade.apply_one(pack)
    assert again.state == "applied", again.findings


def test_applying_again_changes_nothing_and_reads_no_file(
    applied: None, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        reports = apply_all(discover([OWN]))
    assert {report.state for report in reports} == {"unchanged"}
    assert facade.diff() == []


def test_each_kind_has_a_schema_for_editors() -> None:
    schemas = facade.schemas()
    assert {"pack", "types", "relations", "signatures"} <= schemas.keys()
    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
