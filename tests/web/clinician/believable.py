"""A therapist's caseload as it might be on a Wednesday morning, to look at and to test pages on."""

from datetime import timedelta

from app import actions
from app.care import AppointmentStatus, Client, Clinician, Gender
from app.scheduling import HelpWanted, Mode
from tests.factory import Make

PHQ9 = ([3, 3, 2, 3, 2, 3, 2, 1, 1], [2, 3, 2, 2, 2, 3, 2, 1, 1], [2, 2, 1, 2, 1, 2, 1, 0, 0])
GAD7 = ([3, 3, 3, 2, 2, 2, 3], [2, 3, 2, 2, 1, 2, 2], [2, 2, 2, 1, 1, 2, 1])


def a_full_record(make: Make, therapist: Clinician) -> Client:
    """Somebody with every measure, gaps, help from others, two languages, and a risk answer."""
    client = make.client(
        therapist,
        given_name="Katarzyna",
        family_name="Nowak-Zielińska",
        language="pl",
        gender=Gender.FEMALE,
        birth_date="1987-11-02",
    )
    episode = make.episode(client, pathway=make.pathway(name="CBT for psychosis"))
    _sessions(make, episode)
    _core_set(make, episode)
    _secondary_set(make, episode)
    late = make.at - timedelta(days=1)
    actions.record_view(
        make.session, client, "client", by=therapist.user.actor, at=make.at - timedelta(days=6)
    )
    check_in = make.check_in(["phq9", "gad7", "des_ii"], episode, at=late)
    make.submission("phq9", check_in=check_in, language="pl", at=late, phq9_9=2,
                    answers=[3, 3, 2, None, 2, 3, 2, 2, 2])  # fmt: skip
    make.draft("gad7", check_in=check_in, answers=[3, 3, 2, 2, 3], at=late, language="pl")
    return client


def an_arabic_record(make: Make, therapist: Clinician) -> Client:
    """Somebody who answers in Arabic, with an interpreter."""
    client = make.client(
        therapist, given_name="نور", family_name="الخطيب", language="ar", gender=Gender.MALE
    )
    episode = make.episode(client)
    make.appointment(episode, starts_at=make.at + timedelta(days=1, hours=3))
    for week, answers in enumerate(GAD7):
        at = make.at - timedelta(weeks=12 - 5 * week)
        check_in = make.check_in(["gad7"], episode, at=at)
        make.submission("gad7", check_in=check_in, answers=answers, language="ar", at=at,
                        mode=Mode.INTERPRETER if week else Mode.SELF)  # fmt: skip
    asking = make.check_in(["phq9"], episode, at=make.at - timedelta(days=2))
    actions.ask_for_help(make.session, asking, HelpWanted.INTERPRETER, at=make.at)
    return client


def a_caseload(make: Make, therapist: Clinician, others: int = 8) -> Client:
    """All of the above, people with alike names and long ones, and people with nothing yet."""
    client = a_full_record(make, therapist)
    an_arabic_record(make, therapist)
    make.client(therapist, given_name="Kate", family_name="Nowak-Zielińska")
    make.client(
        therapist,
        given_name="Maximiliana Alexandrina Theodora",
        family_name="Featherstonehaugh-Cholmondeley-Warburton",
    )
    for number in range(others):
        _somebody(make, therapist, number)
    return client


def _sessions(make, episode):
    for week in range(2, 18):
        status = AppointmentStatus.MISSED if week == 5 else AppointmentStatus.ATTENDED
        make.appointment(episode, starts_at=make.at - timedelta(weeks=week), status=status)
    make.appointment(episode, starts_at=make.at + timedelta(hours=4, minutes=30))


def _core_set(make, episode):
    """Five rounds of the core set: the second void, the third with help, the fourth in English."""
    core = [(n % 4 + 1) % 5 for n in range(34)]
    rounds = [
        (PHQ9[0], "pl", Mode.SELF, [4, 3, 3, 2, 3, 2, 2]),
        ([2, 2, None, None, None, 2, 2, 1, 0], "pl", Mode.SELF, [2, 2, 3, 2, 2, 2, 2]),
        (PHQ9[1], "pl", Mode.HELPED, [2, 3, 3, 3, 2, 3, 2]),
        (PHQ9[2], "en", Mode.INTERPRETER, [3, 3, 3, 4, 3, 3, 3]),
        ([*PHQ9[2][:8], 1], "pl", Mode.SELF, [3, 4, 3, 4, 3, 3, 4]),
    ]
    for number, (phq9, language, mode, well_being) in enumerate(rounds):
        at = make.at - timedelta(weeks=22 - 4 * number)
        check_in = make.check_in(["phq9", "gad7", "core_om", "swemwbs"], episode, at=at)
        how = {"check_in": check_in, "at": at, "mode": mode}
        make.submission("phq9", answers=phq9, language=language, **how)
        make.submission("gad7", answers=GAD7[number % 3], language=language, **how)
        make.submission("core_om", answers=[max(0, v - number // 2) for v in core], **how)
        make.submission("swemwbs", answers=well_being, **how)


def _secondary_set(make, episode):
    for number, weeks in enumerate((21, 9)):
        at = make.at - timedelta(weeks=weeks)
        check_in = make.check_in(["pcl5", "ders", "des_ii"], episode, at=at)
        how = {"check_in": check_in, "at": at}
        make.submission("pcl5", answers=[3 - number, 2, 3, 2, 1] * 4, **how)
        make.submission("ders", answers=[4 - number, 3, 2, 4] * 9, **how)
        make.submission("des_ii", answers=[30, 20, 10 * number, 0] * 7, **how)


def _somebody(make, therapist, number):
    names = ["Aisha", "Ben", "Chidi", "Dorota", "Emre", "Farah", "George", "Hana"]
    client = make.client(therapist, given_name=names[number % 8])
    episode = make.episode(client)
    if number % 4:
        make.appointment(episode, starts_at=make.at + timedelta(days=number, hours=number))
    for week in (9, 5, 1):
        values = [(number + week + n) % 3 for n in range(8)] + [int(number == 3)]
        at = make.at - timedelta(weeks=week)
        check_in = make.check_in(["phq9"], episode, at=at)
        make.submission("phq9", check_in=check_in, answers=values, at=at)
