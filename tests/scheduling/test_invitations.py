"""Links: long enough, kept as hashes, and over when they should be."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import scheduling
from app.scheduling import Invitation, LinkState, link_state


def test_sec_18_a_token_is_128_random_bits(session, make, at):
    check_in = make.check_in()

    tokens = {scheduling.invite(session, check_in, at=at, days=7)[1] for _ in range(20)}

    assert len(tokens) == 20
    assert all(len(base64.urlsafe_b64decode(token + "==")) >= 16 for token in tokens)


def test_sec_18_only_the_hash_of_a_token_is_kept(session, make):
    invitation = make.invitation()

    row = session.execute(select(Invitation.__table__)).one()

    assert invitation.token not in map(str, row)
    assert scheduling.token_hash(invitation.token) in row


def test_a_link_is_found_by_its_token_alive_or_dead(session, make, at):
    invitation = make.invitation()
    invitation.revoked_at = at
    session.commit()

    assert scheduling.find_invitation(session, invitation.token) is invitation


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 21, "A" * 23, "A" * 22, "A" * 21 + "\n", "A" * 22 + "\n", "A" * 21 + "\0",
     "٣" * 22, "a" * 21 + "é", "../../etc/passwd......", "' OR '1'='1' --        ", "A" * 100_000],
)  # fmt: skip
def test_sec_22_a_token_that_we_never_made_finds_nothing(session, make, token):
    make.invitation()

    assert scheduling.find_invitation(session, token) is None


def test_the_hash_of_a_token_does_not_open_anything(session, make):
    invitation = make.invitation()

    assert scheduling.find_invitation(session, invitation.token_hash) is None
    assert scheduling.find_invitation(session, invitation.token_hash[:22]) is None


def test_a_link_lasts_for_its_days_and_not_a_second_longer(make, at):
    invitation = make.invitation(days=7)
    end = at + timedelta(days=7)

    assert link_state(invitation, at=end - timedelta(seconds=1)) is LinkState.OPEN
    assert link_state(invitation, at=end) is LinkState.EXPIRED


def test_a_finished_check_in_says_so_whatever_else_became_of_the_link(make, at):
    invitation = make.invitation(at=at - timedelta(days=30))
    invitation.revoked_at = invitation.replaced_at = invitation.check_in.completed_at = at

    assert link_state(invitation, at=at) is LinkState.FINISHED


def test_a_link_that_was_taken_away_says_so_when_it_was_replaced_too(make, at):
    invitation = make.invitation()
    invitation.revoked_at = invitation.replaced_at = at

    assert link_state(invitation, at=at) is LinkState.REVOKED


def test_replacing_links_keeps_the_moment_when_each_ended(session, make, at):
    old = make.invitation()
    make.invitation(old.check_in, at=at + timedelta(hours=1))

    make.invitation(old.check_in, at=at + timedelta(hours=2))

    session.refresh(old)
    assert old.replaced_at == at + timedelta(hours=1)
