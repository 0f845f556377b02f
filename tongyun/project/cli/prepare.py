"""What must be true before the processes start: schema, packs, roles, the set-up link, the local agent's token."""

from tongyun.project.cli.django_setup import setup

setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from tongyun.kernel.models import SearchDocument  # noqa: E402
from tongyun.kernel.services import access, searching  # noqa: E402
from tongyun.kernel.services import setup as setting_up  # noqa: E402
from tongyun.kernel.services.permissions.built_in import ensure_roles  # noqa: E402
from tongyun.kernel.services.trust.checking import check_and_tell  # noqa: E402
from tongyun.kernel.services.trust.measuring import PROGRAM  # noqa: E402
from tongyun.packs.facade import apply_all  # noqa: E402
from tongyun.project.files import write_private  # noqa: E402

#: The last commit that has every migration of before the first release.
LAST_OF_MANY = "9905cd3"


def prepare(*, agent_token: bool = False) -> int:
    """Bring the installation up to date; prints what changed and, on a fresh one, the set-up link."""
    migrate()
    ensure_roles()
    for report in apply_all():
        for finding in report.findings:
            print(f"内容包 {report.pack}：{finding.path}:{finding.line or 1}: {finding.message}")
    if not SearchDocument.objects.exists():
        searching.rebuild()
    if agent_token:
        _local_agent_token()
    _say_what_is_not_trusted()
    link = settings.TONGYUN.run / "setup-link"
    if setting_up.setup_required():
        write_private(link, f"{settings.TONGYUN.public_url}/setup?token={setting_up.new_setup_token()}")
    else:
        link.unlink(missing_ok=True)
    return 0


def migrate() -> None:
    """Apply database migrations where any is missing."""
    executor = MigrationExecutor(connection)
    _refuse_half_an_upgrade(executor.loader)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        print("数据库结构已更新")


def _refuse_half_an_upgrade(loader: MigrationLoader) -> None:
    """One migration stands for all that came before the first release, where it stands for none or for all of them."""
    for (room, _), migration in loader.replacements.items():
        missing = [name for app, name in migration.replaces if (app, name) not in loader.applied_migrations]
        if 0 < len(missing) < len(migration.replaces):
            raise SystemExit(
                f"数据库停在 {room} 的 {missing[0]} 之前，是更早的开发版本留下的；"
                f"请先用提交 {LAST_OF_MANY} 启动一次完成升级，再换用本版本。数据没有改动。"
            )


def _say_what_is_not_trusted() -> None:
    result = check_and_tell((PROGRAM,))
    if result.state not in ("trusted", "unsealed"):
        print(f"可信验证未通过：{result.detail}")


def _local_agent_token() -> None:
    path = settings.TONGYUN.secrets / "agent.token"
    if not path.exists() or access.bearer(path.read_text().strip()) is None:
        write_private(path, access.issue_token("agent", "本机代理"))
