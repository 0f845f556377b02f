"""Foreign keys point down only: an import graph cannot see them, so a system check compares them with the order."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db.models import Field, ForeignObjectRel


@register()
def relations_point_down(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every relation between rooms goes to a lower room and leaves no reverse accessor there."""
    height = {room: index for index, room in enumerate(settings.ROOMS)}
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or not getattr(field, "is_relation", False):
                continue
            problems.extend(_problems_of(field, height))
    return problems


def _problems_of(field: Any, height: dict[str, int]) -> list[CheckMessage]:
    target: Any = field.related_model
    room, other = field.model._meta.app_label, target._meta.app_label
    if room == other or room not in height or other not in height:
        return []
    found: list[CheckMessage] = []
    if height[other] > height[room]:
        found.append(Error(f"{field} points up, from {room} to {other}", obj=field.model, id="tongyun.E001"))
    if not _hidden(field):
        found.append(Error(f"{field} crosses rooms without related_name='+'", obj=field.model, id="tongyun.E002"))
    return found


def _hidden(field: "Field[Any, Any]") -> bool:
    remote: Any = field.remote_field
    return bool(remote.hidden)
