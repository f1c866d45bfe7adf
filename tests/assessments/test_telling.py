"""Mails that tell: the results are there, a position is decided. Each to whom it concerns, once, in their language."""

import pytest

from assessments.models import Participant
from cities.models import OutgoingMail, Sector
from tests.assessments.test_moderating import messages_of, url
from tests.conftest import Staged
from tests.factories import MemberFactory
from tests.positions import ask_again, challenge, latest_round, sent

MIRROR = "There you also find where you yourself differ from the others."


@pytest.fixture
def closed(open_assessment):
    """Five leaders answered; the round is closed and sealed."""
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.close()
    OutgoingMail.objects.all().delete()
    return open_assessment


def reveal(client, staged):
    return client.post(url(staged, "step", "reveal"))


def test_everybody_who_was_asked_is_told_of_the_results_and_whoever_reveals_them_is_not(closed, cast, sign_in):
    asked = Participant.objects.filter(round=closed.round)
    asked.filter(member=cast.chi).update(withdrawn_at=closed.round.closed_at)
    deputy = asked.exclude(member__in=[cast.chi, cast.bo]).first()
    principal = MemberFactory(city=cast.city)
    deputy.stands_in_for = principal
    deputy.save()

    response = reveal(sign_in(cast.bo), closed)

    told = set(asked.filter(withdrawn_at=None).exclude(member=cast.bo).values_list("member__user__email", flat=True))
    mails = OutgoingMail.objects.all()
    assert sorted(mail.to for mail in mails) == sorted(told | {principal.user.email})
    assert {mail.subject for mail in mails} == {f"The results are there: {closed.assessment.title}"}
    assert all(f"http://testserver{url(closed, 'results')}" in mail.body for mail in mails)
    assert messages_of(response) == ["The results are revealed to every member of the city."]


def test_who_had_a_deputy_is_told_of_no_mirror_and_the_deputy_is(closed, cast, sign_in):
    deputy = Participant.objects.filter(round=closed.round).exclude(member=cast.chi).first()
    principal = deputy.stands_in_for = MemberFactory(city=cast.city, organisation=cast.chi.organisation)
    deputy.save()

    reveal(sign_in(cast.bo), closed)

    mirrored = {mail.to: MIRROR in mail.body for mail in OutgoingMail.objects.all()}
    assert (mirrored[principal.user.email], mirrored[deputy.member.user.email]) == (False, True)
    assert [to for to, told in mirrored.items() if not told] == [principal.user.email]
    offered = [
        url(closed, "mirror") in sign_in(member).get(url(closed, "results")).content.decode()
        for member in (principal, deputy.member)
    ]
    assert offered == [False, True]


def test_who_answered_an_earlier_round_themselves_has_a_mirror_though_a_deputy_answers_now(closed, cast, sign_in):
    closed.reveal()
    ask_again(closed, "1.a.1")
    later = Staged(latest_round(closed), closed.by)
    deputy = later.participant(cast.chi)
    deputy.member, deputy.stands_in_for = MemberFactory(city=cast.city, organisation=cast.chi.organisation), cast.chi
    deputy.save()
    later.close()
    OutgoingMail.objects.all().delete()

    reveal(sign_in(cast.bo), later)

    mails = OutgoingMail.objects.filter(to__in=[cast.chi.user.email, deputy.member.user.email])
    assert [MIRROR in mail.body for mail in mails] == [True, True]


def test_the_results_are_revealed_though_the_mails_run_out(closed, cast, sign_in, monkeypatch):
    monkeypatch.setattr("assessments.actions.telling.mails_left", lambda city, now: 2)
    asked = Participant.objects.filter(round=closed.round).exclude(member=cast.bo).count()

    response = reveal(sign_in(cast.bo), closed)

    assert OutgoingMail.objects.count() == 2
    assert messages_of(response)[0] == (
        f"This city has sent very many mails today: {asked - 2} people are not told of the results by mail."
    )
    closed.round.refresh_from_db()
    assert closed.round.revealed_at is not None


def test_the_owner_is_told_of_the_decision(revealed, cast, sign_in):
    position = challenge(sent(revealed, cast.chi, "1.a.1"))
    OutgoingMail.objects.all().delete()

    decide(sign_in(cast.bo), revealed, position)

    [mail] = OutgoingMail.objects.all()
    assert (mail.to, mail.subject) == (cast.chi.user.email, f"Decided: a position in {revealed.assessment.title}")
    assert f"/assessments/my-positions/{position.pk}/" in mail.body
    assert "1.a.1" in mail.body
    assert "The register is older." not in mail.body


@pytest.mark.parametrize("reason", ["has left", "decides", "no mails left"])
def test_who_cannot_or_need_not_be_told_is_not(reason, revealed, cast, sign_in, monkeypatch):
    owner = cast.bo if reason == "decides" else cast.chi
    position = challenge(sent(revealed, owner, "1.a.1"))
    OutgoingMail.objects.all().delete()
    if reason == "has left":
        type(owner).objects.filter(pk=owner.pk).update(archived_at=revealed.round.closed_at)
    if reason == "no mails left":
        monkeypatch.setattr("assessments.actions.telling.mails_left", lambda city, now: 0)
    before = OutgoingMail.objects.count()

    decide(sign_in(cast.bo), revealed, position)

    position.refresh_from_db()
    assert (position.status, OutgoingMail.objects.count()) == ("decided", before)


def decide(client, staged, position):
    address = url(staged, "decide", "success-factors", "1.a.1")
    words = {"level": "2", "target": "", "decision": "The register is older.", "version": position.version}
    return client.post(address, words)
