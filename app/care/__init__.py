"""Services, clinicians, clients and their episodes, and who may see whom."""

from app.care.access import clients_of, find_client, readers_of
from app.care.clients import (
    Appointment,
    AppointmentStatus,
    CareRelationship,
    Client,
    ContactBy,
    Episode,
    Gender,
    Relation,
    nhs_number_lookup,
)
from app.care.measures import (
    MeasureLicence,
    MeasureLocked,
    Offer,
    WordingApproval,
    offer,
    unlocked_measures,
)
from app.care.services import Clinician, Pathway, Service, Trust

__all__ = [
    "Appointment",
    "AppointmentStatus",
    "CareRelationship",
    "Client",
    "Clinician",
    "ContactBy",
    "Episode",
    "Gender",
    "MeasureLicence",
    "MeasureLocked",
    "Offer",
    "Pathway",
    "Relation",
    "Service",
    "Trust",
    "WordingApproval",
    "clients_of",
    "find_client",
    "nhs_number_lookup",
    "offer",
    "readers_of",
    "unlocked_measures",
]
