"""Functions that change labels only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tongyun.telemetry.promql.matrix import Labels, Matrix, label_value, make_labels, merge
from tongyun.telemetry.promql.reader import Reader

_REFERENCE = re.compile(r"\$(?:(\$)|\{([^}]*)\}|([A-Za-z0-9_]+))|(\$)")
_NAMED_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\((?!\?)|\(\?P?<(\w+)>", re.DOTALL)


def replace_label(
    vector: Matrix, destination: str, replacement: str, source: str, pattern: str, reader: Reader
) -> Matrix:
    """`label_replace`: sets a label where the pattern matches the whole source label; `$1`, `${name}` are filled in."""
    texts = sorted({label_value(labels, source) for labels in vector.labels})
    names = group_names(pattern)
    found = dict(zip(texts, reader.captures(texts, pattern), strict=True))

    def change(labels: Labels) -> Labels:
        groups = found[label_value(labels, source)]
        return with_label(labels, destination, expand(replacement, groups, names)) if groups else labels

    return vector.relabel(change)


def join_labels(vector: Matrix, destination: str, separator: str, sources: Sequence[str]) -> Matrix:
    """`label_join`: sets a label to the values of others with a separator between."""
    return merge(
        [
            with_label(labels, destination, separator.join(label_value(labels, name) for name in sources))
            for labels in vector.labels
        ],
        vector.values,
        vector.present,
    )


def with_label(labels: Labels, name: str, value: str) -> Labels:
    """The identity with one label set, or removed by an empty value."""
    return make_labels([*((label, old) for label, old in labels if label != name), (name, value)])


def group_names(pattern: str) -> dict[str, int]:
    """The numbers of the named groups of a pattern."""
    names: dict[str, int] = {}
    number = 0
    for match in _NAMED_GROUP.finditer(pattern):
        if match.group().startswith("("):
            number += 1
            if match.group(1):
                names[match.group(1)] = number
    return names


def expand(template: str, groups: Sequence[str], names: dict[str, int]) -> str:
    """The template with its references filled in; a reference to no group is empty, `$$` is a dollar sign."""

    def fill(match: re.Match[str]) -> str:
        if match.group(1) or match.group(4):
            return "$"
        name = match.group(2) if match.group(2) is not None else match.group(3)
        number = int(name) if name.isascii() and name.isdigit() else names.get(name, -1)
        return groups[number] if 0 <= number < len(groups) else ""

    return _REFERENCE.sub(fill, template)
