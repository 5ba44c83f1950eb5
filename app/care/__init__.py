"""Services, clinicians, clients and their episodes, and who may see whom."""

from app.care.access import Reader, clients_of, find_client, readers_of
from app.care.clients import (
    CAME_TO_AN_END,
    Appointment,
    AppointmentStatus,
    CancelledBy,
    CareRelationship,
    Client,
    ContactBy,
    Ending,
    Episode,
    Gender,
    Relation,
    TherapyGroup,
    nhs_number_lookup,
    person_lookup,
)
from app.care.contact import ContactPause, ContactPreference, PauseReason
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
    "CAME_TO_AN_END",
    "MOST_BYTES",
    "MOST_ROWS",
    "Appointment",
    "AppointmentStatus",
    "CancelledBy",
    "CareRelationship",
    "Client",
    "Clinician",
    "Colleague",
    "ContactBy",
    "ContactPause",
    "ContactPreference",
    "Ending",
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
    "PauseReason",
    "Reader",
    "Relation",
    "Service",
    "TherapyGroup",
    "Trust",
    "UnreadableFile",
    "WordingApproval",
    "check_file",
    "clients_of",
    "find_client",
    "known_to",
    "nhs_number_lookup",
    "offer",
    "person_lookup",
    "read_nhs_number",
    "readers_of",
    "unlocked_measures",
]
