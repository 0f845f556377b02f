"""An import-linter contract: a room is entered through its door.

Other rooms may import `<room>.facade` and `<room>.contracts` and nothing else of it. The composition root may see
everything. Written as a contract type because a list of forbidden modules would have to name every file of a room.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "tongyun"
DOORS = ("facade", "contracts")


class DoorContract(Contract):
    """`room` is entered only through facade and contracts, except by `free` importers."""

    type_name = "door"

    room = fields.StringField()
    free = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find imports from outside that go past the door."""
        room: Any = f"{ROOT}.{self.room}"
        free: Any = self.free
        trespasses = [
            {"importer": importer, "imported": inner, "line": detail["line_number"]}
            for inner in sorted({room, *graph.find_descendants(room)})
            if not _is_door(inner, room)
            for importer in sorted(graph.find_modules_that_directly_import(inner))
            if _room_of(importer) not in (self.room, *free)
            for detail in graph.get_import_details(importer=importer, imported=inner)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who climbed through which window."""
        for entry in check.metadata["trespasses"]:
            output.print_error(f"{entry['importer']}:{entry['line']} imports {entry['imported']}", bold=True)


def _is_door(module: str, room: str) -> bool:
    return module.removeprefix(f"{room}.").split(".")[0] in DOORS


def _room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == ROOT else ""
