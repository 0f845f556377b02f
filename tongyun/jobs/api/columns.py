"""What the lists of jobs export."""

from tongyun.kernel.facade import Column

STATES = {
    "queued": ("排队中", "Queued"),
    "running": ("执行中", "Running"),
    "succeeded": ("成功", "Succeeded"),
    "failed": ("失败", "Failed"),
    "cancelled": ("已取消", "Cancelled"),
    "lost": ("失联", "Lost"),
}

RUNS = (
    Column("number", "编号", "Number"),
    Column("title", "作业", "Job"),
    Column("state", "状态", "State", words=STATES),
    Column("requested_by", "发起人", "Requested by"),
    Column("source", "来源", "Source", "source.label"),
    Column("created_at", "发起时间", "Requested"),
    Column("started_at", "开始时间", "Started"),
    Column("finished_at", "结束时间", "Finished"),
    Column("id", "标识", "ID", extra=True),
)
JOBS = (
    Column("key", "作业标识", "Key"),
    Column("title", "名称", "Title"),
    Column("title_en", "英文名称", "English title", extra=True),
    Column("target_type", "适用模型", "For type"),
    Column("dangerous", "影响业务", "Dangerous"),
    Column("pack", "内容包", "Pack"),
)
