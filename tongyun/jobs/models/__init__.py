"""Tables of jobs, one file an idea."""

from .runs import Run, RunOutput, RunTarget
from .templates import JobTemplate

__all__ = ["JobTemplate", "Run", "RunOutput", "RunTarget"]
