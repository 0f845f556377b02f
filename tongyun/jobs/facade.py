"""The door of jobs: everything a neighbour may call."""

from .queries import run_view, runs_of
from .services.starting import start_run

__all__ = ["run_view", "runs_of", "start_run"]
