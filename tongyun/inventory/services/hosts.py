"""What an agent reports about its machine becomes an item of type host."""

from tongyun.kernel.contracts import Conflict

from ..catalogue import catalogue
from ..contracts import HostFacts, ItemView, Observation
from ..errors import types_missing
from .observation import observe

HOST = "host"


def observe_host(facts: HostFacts) -> ItemView:
    """The item of this machine, made or brought up to date.

    Raises Conflict (`identity_review`) when the machine fits several items: a person must decide first; Unavailable
    when the pack that brings the type host is not applied.
    """
    if catalogue().get(HOST) is None:
        raise types_missing(HOST)
    answer = observe([observation_of(facts)])[0]
    if answer.item is None:
        raise Conflict("identity_review", f"主机 {facts.hostname}：{answer.reason}。")
    return answer.item


def observation_of(facts: HostFacts) -> Observation:
    """The facts as attributes of the type host; what the agent does not know is left out, not emptied."""
    attributes = {
        "machine_id": facts.machine_id,
        "hostname": facts.hostname,
        "os": facts.os,
        "os_version": facts.os_version,
        "kernel": facts.kernel,
        "arch": facts.arch,
        "cpu_model": facts.cpu_model,
        "cpu_cores": facts.cpu_cores or None,
        "memory_bytes": facts.memory_bytes or None,
        "boot_at": facts.boot_at.isoformat(timespec="seconds") if facts.boot_at else None,
        "addresses": sorted(set(facts.addresses)) or None,
        "macs": sorted({mac.lower() for mac in facts.macs}) or None,
        "serial": facts.serial,
        "vendor": facts.vendor,
        "model": facts.model,
        "virtual": None if facts.virtual is None else bool(facts.virtual),
        "hypervisor": facts.virtual if isinstance(facts.virtual, str) else None,
    }
    name = facts.hostname or facts.machine_id
    return Observation(HOST, name, attributes, organisation=facts.organisation)
