"""What an administrator decides about callers of the API."""

from dataclasses import dataclass

from .policies import entry


@dataclass(frozen=True)
class ApiLimits:
    """How often one caller may call in a minute; 0 sets no limit."""

    user: int = entry(1200, "每个用户每分钟", "Per user and minute", minimum=0, maximum=1_000_000, unit="次")
    token: int = entry(1200, "每个令牌每分钟", "Per token and minute", minimum=0, maximum=1_000_000, unit="次")
    address: int = entry(
        1200,
        "每个地址未登录每分钟",
        "Per address and minute, not signed in",
        help_zh="同一出口地址后的所有人合计。",
        help_en="All people behind one address together.",
        minimum=0,
        maximum=1_000_000,
        unit="次",
    )


@dataclass(frozen=True)
class ApiLogPolicy:
    """What the log of calls keeps."""

    days: int = entry(180, "明细保留天数", "Days to keep calls", minimum=1, maximum=3650, unit="天")
    statistics_days: int = entry(730, "统计保留天数", "Days to keep statistics", minimum=30, maximum=3650, unit="天")
    one_in: int = entry(
        50,
        "页面查询抽样（每多少次记一次）",
        "Sample of the UI's reads (one in)",
        help_zh="其他系统的调用、修改、失败和慢调用全部记录；统计不受抽样影响。",
        help_en="Calls of other systems, changes, failures and slow calls are all kept; statistics are complete.",
        minimum=1,
        maximum=100_000,
    )
    slow_ms: int = entry(1000, "慢调用", "Slow from", minimum=10, maximum=600_000, unit="毫秒")
