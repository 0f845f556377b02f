"""Personal data among the attributes of items: a type's schema says of which by `x-personal`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts.personal import mask, unmasked
from tongyun.kernel.facade import clearly

from .catalogue import Catalogue
from .contracts import TypeView


def personal_attributes(view: TypeView | None) -> dict[str, str]:
    """Names of the attributes that hold personal data, and as what they are masked."""
    properties = view.schema.get("properties", {}) if view else {}
    return {name: part["x-personal"] for name, part in properties.items() if "x-personal" in part}


def masked_attributes(types: Catalogue, type_key: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as most people see them; a value may also be a list, as the two sides of a change are."""
    kinds = personal_attributes(types.get(type_key))
    return {name: _masked(kinds[name], value) if name in kinds else value for name, value in attributes.items()}


def shown_attributes(
    types: Catalogue, type_key: str, attributes: Mapping[str, Any], organisation: UUID | None
) -> dict[str, Any]:
    """Attributes as they go out to the actor."""
    return dict(attributes) if clearly(organisation=organisation) else masked_attributes(types, type_key, attributes)


def kept_attributes(view: TypeView, entered: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody means who sends attributes back as they were shown: what is masked is what is kept."""
    kinds = personal_attributes(view)
    return {
        name: unmasked(kinds[name], value, str(kept.get(name) or ""))
        if name in kinds and isinstance(value, str)
        else value
        for name, value in entered.items()
    }


def _masked(kind: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(kind, each) for each in value]
    return mask(kind, value) if isinstance(value, str) else value
