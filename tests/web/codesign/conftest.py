"""A co-designer, and their service's forms."""

import pytest
from sqlalchemy import select

from app.actions import make_form
from app.codesign import FormVersion, Purpose, VersionState, make_workshop_role, versions_of
from app.security import Role


@pytest.fixture
def designer(make):
    """Who is signed in."""
    make.the_service()
    return make.staff(Role.CO_DESIGNER, name="Dana Designer")


@pytest.fixture
def other(make, designer):
    """Another co-designer of the same service."""
    return make.staff(Role.CO_DESIGNER, name="Olu Other")


@pytest.fixture
def visit(visit_as, designer):
    """The co-designer's browser."""
    return visit_as(designer)


@pytest.fixture
def workshop_role(engine):
    """The database role of who only writes forms; "" on SQLite, which knows none."""
    if engine.dialect.name != "postgresql":
        return ""
    name = f"workshop_{engine.url.database}"
    with engine.begin() as connection:
        make_workshop_role(connection, name)
    return name


@pytest.fixture
def form(session, make, designer, at):
    """An experience form, begun with the words that come with the portal."""
    service = make.the_service()
    return make_form(session, service.id, Purpose.PREM, "Our PREM", user=designer.user, at=at)


@pytest.fixture
def page(form):
    """Where the form is written."""
    return f"/codesign/forms/{form.id}"


@pytest.fixture
def draft(session, form):
    """Its newest version, as it is in the database now."""

    def read() -> FormVersion:
        session.expire_all()
        return versions_of(session, form.id)[0]

    return read


@pytest.fixture
def release(session, form, at):
    """Lets the newest version be what people are asked."""

    def live() -> None:
        version = session.scalars(select(FormVersion).where(FormVersion.form_id == form.id)).all()[
            -1
        ]
        version.state, version.released_at = VersionState.LIVE, at
        session.commit()

    return live


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())
