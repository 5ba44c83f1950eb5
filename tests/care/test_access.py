"""Who may see whom: a current care relationship, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import care
from app.care import Relation
from app.security import Role


def test_sec_34_a_clinician_sees_their_own_clients_and_nobody_elses(session, make):
    mine, theirs = make.clinician(), make.clinician()
    client = make.client(mine)
    other = make.client(theirs)

    assert care.clients_of(session, mine, on=make.today) == [client]
    assert care.find_client(session, client.id, seen_by=mine, on=make.today) is client
    assert care.find_client(session, other.id, seen_by=mine, on=make.today) is None


def test_sec_34_a_client_who_is_not_there_looks_like_one_who_may_not_be_seen(session, make):
    assert care.find_client(session, uuid4(), seen_by=make.clinician(), on=make.today) is None


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [
        (0, None, True),
        (1, None, False),  # from tomorrow
        (-9, 0, True),  # the last day counts
        (-9, -1, False),
        (-9, 9, True),
    ],
)
def test_sec_34_a_relationship_counts_from_its_first_day_to_its_last(
    session, make, starts, ends, seen
):
    clinician, client = make.clinician(), make.client(make.clinician())
    make.care_relationship(
        clinician,
        client,
        starts_on=make.today + timedelta(days=starts),
        ends_on=None if ends is None else make.today + timedelta(days=ends),
        relation=Relation.COVER,
    )

    found = care.find_client(session, client.id, seen_by=clinician, on=make.today)

    assert (found is client) == seen
    assert (client in care.clients_of(session, clinician, on=make.today)) == seen


@pytest.mark.parametrize("relation", list(Relation))
def test_own_supervised_and_covered_clients_are_all_seen(session, make, relation):
    clinician, client = make.clinician(), make.client(make.clinician())

    make.care_relationship(clinician, client, relation=relation)

    assert care.find_client(session, client.id, seen_by=clinician, on=make.today) is client


def test_a_client_with_two_relationships_is_listed_once(session, make):
    clinician = make.clinician()
    client = make.client(clinician)
    make.care_relationship(clinician, client, relation=Relation.COVER)

    assert care.clients_of(session, clinician, on=make.today) == [client]


def test_nothing_of_one_trust_is_seen_by_another(session, make):
    clinician = make.clinician()
    client = make.client(trust=make.trust("Another Trust"))
    make.care_relationship(clinician, client)

    assert care.find_client(session, client.id, seen_by=clinician, on=make.today) is None
    assert care.clients_of(session, clinician, on=make.today) == []


def test_the_readers_of_a_client_are_those_who_can_open_the_page_their_own_first(session, make):
    own, supervisor, cover, past = (make.clinician() for _ in range(4))
    client = make.client(own)
    make.care_relationship(cover, client, relation=Relation.COVER)
    make.care_relationship(supervisor, client, relation=Relation.SUPERVISED)
    make.care_relationship(past, client, ends_on=make.today - timedelta(days=1))

    readers = care.readers_of(session, client.id, on=make.today)

    assert [(reader.clinician_id, reader.name, reader.relation) for reader in readers] == [
        (own.id, own.name, Relation.OWN),
        (supervisor.id, supervisor.name, Relation.SUPERVISED),
        (cover.id, cover.name, Relation.COVER),
    ]


@pytest.mark.parametrize(("left", "reads"), [(-1, False), (0, False), (1, True), (None, True)])
def test_a_clinician_who_has_left_reads_nothing(session, make, left, reads):
    clinician = make.clinician(left_on=None if left is None else make.today + timedelta(days=left))
    client = make.client(clinician)

    assert bool(care.readers_of(session, client.id, on=make.today)) == reads
    assert bool(care.clients_of(session, clinician, on=make.today)) == reads
    found = care.find_client(session, client.id, seen_by=clinician, on=make.today)
    assert (found is not None) == reads


@pytest.mark.parametrize(
    ("roles", "active", "named"),
    [
        ([Role.CLINICIAN], True, True),
        ([Role.CLINICIAN, Role.DUTY], True, True),
        ([Role.DUTY], True, False),  # sees alerts, and nothing else of the record
        ([Role.ADMINISTRATOR], True, False),
        ([Role.CLINICIAN], False, False),  # the account was closed
    ],
)
def test_only_who_is_permitted_to_read_is_named_as_a_reader(session, make, roles, active, named):
    clinician = make.clinician(user=make.user(*roles, active=active))
    client = make.client(clinician)

    assert bool(care.readers_of(session, client.id, on=make.today)) == named
