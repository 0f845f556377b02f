"""Compare the contents of stored files with what was written down of them."""

import time

from tongyun.project.cli.django_setup import setup

setup()

from tongyun.kernel.services.files.verifying import checked_files  # noqa: E402 - after Django is set up


def verify_files() -> int:
    """Read every content; prints each that is lost or changed. Returns 1 when there is one."""
    started, count, size, wrong = time.monotonic(), 0, 0, 0
    for file, finding in checked_files():
        count, size = count + 1, size + file.size
        if finding:
            wrong += 1
            print(
                f"✗ {finding}：{file.name}（{file.id}，{file.target_label or '未提交'}，{file.uploaded_at:%Y-%m-%d}）"
            )
    took = time.monotonic() - started
    print(f"已核对 {count} 个文件，{size / (1 << 20):.1f} MiB，{wrong} 个有问题，{took:.1f} 秒")
    return 1 if wrong else 0
