"""Item types that packs ship, changed where types are changed: the change becomes this site's edits of the file."""

from collections.abc import Mapping
from typing import Any

from .editing import hold_pack, rewrite_file

KIND = "types"


class SiteTypes:
    """Answers the inventory's port `type_files`."""

    def hold(self, pack: str) -> None:
        """Hold the pack, as everybody does who applies or changes it."""
        hold_pack(pack)

    def put(self, pack: str, key: str, content: Mapping[str, Any]) -> None:
        """Make this the type's file and apply it; the inventory has asked for the permission to change types."""
        rewrite_file(pack, KIND, key, content)
