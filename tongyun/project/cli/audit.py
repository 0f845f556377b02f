"""Check the audit chain."""

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.models import AuditRecord  # noqa: E402 - after Django is set up
from tongyun.kernel.services.audit import streams, verify  # noqa: E402


def verify_chain() -> int:
    """Walk every stream; exit code 1 when a link does not hold."""
    broken = 0
    for stream in streams():
        links = verify(stream)
        broken += len(links)
        for link in links:
            print(f"{link.stream} 第 {link.seq} 条：{link.reason}")
        if not links:
            print(f"{stream}：{AuditRecord.objects.filter(stream=stream).count()} 条，完整")
    return 1 if broken else 0
