"""Items as a kind of file whose rows go in one by one (kernel/services/imports/stepping.py): tables of one type, and
files of other systems (foreign/)."""

from tongyun.kernel.contracts.tables import FileReader, RowImport, RowWork, TableLimits, TableRun

from ..catalogue import Catalogue, catalogue
from ..contracts import TypeView
from ..errors import no_such_type
from ..services.checking import usable
from .foreign.systems import system_of
from .foreign.work import ForeignWork, proposed_columns
from .planning import WRITE
from .rows import ItemWork, columns_of
from .targets import proposed, targets_of

KIND = "items"
LIMITS = TableLimits(bytes=15 << 20, unpacked=512 << 20, rows=200_000, columns=200, cell=65_536)


def accept(about: str) -> None:
    """Raises Invalid unless items may be of this type."""
    if system_of(about) is None:
        _type(catalogue(), about)


def propose(run: TableRun) -> dict[str, str]:
    """What the headings mean: as this person said before, else by the titles of the type's attributes, or by the table
    of the system."""
    system = system_of(run.about)
    if system is not None:
        return proposed_columns(system, run)
    types = catalogue()
    return proposed(targets_of(types, _type(types, run.about)), run.headings, run.remembered())


def work_of(run: TableRun) -> RowWork:
    """What is done with the rows. Raises Invalid for a mapping that cannot be."""
    system = system_of(run.about)
    if system is not None:
        return ForeignWork(run, system)
    types = catalogue()
    view = _type(types, run.about)
    return ItemWork(run, types, view, columns_of(targets_of(types, view), run.mapping))


def reader(about: str) -> FileReader | None:
    """What reads the files of the system that an import is about."""
    system = system_of(about)
    return system.read if system is not None else None


def _type(types: Catalogue, key: str) -> TypeView:
    view = usable(types, key)
    if view is None:
        raise no_such_type(key)
    return view


IMPORT = RowImport(KIND, "资源", WRITE, LIMITS, accept, propose, work_of, reader)
