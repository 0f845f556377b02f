"""Files on incidents: screenshots, captures. Whoever sees one reads them, whoever acknowledges its alerts adds."""

from uuid import UUID

from tongyun.kernel.contracts import FileHost

from .models import Incident
from .queries import seen_incidents

READ, WRITE = "incident:read", "alert:acknowledge"


def _reaches(incident_id: UUID, permission: str) -> bool:
    return seen_incidents(permission).filter(id=incident_id).exists()


def _label(incident_id: UUID) -> str:
    return Incident.objects.values_list("number", flat=True).get(id=incident_id)


HOST = FileHost("incident", "事件", "Incidents", READ, WRITE, "/incidents/{id}", _reaches, _label)
