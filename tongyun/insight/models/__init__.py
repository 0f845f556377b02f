"""Tables of insight, one file an idea."""

from .contract import Contract
from .sealed import AssessmentLine, SealedAssessment

__all__ = ["AssessmentLine", "Contract", "SealedAssessment"]
