"""A service that asks who stopped coming, and somebody who did."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions import ask_who_left
from app.care import Client, Ending, Episode, Service
from app.codesign import (
    Form,
    FormVersion,
    FormWording,
    Privacy,
    Purpose,
    VersionState,
    shipped_form,
)
from app.outbox import Message, MessageKind
from app.scheduling import LeavingTimes
from tests.factory import Make

TIMES = LeavingTimes()


def live_form(
    session: Session, service: Service, *, at: datetime, privacy: Privacy = Privacy.CONFIDENTIAL
) -> FormVersion:
    """The service's leaving form as it is shipped, live in every language that it is shipped in."""
    shipped = shipped_form(Purpose.LEAVING)
    assert shipped is not None
    form = Form(service_id=service.id, purpose=Purpose.LEAVING, name="Leaving", made_at=at)
    session.add(form)
    session.flush()
    version = FormVersion(
        form_id=form.id, version=1, state=VersionState.LIVE,
        stored=replace(shipped.content, privacy=privacy).as_json(),
        made_at=at, released_at=at,
    )  # fmt: skip
    session.add(version)
    session.flush()
    for language, texts in shipped.translations.items():
        session.add(
            FormWording(version_id=version.id, language=language, texts=texts, released_at=at)
        )
    session.commit()
    return version


def somebody_who_stopped(
    make: Make, client: Client | None = None, *, days_ago: int = 14, **values: Any
) -> Episode:
    """A course to which somebody stopped coming so many days ago."""
    started_on = make.today - timedelta(days=200)
    values.setdefault("ended_how", Ending.STOPPED_COMING)
    values.setdefault("started_on", started_on)
    ended_on = make.today - timedelta(days=days_ago)
    return make.episode(client, ended_on=ended_on, **values)


def ask(session: Session, *, at: datetime, times: LeavingTimes = TIMES) -> int:
    """One pass of the worker: how many were asked."""
    return ask_who_left(session, times, at=at)


def questions(session: Session, episode: Episode) -> list[Message]:
    """The messages that were written to this person about having left."""
    found = select(Message).where(
        Message.recipient_id == episode.client_id, Message.kind == MessageKind.LEAVING
    )
    return list(session.scalars(found.order_by(Message.created_at)))
