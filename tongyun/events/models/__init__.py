"""Tables of events, one file an idea."""

from .alerts import Alert
from .incidents import CorrelationGate, Incident, IncidentEntry
from .rules import Rule, RuleState

__all__ = ["Alert", "CorrelationGate", "Incident", "IncidentEntry", "Rule", "RuleState"]
