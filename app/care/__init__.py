"""Services, clinicians, clients and their episodes, and who may see whom."""

from app.care.access import Reader, clients_of, find_client, readers_of
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
from app.care.import_file import MOST_BYTES, MOST_ROWS, UnreadableFile
from app.care.importing import Colleague, Fault, Import, Known, NewClient, check_file
from app.care.known import known_to
from app.care.measures import (
    MeasureLicence,
    MeasureLocked,
    Offer,
    WordingApproval,
    offer,
    unlocked_measures,
)
from app.care.nhs_numbers import NotAnNhsNumber, read_nhs_number
from app.care.services import Clinician, Pathway, Service, Trust

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Appointment",
    "AppointmentStatus",
    "CareRelationship",
    "Client",
    "Clinician",
    "Colleague",
    "ContactBy",
    "Episode",
    "Fault",
    "Gender",
    "Import",
    "Known",
    "MeasureLicence",
    "MeasureLocked",
    "NewClient",
    "NotAnNhsNumber",
    "Offer",
    "Pathway",
    "Reader",
    "Relation",
    "Service",
    "Trust",
    "UnreadableFile",
    "WordingApproval",
    "check_file",
    "clients_of",
    "find_client",
    "known_to",
    "nhs_number_lookup",
    "offer",
    "read_nhs_number",
    "readers_of",
    "unlocked_measures",
]
