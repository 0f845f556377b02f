"""Pack kind `contracts`: check a file, put its terms in force, take them out of force."""

from typing import Any

from tongyun.kernel.contracts import Conflict, Finding, PackFile, PackKind, Ref
from tongyun.kernel.facade import audit, pack_kinds

from ..engine.canon import digest
from ..engine.soundness import flaws
from ..engine.terms import read_terms
from ..models import Contract
from ..pack_schema import SCHEMA
from ..yaml_lines import line_of


def check(file: PackFile) -> list[Finding]:
    """What the schema cannot say, each finding with its line."""
    found = [
        Finding(file.path, f"/{'/'.join(map(str, flaw.path))}：{flaw.message}", line_of(file.text, flaw.path))
        for flaw in flaws(file.content)
    ]
    if file.content["id"] != file.id:
        message = f"/id：应与文件名一致，为“{file.id}”"
        found.append(Finding(file.path, message, line_of(file.text, ("id",))))
    return found


def apply(file: PackFile) -> None:
    """Put these terms in force. The same content again changes nothing; other content makes the next version.

    Raises Conflict when another contract already assesses one of its kinds of tickets: nobody may be charged twice.
    """
    seal = digest(file.content)
    known = Contract.objects.select_for_update().filter(key=file.id).order_by("version")
    versions = list(known)
    same = next((row for row in versions if row.digest == seal), None)
    if same is not None and same.active:
        return
    _refuse_overlap(file)
    before = next((row for row in versions if row.active), None)
    known.filter(active=True).update(active=False)
    if same is None:
        same = Contract(
            key=file.id,
            pack=file.pack,
            title=file.content["title"],
            version=versions[-1].version + 1 if versions else 1,
            digest=seal,
            content=file.content,
        )
    same.active = True
    same.save()
    audit("contract.applied", _ref(same), _terms(before), _terms(same))


def retire(pack: str, key: str) -> None:
    """Take a contract out of force; its versions stay, because sealed assessments were computed under them."""
    for row in Contract.objects.select_for_update().filter(pack=pack, key=key, active=True):
        Contract.objects.filter(id=row.id).update(active=False)
        audit("contract.retired", _ref(row), _terms(row), None)


def wire() -> None:
    """Register the kind. It comes late: processes and service levels of its tickets come first."""
    pack_kinds.register(PackKind("contracts", (".yaml", ".yml"), SCHEMA, check, apply, retire, rank=200))


def _refuse_overlap(file: PackFile) -> None:
    kinds = read_terms(file.content).kinds
    for other in Contract.objects.filter(active=True).exclude(key=file.id):
        shared = kinds & read_terms(other.content).kinds
        if shared:
            detail = f"{'、'.join(sorted(shared))} 类工单已由合同“{other.key}”考核，同一工单不能扣两次。"
            raise Conflict("contract_overlap", detail)


def _ref(row: Contract) -> Ref:
    return Ref("contract", str(row.id), f"{row.key} v{row.version}")


def _terms(row: Contract | None) -> dict[str, Any] | None:
    return {"key": row.key, "version": row.version, "digest": row.digest} if row else None
