"""What the lists of table imports export, of people as of items; a room adds what only its own imports have."""

from collections.abc import Mapping

from .lists.declaration import Column

Words = Mapping[str, tuple[str, str]]

STATES: Words = {
    "waiting": ("等待检查", "Waiting"),
    "checking": ("正在检查", "Checking"),
    "refused": ("文件被拒绝", "Refused"),
    "checked": ("已检查", "Checked"),
    "applying": ("正在导入", "Importing"),
    "applied": ("已导入", "Imported"),
    "failed": ("未导入", "Failed"),
    "cancelled": ("已取消", "Cancelled"),
}
GOOD: Words = {"create": ("新增", "New"), "update": ("修改", "Changed"), "unchanged": ("不变", "Unchanged")}
WRONG: Words = {"error": ("有误", "Wrong")}


def import_columns(about: Column, *counted: Column) -> tuple[Column, ...]:
    """Of the list of imports: what one is about, and what its rows are counted by beside the common verdicts."""
    return (
        Column("file_name", "文件", "File"),
        about,
        Column("state", "状态", "State", words=STATES),
        Column("total", "行数", "Rows"),
        Column("creates", *GOOD["create"]),
        Column("updates", *GOOD["update"]),
        Column("unchanged", *GOOD["unchanged"]),
        *counted,
        Column("errors", *WRONG["error"]),
        Column("problem", "问题", "Problem"),
        Column("actor_name", "导入人", "By"),
        Column("created_at", "上传时间", "Uploaded"),
        Column("applied_at", "导入时间", "Imported at"),
    )


def import_row_columns(further: Words | None = None) -> tuple[Column, ...]:
    """Of the rows of one import, with verdicts beside the common ones."""
    return (
        Column("number", "行号", "Row"),
        Column("verdict", "结果", "Result", words={**GOOD, **(further or {}), **WRONG}),
        Column("messages", "问题", "Problems", "said"),
        Column("changes", "变更", "Changes"),
        Column("cells", "内容", "Cells"),
    )
