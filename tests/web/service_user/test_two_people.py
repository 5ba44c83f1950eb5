"""Two people and one browser: what belongs to the one never reaches the other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer
from tests.factory import Make
from tests.pages import Visit


def test_HAZ_07_of_two_links_in_two_tabs_no_answer_reaches_the_other_person(
    visit: Visit, make: Make, session: Session
):
    """SEC-27: the newer link is the open one; the page of the older one can store nothing."""
    first, second = make.invitation(measures=["phq9"]), make.invitation(measures=["phq9"])
    hers, his = f"/check-in/{first.check_in_id}/1", f"/check-in/{second.check_in_id}/1"
    visit.open(first.path)
    visit.press("Start")
    visit.open(hers)
    token_of_first_tab = visit.csrf_token
    visit.open(second.path)
    visit.press("Start")
    visit.open(his)

    for address, token in ((hers, token_of_first_tab), (hers, visit.csrf_token)):
        data = {"csrf_token": token, "item": "q9", "value": "3", "language": "en"}
        assert visit.post(f"{address}/answer", data=data).status_code in (400, 404)
        assert visit.post(address, data={"csrf_token": token, "q9": "3"}).status_code in (400, 404)
    saved = {"csrf_token": visit.csrf_token, "item": "q1", "value": "1", "language": "en"}

    assert visit.post(f"{his}/answer", data=saved).json == {"saved": True}
    kept = session.execute(select(DraftAnswer.assignment_id, DraftAnswer.item)).all()
    assert kept == [(second.check_in.assignments[0].id, "q1")]
