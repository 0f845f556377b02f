"""What a person may say of a unit, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ...contracts import FieldError
from ...models import Organisation
from ..texts import is_mail, is_phone, unprintable
from .uscc import is_uscc

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
DIVISION_CODE = re.compile(r"\d{6}(\d{3}|\d{6})?")
MAX_CONTACTS = 20
MAX_DUTIES = 10_000
CONTACT_KEYS = frozenset({"name", "role", "phone", "mail"})

#: What an edit may change; the place in the tree, the code and the end of a unit have verbs of their own.
EDITABLE = frozenset(
    {
        "name",
        "short_name",
        "kind",
        "division_level",
        "division_code",
        "uscc",
        "duties",
        "contacts",
        "position",
        "valid_from",
    }
)


@dataclass(frozen=True)
class OrganisationDraft:
    """A unit that is about to be made."""

    code: str
    name: str
    parent: UUID | None = None
    short_name: str = ""
    kind: str = Organisation.Kind.DEPARTMENT
    division_level: str = ""
    division_code: str = ""
    uscc: str = ""
    duties: str = ""
    contacts: list[dict[str, str]] = field(default_factory=list)
    position: int = 0
    valid_from: date | None = None


def problems(values: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with the given values of a unit's fields; those that are not given are not judged."""
    checks: dict[str, Callable[[Any], str]] = {
        "code": lambda v: "" if CODE.fullmatch(v) else "编码须为 1 至 64 位字母、数字、点、下划线或连字符",
        "name": lambda v: _text(v, 200, required=True),
        "short_name": lambda v: _text(v, 60),
        "kind": lambda v: "" if v in Organisation.Kind.values else "类型不在可选范围内",
        "division_level": lambda v: "" if v in Organisation.Division.values else "行政区划级别不在可选范围内",
        "division_code": lambda v: "" if not v or DIVISION_CODE.fullmatch(v) else "行政区划代码须为 6、9 或 12 位数字",
        "uscc": lambda v: "" if not v or is_uscc(v) else "统一社会信用代码有误（18 位，末位为校验码）",
        "duties": lambda v: "" if len(v) <= MAX_DUTIES else f"职能职责不能超过 {MAX_DUTIES} 字",
        "position": lambda v: "" if abs(v) <= 1_000_000 else "排序号超出范围",
    }
    found = [
        FieldError(f"/{key}", said) for key, check in checks.items() if key in values and (said := check(values[key]))
    ]
    return found + _contact_problems(values.get("contacts") or [])


def _text(value: str, limit: int, *, required: bool = False) -> str:
    if required and not value.strip():
        return "必填"
    if len(value) > limit:
        return f"不能超过 {limit} 字"
    return "含有不可见字符" if unprintable(value) else ""


def _contact_problems(contacts: list[dict[str, str]]) -> list[FieldError]:
    if len(contacts) > MAX_CONTACTS:
        return [FieldError("/contacts", f"联系人不能超过 {MAX_CONTACTS} 位")]
    found: list[FieldError] = []
    for place, contact in enumerate(contacts):
        at = f"/contacts/{place}"
        if unknown := contact.keys() - CONTACT_KEYS:
            found.append(FieldError(at, f"不认识 {'、'.join(sorted(unknown))}"))
        if said := _text(contact.get("name", ""), 100, required=True):
            found.append(FieldError(f"{at}/name", said))
        if said := _text(contact.get("role", ""), 100):
            found.append(FieldError(f"{at}/role", said))
        if contact.get("phone") and not is_phone(contact["phone"]):
            found.append(FieldError(f"{at}/phone", "电话号码有误"))
        if contact.get("mail") and not is_mail(contact["mail"]):
            found.append(FieldError(f"{at}/mail", "邮箱地址有误"))
    return found
