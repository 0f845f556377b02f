"""What the inventory shares with the rooms above: plain types, no framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from tongyun.kernel.contracts import Port

Direction = Literal["out", "in"]
Outcome = Literal["created", "updated", "unchanged", "review", "rejected"]

#: Who said so. What a person says is never overwritten by a machine.
PERSON = "person"
AGENT = "agent"
#: Rows of a table that a person sent: a person's word, too.
IMPORTED = "import"
#: An edge that follows from an attribute by a rule of its kind.
DERIVED = "derived"

#: Topic of the outbox message of every recorded change:
#: {item, type, name, kind: created|updated|lifecycle|relation, version, changed: [names], lifecycle}
ITEM_CHANGED = "item.changed"


@dataclass(frozen=True)
class ItemView:
    """An item as other rooms may see it. `attributes` includes the volatile ones, such as a process id."""

    id: UUID
    type: str
    name: str
    attributes: Mapping[str, Any]
    lifecycle: str
    organisation_id: UUID | None
    last_seen_at: datetime | None


@dataclass(frozen=True)
class Observation:
    """What a source saw. `relations` are (relation type, target item) and take part in identification."""

    type: str
    name: str
    attributes: Mapping[str, Any]
    relations: tuple[tuple[str, UUID], ...] = ()
    source: str = AGENT
    organisation: UUID | None = None


@dataclass(frozen=True)
class ObservedItem:
    """What became of one observation; `item` is None when it went to the review queue or was rejected."""

    outcome: Outcome
    item: ItemView | None
    reason: str = ""


@dataclass(frozen=True)
class HostFacts:
    """What an agent reports about its machine. `memory_bytes` in bytes, `boot_at` aware UTC.

    `virtual` is whether it is a virtual machine, or the hypervisor's name. Empty, zero and None mean "not known".
    """

    machine_id: str
    hostname: str
    os: str = ""
    os_version: str = ""
    kernel: str = ""
    arch: str = ""
    cpu_model: str = ""
    cpu_cores: int | None = None
    memory_bytes: int | None = None
    boot_at: datetime | None = None
    addresses: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    serial: str | None = None
    vendor: str | None = None
    model: str | None = None
    virtual: bool | str | None = None
    organisation: UUID | None = None


@dataclass(frozen=True)
class ServiceFacts:
    """A process that listens. `ports` are (protocol, address, port), for example ("tcp", "0.0.0.0", 80)."""

    process: str
    exe: str | None
    cmdline: tuple[str, ...] = ()
    cwd: str | None = ""
    user: str = ""
    pid: int | None = None
    ports: tuple[tuple[str, str, int], ...] = ()
    unit: str | None = None
    started_at: datetime | None = None


@dataclass(frozen=True)
class ObservedService:
    """A known service of a host: whether it was seen this time, and whether somebody must be told when it is gone.

    `process` and `port` (the lowest it listens on) are how the agent's samples name it.
    """

    item: ItemView
    present: bool
    watched: bool
    process: str = ""
    port: int | None = None


@dataclass(frozen=True)
class Troubles:
    """What is known to be wrong: (state, reason) by item; state is ok, warning, critical or unknown.

    An item that is not in `by_item` is well if its source sees it, unless `blind` says why silence means nothing now.
    """

    by_item: Mapping[UUID, tuple[str, str]]
    blind: str = ""


class ItemHealth(Protocol):
    """How items are. Answered by events."""

    def troubles(self, ids: Sequence[UUID] | None = None) -> Troubles:
        """The troubles of these items, or of all; two queries either way."""
        ...


item_health: Port[ItemHealth] = Port("inventory.item_health")


class TypeFiles(Protocol):
    """Types that packs ship, as the site changes them. Answered by packs."""

    def hold(self, pack: str) -> None:
        """Let no other change or apply this pack until the transaction ends. Who holds a type of it holds it first."""
        ...

    def put(self, pack: str, key: str, content: Mapping[str, Any]) -> None:
        """Make this the type's file, by edits of the site, and apply it. Raises Invalid, Conflict."""
        ...


type_files: Port[TypeFiles] = Port("inventory.type_files")


@dataclass(frozen=True)
class UniqueRule:
    """What only one item may have: attributes, `@name`, `@organisation` or `@relation`, together. `scope` is the type
    that declares the rule; with `in_use` retired items do not count."""

    scope: str
    by: tuple[str, ...]
    in_use: bool = False


@dataclass(frozen=True)
class AddressPart:
    """What an attribute says of addresses (`x-address`).

    `role`: the prefix, first or last address or gateway of a range; or held, an address that the item has, or shared,
    one that wanders between items. `zones` are attributes that name the network zone, the first that does counts;
    `zone` is a fixed one. `of` is the attribute that names the item for which it counts.
    """

    role: str
    zones: tuple[str, ...]
    zone: str = ""
    of: str = ""


@dataclass(frozen=True)
class TypeView:
    """An item type with everything it inherits.

    `schema` is the merged JSON Schema; `lineage` is the type itself and its ancestors, nearest first; `identity` are
    the ordered rules and `identity_scope` the type that declares them; `volatile` attributes change without history.
    `references` are the attributes that name other items, and the types these may be of; `unique` the rules of the type
    and its ancestors; `indexed` the attributes that lists filter by, and their kinds (text, number, truth, date,
    moment); `computed` the expressions of attributes that are worked out; `addresses` what attributes say of addresses.
    """

    key: str
    title: str
    title_en: str
    icon: str
    parent: str | None
    abstract: bool
    retired: bool
    pack: str
    lineage: tuple[str, ...]
    schema: Mapping[str, Any]
    list_columns: tuple[str, ...]
    identity: tuple[tuple[str, ...], ...]
    identity_scope: str
    volatile: frozenset[str] = field(default_factory=frozenset)
    family: str = "other"
    version: int = 0
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique: tuple[UniqueRule, ...] = ()
    indexed: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, AddressPart] = field(default_factory=dict)
