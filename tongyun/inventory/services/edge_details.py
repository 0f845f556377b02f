"""What an edge says of itself: a description, attributes by its kind's schema, and the group of supports it is in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.facade import FormValidator

from ..models import Relation, RelationType
from .checking import pointer, reason_of, size_of

#: The most that the attributes of one edge may take, as JSON in UTF-8.
MAX_EDGE_BYTES = 16_384


@dataclass(frozen=True)
class EdgeDetails:
    """What an edge says of itself; nothing by default."""

    description: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""

    def told(self) -> dict[str, Any]:
        """What there is to tell, as the history keeps it."""
        parts = {"description": self.description, "attributes": dict(self.attributes), "group": self.group}
        return {name: value for name, value in parts.items() if value}


def details_of(relation: Relation) -> EdgeDetails:
    """What an edge says at present."""
    return EdgeDetails(relation.description, relation.attributes, relation.redundancy_group)


def checked(kind: RelationType, details: EdgeDetails) -> EdgeDetails:
    """The details without blanks at the ends. Raises Invalid for what the kind's schema or the database cannot take."""
    clean = EdgeDetails(details.description.strip(), dict(details.attributes), details.group.strip())
    sizes = {name: size_of(value) for name, value in vars(clean).items()}
    problems = [FieldError(f"/{name}", "含有不可存储的字符或数值") for name, size in sizes.items() if size is None]
    if (sizes["attributes"] or 0) > MAX_EDGE_BYTES:
        problems.append(FieldError("/attributes", f"关系的属性合计超过 {MAX_EDGE_BYTES // 1024} KiB"))
    if not problems:
        schema = kind.schema or {"type": "object", "additionalProperties": False}
        problems = [
            FieldError(pointer(*error.absolute_path), reason_of(error))
            for error in FormValidator(schema).iter_errors(clean.attributes)
        ]
    if problems:
        raise Invalid("bad_relation", f"“{kind.title}”关系的内容不符合要求。", problems)
    return clean
