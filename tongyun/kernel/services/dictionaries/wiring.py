"""What dictionaries register at start."""

from ...contracts import PackKind, Permission
from ..permissions import declare
from ..registries import pack_kinds
from . import pack_files
from .changing import MANAGE, READ


def wire() -> None:
    """Declare the permissions and the pack kind; forms and item types name dictionaries, so these come first."""
    declare(
        Permission(READ, "查看数据字典", "See dictionaries", "shared", scoped=False),
        Permission(MANAGE, "维护数据字典", "Change dictionaries", "system", scoped=False),
    )
    pack_kinds.register(
        PackKind(
            "dictionaries",
            (".yaml",),
            pack_files.SCHEMA,
            pack_files.check,
            pack_files.apply,
            pack_files.retire,
            rank=5,
        )
    )
