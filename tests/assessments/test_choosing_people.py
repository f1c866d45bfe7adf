"""Finding whom to ask among hundreds, without JavaScript; and who has started and finished."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments.models import Participant
from cities.models import Role, Sector
from tests.factories import MemberFactory, OrganisationFactory, UserFactory


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names(people):
    return [person.user.name for person in people]


@pytest.fixture
def shop(cast):
    return OrganisationFactory(city=cast.city, name="Corner shop", sector=Sector.PRIVATE)


@pytest.fixture
def crowd(cast, shop):
    """Sixty leaders of a shop, and a facilitator there."""
    people = [MemberFactory(city=cast.city, organisation=shop, user=UserFactory(name=f"Zed {n:02}")) for n in range(60)]
    lead = MemberFactory(city=cast.city, organisation=shop, user=UserFactory(name="Fay"), roles=[Role.FACILITATOR])
    return [*people, lead]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 65),
        ("?q=corner", 61),
        ("?q=zed+1", 10),
        ("?role=leader", 61),
        ("?role=facilitator&sector=private", 1),
        ("?sector=public", 4),
        ("?q=nobody", 0),
        ("?role=observer", 65),  # nobody of that role can be asked, so it is not offered
        ("?organisation=x&page=y&asked=z", 65),
    ],
)
def test_members_are_found_by_name_role_organisation_and_sector(query, found, draft, bo, crowd):
    assert bo.get(address_of(draft, "people") + query).context["members"].paginator.count == found


def test_an_organisation_is_chosen(draft, bo, crowd, shop):
    page = bo.get(f"{address_of(draft, 'people')}?organisation={shop.pk}")

    assert page.context["members"].paginator.count == 61
    assert page.context["narrowing"]["organisation"].value() == str(shop.pk)


def test_fifty_stand_on_a_page_and_the_next_keeps_the_filter(draft, bo, crowd):
    first = bo.get(f"{address_of(draft, 'people')}?q=zed")
    second = bo.get(f"{address_of(draft, 'people')}?q=zed&page=2")

    assert [len(page.context["members"]) for page in (first, second)] == [50, 10]
    assert 'formaction="?page=2&amp;q=zed"' in first.content.decode()


def hidden(page):
    """The ticks that a page of people carries along without showing them."""
    return re.findall(r'<input type="hidden" name="members" value="([^"]+)"', page.content.decode())


def test_who_is_ticked_stays_so_on_every_page_until_all_are_invited(draft, bo, crowd):
    address, group = f"{address_of(draft, 'people')}?q=zed", draft.assessment.asked_groups.first().group_id
    zeds = [str(member.pk) for member in crowd]
    chosen = {"turn": "on", "chooses": "on", "groups": [group]}

    second = bo.post(f"{address}&page=2", chosen | {"members": [zeds[0], zeds[2]]})
    back = bo.post(f"{address}&page=1", chosen | {"members": [*hidden(second), zeds[55]]})
    before = draft.round.participants.count()
    done = bo.post(address, {"chooses": "on", "groups": [group], "members": [*hidden(back), zeds[2], zeds[3]]})

    assert (sorted(hidden(second)), hidden(back)) == (sorted([zeds[0], zeds[2]]), [zeds[55]])
    assert "2 people are ticked who are not shown here." in text(second)
    assert re.findall(r'name="members"\s+value="(\d+)"\s+checked', back.content.decode()) == [zeds[0], zeds[2]]
    assert [group for offer in back.context["offers"] for group in offer.chosen] == [group]
    assert (before, said(done)) == (0, ["3 people invited."])
    assert {str(pk) for pk in draft.round.participants.values_list("member", flat=True)} == {zeds[2], zeds[3], zeds[55]}


def test_a_page_is_turned_without_a_tick(draft, bo, crowd):
    page = bo.post(f"{address_of(draft, 'people')}?page=2", {"turn": "on", "chooses": "on"})

    assert (page.context["members"].number, page.context["form"].errors, hidden(page)) == (2, {}, [])
    assert "Nobody was invited" not in text(page)


def test_all_who_fit_are_invited_with_one_button_without_javascript(draft, bo, crowd):
    address = f"{address_of(draft, 'people')}?q=zed"
    page = bo.get(address)

    response = bo.post(address, {"everyone": "on"})

    assert "Invite all 60 who fit" in text(page)
    assert said(response) == ["60 people invited."]
    assert set(draft.round.participants.values_list("member", flat=True)) == {member.pk for member in crowd[:60]}


def ticked(page):
    """Return who is ticked in sight, who out of sight, and how many the page says they are in all."""
    body = page.content.decode()
    in_sight = re.findall(r'name="members"\s+value="(\d+)"\s+checked', body)
    return in_sight, hidden(page), re.search(r"<output>(\d+)</output>", body)[1]


def test_who_is_ticked_stays_so_while_others_are_looked_for_until_all_are_invited(draft, bo, crowd, cast):
    address, (first, second, third) = address_of(draft, "people"), (str(member.pk) for member in crowd[:3])
    chi = str(cast.chi.pk)

    found = bo.post(f"{address}?q=zed", {"turn": "find", "sector": "public", "q": "", "members": [first, second]})
    none = bo.post(f"{address}?sector=public", {"turn": "find", "q": "zzz", "members": [*hidden(found), chi]})
    back = bo.post(f"{address}?q=zzz", {"turn": "find", "q": "Zed 0", "members": hidden(none)})
    all_ = bo.post(address, {"turn": "on", "q": "Zed 0", "members": [*hidden(back), first, third]})
    before = draft.round.participants.count()
    bo.post(f"{address}?q=Zed+0", {"q": "Zed 0", "members": [*hidden(back), first, third]})

    assert ticked(found) == ([], sorted([first, second]), "2")
    assert {member.organisation.sector for member in found.context["members"]} == {"public"}
    assert '/people/?q=&amp;role=&amp;organisation=&amp;sector=public"' in found.content.decode()
    assert ticked(none) == ([], sorted([first, second, chi]), "3")
    assert "Nobody who fits is left to invite." in text(none)
    assert ticked(back) == ([first, second], [chi], "3")
    assert "1 person is ticked who is not shown here." in text(back)
    assert len(all_.context["members"].paginator.object_list) == 65
    assert before == 0
    invited = {str(pk) for pk in draft.round.participants.values_list("member", flat=True)}
    assert invited == {first, third, chi}


def test_the_filter_goes_with_the_ticks_where_there_are_any_and_alone_where_not(draft, bo, crowd):
    ticks, none = (bo.get(address_of(draft, "people") + query) for query in ("?q=zed", "?q=zzz"))

    assert ticks.content.decode().count('form="invite-form"') == 4 + 2  # fields and buttons
    assert 'form="invite-form"' not in none.content.decode()


def test_nobody_is_invited_by_ticking_who_cannot_be_asked(draft, bo, crowd, cast):
    response = bo.post(f"{address_of(draft, 'people')}?q=zed", {"members": [cast.ola.pk]})

    assert "members" in response.context["form"].errors
    assert not draft.round.participants.exists()


def test_those_invited_are_found_and_paged_too(draft, bo, crowd):
    draft.invite(*crowd)

    page = bo.get(address_of(draft, "people"))
    second = bo.get(f"{address_of(draft, 'people')}?asked=2")
    found = bo.get(f"{address_of(draft, 'people')}?role=facilitator")

    assert "61 people invited" in text(page)
    assert (len(page.context["participants"]), len(second.context["participants"])) == (50, 11)
    assert 'href="?asked=2"' in page.content.decode()
    assert [one.member.user.name for one in found.context["participants"]] == ["Fay"]
    assert "61 people invited" in text(found)


def test_in_a_small_city_no_filter_stands_in_the_way(draft, bo):
    assert 'class="filter"' not in bo.get(address_of(draft, "people")).content.decode()


def test_who_has_finished_is_counted_by_sector_and_organisation(open_assessment, bo, cast, shop):
    zed = MemberFactory(city=cast.city, organisation=shop)
    open_assessment.invite(zed)
    gone = open_assessment.leaders(1, Sector.ACADEMIC)[0]
    Participant.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    open_assessment.say(open_assessment.participant(zed), {"1.a.1": 2}, "Nobody’s business.")
    Participant.objects.filter(member=cast.chi).update(submitted_at=timezone.now())

    page = bo.get(address_of(open_assessment, "completion"))

    parts = [(part.label, part.asked, part.finished, part.started) for part in page.context["parts"]]
    assert parts == [("Public sector", 4, 1, 0), ("Private sector", 1, 0, 1)]
    organisations = {part.label: (part.asked, part.finished, part.started) for part in page.context["organisations"]}
    assert organisations["Corner shop"] == (1, 0, 1)
    assert organisations["City hall"] == (1, 1, 0)
    assert "1 of 5 have finished" in text(page)
    assert "Nobody’s business." not in page.content.decode()
