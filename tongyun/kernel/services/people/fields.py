"""What a person may say of an account, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ...contracts import FieldError
from ...models import Organisation
from ..texts import is_mail, is_phone, unprintable

USERNAME = re.compile(r"[A-Za-z0-9_.\-]{2,64}")
EMPLOYEE_NO = re.compile(r"[A-Za-z0-9_.\-/]{0,40}")
LOCALES = ("zh-CN", "en-US")

#: What an edit may change.
EDITABLE = frozenset({"name", "organisation_id", "employee_no", "phone", "landline", "mail", "valid_to", "locale"})

#: What is shown masked, and as what.
PERSONAL = {"phone": "phone", "landline": "phone", "mail": "mail"}


@dataclass(frozen=True)
class UserDraft:
    """An account that is about to be made."""

    username: str
    name: str
    organisation_id: UUID | None
    employee_no: str = ""
    phone: str = ""
    landline: str = ""
    mail: str = ""
    valid_to: date | None = None
    locale: str = "zh-CN"


def problems(values: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with the given values of an account's fields; those that are not given are not judged."""
    checks: dict[str, Callable[[Any], str]] = {
        "username": lambda v: "" if USERNAME.fullmatch(v) else "用户名须为 2 至 64 位字母、数字、点、下划线或连字符",
        "name": _name,
        "employee_no": lambda v: (
            "" if EMPLOYEE_NO.fullmatch(v) else "工号须为 40 位以内的字母、数字、点、斜杠、下划线或连字符"
        ),
        "phone": lambda v: "" if not v or is_phone(v) else "手机号码有误",
        "landline": lambda v: "" if not v or is_phone(v) else "办公电话有误",
        "mail": lambda v: "" if not v or is_mail(v) else "邮箱地址有误",
        "locale": lambda v: "" if v in LOCALES else "语言不在可选范围内",
    }
    return [
        FieldError(f"/{key}", said) for key, check in checks.items() if key in values and (said := check(values[key]))
    ]


def unit_problem(organisation_id: UUID | None) -> list[FieldError]:
    """A person belongs to a unit that exists and has not ended."""
    if organisation_id is None:
        return [FieldError("/organisation_id", "请选择所属机构")]
    unit = Organisation.objects.filter(id=organisation_id).first()
    if unit is None:
        return [FieldError("/organisation_id", "没有这个机构")]
    return [FieldError("/organisation_id", f"“{unit.name}”已撤销")] if unit.valid_to is not None else []


def _name(value: str) -> str:
    if not value.strip():
        return "必填"
    if len(value) > 100:
        return "不能超过 100 字"
    return "含有不可见字符" if unprintable(value) else ""
