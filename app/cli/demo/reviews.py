"""A meeting of the demo at which people talked about what was said, and what came of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from app.db import Base
from app.feedback import ExperienceReview, PointSignature, ReviewDecision, ReviewPoint
from app.security import User

FINDINGS = (
    "The wait is what people speak of most. Nobody hears from us while they wait. "
    "Most feel listened to; fewer have a say in how fast things go."
)
DECISION = "Write to everybody who waits, every six weeks, in their language."
# The second one could not be done, and says so.
POINTS: tuple[dict[str, dict[str, str]], ...] = (
    {
        "en": {
            "said": "Nobody writes to us while we wait.",
            "did": "We now write every six weeks and say how long it will take.",
        },
        "pl": {
            "said": "Nikt do nas nie pisze, kiedy czekamy.",
            "did": "Piszemy teraz co sześć tygodni i mówimy, jak długo to potrwa.",
        },
        "ar": {
            "said": "لا أحد يكتب إلينا ونحن ننتظر.",
            "did": "نكتب الآن كل ستة أسابيع ونقول كم سيستغرق الأمر.",
        },
    },
    {
        "en": {
            "said": "Evening sessions would be easier.",
            "could_not": "Nobody can open the building in the evening. We ask again in spring.",
        },
    },
)
WORDS = ("said", "did", "could_not")


def reviewed(
    service_id: UUID, designer: User, lead: User, *, covers: tuple[date, date], at: datetime
) -> Iterator[Base]:
    """The rows of one meeting, with a decision that waits and two points that are published."""
    begun = at - timedelta(days=34)
    review = ExperienceReview(
        service_id=service_id, covers_from=covers[0], covers_until=covers[1],
        held_on=begun.date(), findings=FINDINGS, begun_at=begun, begun_by=designer.id,
    )  # fmt: skip
    yield review
    yield ReviewDecision(
        review_id=review.id, what=DECISION, owner_id=lead.id, made_at=begun, made_by=designer.id,
        due_on=at.date() + timedelta(days=20),
    )  # fmt: skip
    for texts in POINTS:
        whole = {code: {word: said.get(word, "") for word in WORDS} for code, said in texts.items()}
        point = ReviewPoint(
            review_id=review.id, service_id=service_id, texts=whole, made_at=begun,
            made_by=designer.id, published_on=(begun + timedelta(days=2)).date(),
        )  # fmt: skip
        yield point
        for who in (designer, lead):
            yield PointSignature(
                point_id=point.id, user_id=who.id, fingerprint=point.fingerprint,
                as_co_designer=who is designer, as_staff=who is lead, signed_at=begun,
            )  # fmt: skip
