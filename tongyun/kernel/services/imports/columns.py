"""What the columns of the two tables are called and mean."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...contracts.tables import CellError
from ...models import Organisation

KINDS = {label: value for value, label in Organisation.Kind.choices}
DIVISIONS = {label: value for value, label in Organisation.Division.choices if value}
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Column:
    """A column: its heading, the field it fills, how its text is read, and what the template says about it."""

    heading: str
    key: str
    read: Callable[[str], Any]
    hint: str
    required: bool = False
    example: str = ""


def text(value: str) -> str:
    """The text as it is."""
    return value


def plain(value: str) -> str:
    """Codes and numbers, full-width characters made half-width."""
    return unicodedata.normalize("NFKC", value).strip()


def day(value: str) -> date:
    """A date as people write one."""
    found = DATE.fullmatch(plain(value))
    try:
        if found is None:
            raise ValueError(value)
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise CellError("日期有误，请写作 2026-11-21") from error


def whole(value: str) -> int:
    """A whole number."""
    cleaned = plain(value)
    if not re.fullmatch(r"-?\d{1,7}", cleaned):
        raise CellError("须为整数")
    return int(cleaned)


def one_of(words: dict[str, str]) -> Callable[[str], str]:
    """One of some words."""

    def read(value: str) -> str:
        if value not in words:
            raise CellError(f"须为：{'、'.join(words)}")
        return words[value]

    return read


def several(value: str) -> list[str]:
    """Codes, separated by 、 or a comma or semicolon."""
    return [each for part in re.split(r"[、,，;；\n]", value) if (each := plain(part))]


ORGANISATIONS = (
    Column(
        "编码", "code", plain, "唯一，1 至 64 位字母、数字、点、下划线或连字符", required=True, example="510107-dsj"
    ),
    Column("名称", "name", text, "全称", required=True, example="武侯区数据局"),
    Column("简称", "short_name", text, "60 字以内", example="武侯数据局"),
    Column("上级编码", "parent", plain, "上级机构的编码，可以是同一文件中的机构；顶级留空", example="510107"),
    Column("类型", "kind", one_of(KINDS), f"{'、'.join(KINDS)}；留空为使用单位", example="使用单位"),
    Column("行政区划级别", "division_level", one_of(DIVISIONS), f"{'、'.join(DIVISIONS)}；企业留空", example="区县"),
    Column("行政区划代码", "division_code", plain, "6、9 或 12 位数字", example="510107"),
    Column("统一社会信用代码", "uscc", plain, "18 位，末位校验"),
    Column("职能职责", "duties", text, "可换行，10000 字以内", example="统筹全区数据资源管理。"),
    Column("联系人", "contact_name", text, "", example="李敏"),
    Column("联系电话", "contact_phone", plain, "", example="028-85550000"),
    Column("联系邮箱", "contact_mail", plain, ""),
    Column("排序", "position", whole, "整数，小的在前", example="10"),
    Column("设立日期", "valid_from", day, "2026-11-21", example="2024-01-15"),
)

USERS = (
    Column(
        "用户名", "username", plain, "登录用，2 至 64 位字母、数字、点、下划线或连字符", required=True, example="li.min"
    ),
    Column("姓名", "name", text, "真实姓名", required=True, example="李敏"),
    Column("机构编码", "organisation", plain, "所属机构的编码", required=True, example="510107-dsj"),
    Column("工号", "employee_no", plain, "", example="20240117"),
    Column("手机", "phone", plain, "", example="13800000000"),
    Column("办公电话", "landline", plain, "", example="028-85550001"),
    Column("邮箱", "mail", plain, "", example="li.min@example.gov.cn"),
    Column("岗位编码", "posts", several, "在所属机构任职的岗位，多个以顿号隔开"),
    Column("有效期至", "valid_to", day, "到这一天账号自动停用；长期留空"),
)

TABLES = {"organisations": ORGANISATIONS, "users": USERS}
TITLES = {"organisations": "组织机构", "users": "用户"}
