"""A city's own editions, through the pages: uploaded, looked at, loaded, published, deleted. And nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from assessments.actions import create_assessment
from cities import actions
from cities.models import AuditEntry, City, EditionGrant
from cities.queries import editions_for, own_edition, own_editions, read_own_edition, upload_of
from framework.models import Edition, EditionFile
from framework.queries import sources, top_groups
from framework.rules.packing import unpack
from framework.rules.reading import files_in
from tests.conftest import EXAMPLE_EDITION
from tests.zips import small_files, zip_of

OWN = (b"key: small", b"key: our-own")


def page_of(name, *args, city="ourtown"):
    return reverse(f"cities:{name}", args=[city, *args])


def send(client, content, city="ourtown"):
    upload = SimpleUploadedFile("edition.zip", content, "application/zip")
    return client.post(page_of("own-editions", city=city), {"edition": upload})


def confirm(client, city="ourtown"):
    with scopes_disabled():
        digest = upload_of(City.objects.get(slug=city)).digest
    return client.post(page_of("upload", city=city), {"digest": digest})


def told(response):
    return [str(message) for message in response.context["messages"]]


def own_key(city, key="our-own"):
    return f"c{city.pk}_{key}"


def extending(other, key="words"):
    """Return the `edition.yaml` of an edition that extends another and words nothing anew."""
    more = "language: en\nstatus: draft\nname: x\nversion: x\nsource: x\nnotice: x\n"
    return f"key: {key}\nextends: {other}\n{more}".encode()


def load(city, files, by=None):
    with scope(city=city):
        return actions.load_own_edition(city=city, files=read_own_edition(city, files), by=by, now=timezone.now())


@pytest.fixture
def ada(cast, edition, sign_in):
    return sign_in(cast.ada)


def test_the_example_is_uploaded_looked_at_and_loaded(ada, cast):
    response = send(ada, zip_of(files_in(EXAMPLE_EDITION) | {"README.md": b"x"}))
    assert response.url == page_of("upload")
    assert own_editions(cast.city).count() == 0

    page = ada.get(response.url)
    shown = page.context["preview"]
    assert (shown.edition.name, shown.edition.version, shown.edition.language) == (
        "Library framework",
        "example 1",
        "en",
    )
    assert (shown.instruments, shown.notes, shown.terms) == ((("An open library", 3),), 2, 2)
    assert (shown.translations, shown.criteria_changes) == ((("en-us", 3),), None)
    assert told(page) == ["Left out, because only .yaml files are read: edition/README.md"]
    listed = confirm(ada)

    assert listed.url == page_of("own-editions")
    assert told(ada.get(listed.url)) == ["Library framework is loaded, as a draft. Nothing uses it yet."]
    own = own_editions(cast.city).get()
    assert (own.key, own.shared, own.status) == (own_key(cast.city, "example"), False, "draft")
    assert EditionGrant.objects.get().city == cast.city
    assert AuditEntry.objects.values_list("verb", "object_type", "actor").get() == (
        "created",
        "cities.editiongrant",
        cast.ada.user.pk,
    )
    assert upload_of(cast.city) is None
    files = ada.get(reverse("library:files", args=["ourtown", own.key]))
    assert files["Content-Disposition"] == 'attachment; filename="example.zip"'
    assert unpack(files.content).files == files_in(EXAMPLE_EDITION)


def test_all_faults_come_at_once_and_nothing_is_kept(ada, cast):
    files = small_files(edition=OWN, phases=(b"name: Plan", b"name: no"), scales=(b"value: 3", b"value: 5"))
    before = Edition.objects.count(), EditionFile.objects.count()

    page = send(ada, zip_of(files))

    assert page.status_code == 200
    assert [(fault.file, fault.line, fault.path, fault.message) for fault in page.context["faults"]] == [
        ("scales.yaml", 2, "scales[0]", "levels must rise by one, lowest first; found [0, 1, 2, 5, 4]"),
        ("phases.yaml", 2, "phases[0].name", "this must be text; put it in quotes"),
    ]
    assert (Edition.objects.count(), EditionFile.objects.count()) == before
    assert "2 things in the files need mending" in page.content.decode()
    assert 'name="edition"' in page.content.decode()


def test_of_ten_thousand_faults_the_first_two_hundred_are_shown_and_the_number(ada):
    content = b"phases: []\n" + b"".join(b"key%d: x\n" % number for number in range(9_999))

    page = send(ada, zip_of(small_files(edition=OWN) | {"phases.yaml": content}))

    assert (len(page.context["faults"]), page.context["number"]) == (200, 10_000)
    assert "The first 200 of 10000, by file" in page.content.decode()


def test_html_in_a_fault_is_shown_as_text(ada):
    page = send(ada, zip_of(small_files(edition=OWN, phases=(b"name: Plan", b"name: <script>x</script>"))))

    assert "this holds HTML (&lt;script&gt;); write plain text" in page.content.decode()
    assert "<script>x" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"x" * 5_500_000, "This file is larger than 5 MB. No edition needs so much."),
        (None, "This field is required."),
    ],
    ids=["5.5 MB", "none"],
)
def test_a_file_that_is_too_large_or_missing_is_a_fault_of_the_field(content, error, ada, cast):
    page = send(ada, content) if content else ada.post(page_of("own-editions"), {})

    assert page.context["form"].errors == {"edition": [error]}
    assert upload_of(cast.city) is None


def test_fifty_megabytes_are_not_even_read(ada, cast):
    ada.raise_request_exception = False

    page = send(ada, b"x" * 50_000_000)

    assert page.status_code == 413
    assert "leave out the file or make it smaller" in page.content.decode()
    assert upload_of(cast.city) is None


@pytest.mark.parametrize("content", [b"", b"key: small\n", b"PK\x03\x04 broken"])
def test_what_is_no_zip_is_refused(content, ada, cast):
    page = send(ada, content)

    assert [fault.message for fault in page.context["faults"]] == [
        "this is not a zip that can be read; pack the folder of the edition anew"
    ]
    assert '<td class="num" data-label="Line">–</td>' in page.content.decode()
    assert upload_of(cast.city) is None


def test_an_upload_is_discarded(ada, cast):
    send(ada, zip_of(small_files(edition=OWN)))

    ada.post(page_of("upload"), {"discard": "1"})

    assert upload_of(cast.city) is None
    assert not EditionFile.objects.filter(edition__shared=False).exists()
    assert ada.get(page_of("upload")).status_code == 404


def test_what_somebody_else_uploaded_in_the_meantime_is_not_loaded_unseen(ada, cast):
    send(ada, zip_of(small_files(edition=OWN)))
    seen = upload_of(cast.city).digest
    send(ada, zip_of(small_files(edition=(b"key: small", b"key: other"))))

    page = ada.post(page_of("upload"), {"digest": seen})

    assert told(page) == ["Somebody has uploaded other files in the meantime. Look at these first."]
    assert page.context["preview"].edition.key == "other"
    assert own_editions(cast.city).count() == 0


def test_a_draft_follows_its_files_and_says_before_what_changes(ada, cast):
    load(cast.city, small_files(edition=OWN), cast.ada.user)
    changed = small_files(edition=OWN)
    path = "instruments/success-factors.yaml"
    changed[path] = changed[path].replace(b"Everybody knows it.", b"All know it.").replace(b'"2.a.2"', b'"2.a.3"')
    send(ada, zip_of(changed))

    page = ada.get(page_of("upload"))
    change = page.context["preview"].criteria_changes
    assert (change.new, change.gone, change.changed) == (1, 1, 1)
    confirm(ada)

    assert unpack(ada.get(reverse("library:files", args=["ourtown", own_key(cast.city)])).content).files == changed
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["created", "changed"]


def test_files_that_say_published_begin_as_a_draft(ada, cast):
    send(
        ada,
        zip_of(
            small_files(
                edition=(b"key: small\nlanguage: en\nstatus: draft", b"key: our-own\nlanguage: en\nstatus: published")
            )
        ),
    )
    confirm(ada)

    assert own_editions(cast.city).get().status == "draft"


def test_what_is_published_refuses_a_change_and_is_not_deleted(ada, cast):
    load(cast.city, small_files(edition=OWN))
    key = own_key(cast.city)
    ada.post(page_of("publish-edition", key))
    assert own_editions(cast.city).get().status == "published"
    send(ada, zip_of(small_files(edition=(b"key: small", b"# changed\nkey: our-own"))))

    page = ada.get(page_of("upload"))
    refused = confirm(ada)
    deleted = ada.post(page_of("delete-edition", key), follow=True)

    assert page.context["may_load"] is False
    assert told(refused) == ["This edition is published and stays as it is. Give the changed one a new key."]
    assert told(deleted) == ["The edition is published: what refers to it must stay readable."]
    assert own_editions(cast.city).get().status == "published"


def test_a_draft_that_nothing_uses_is_deleted_with_all_of_it(ada, cast):
    load(cast.city, small_files(edition=OWN))

    page = ada.post(page_of("delete-edition", own_key(cast.city)), follow=True)

    assert told(page) == ["The edition is deleted."]
    assert list(Edition.objects.values_list("key", flat=True)) == ["small"]
    assert not EditionGrant.objects.exists()
    assert AuditEntry.objects.latest("pk").verb == "removed"


@pytest.mark.parametrize("use", ["the city", "an assessment", "another edition"])
def test_a_draft_in_use_stays(use, ada, cast):
    load(cast.city, small_files(edition=OWN))
    own = own_editions(cast.city).get()
    if use == "the city":
        City.objects.filter(pk=cast.city.pk).update(edition=own)
    elif use == "an assessment":
        City.objects.filter(pk=cast.city.pk).update(edition=own)
        now = timezone.now()
        with scope(city=cast.city):
            create_assessment(
                city=cast.city,
                groups=top_groups(own.instruments.get()),
                title="Check",
                closes_on=now.date() + timedelta(days=9),
                minimum_group=4,
                by=cast.bo.user,
                now=now,
            )
        City.objects.filter(pk=cast.city.pk).update(edition=None)
    else:
        words = (
            b"key: words\nextends: our-own\nlanguage: en\nstatus: draft\nname: x\nversion: x\nsource: x\nnotice: x\n"
        )
        load(cast.city, {"edition.yaml": words})

    page = ada.post(page_of("delete-edition", own.key), follow=True)

    assert told(page) == [
        "The edition is in use: the city works with it, an assessment asks it, a guide was printed of it, or another "
        "builds on it."
    ]
    assert EditionGrant.objects.filter(edition=own).exists()
    assert top_groups(own.instruments.get())


def test_wording_of_the_citys_own_and_of_a_shared_edition_is_found_by_the_key_in_the_files(ada, cast):
    load(cast.city, small_files(edition=OWN))
    for extends in ("our-own", "small"):
        words = extending(extends, key=f"on-{extends}")
        send(ada, zip_of({"edition.yaml": words, "wording/a.yaml": b"phases:\n  plan: {name: Begin}\n"}))
        assert ada.get(page_of("upload")).context["preview"].worded == 1
        confirm(ada)

    found = dict(own_editions(cast.city).exclude(extends=None).values_list("key", "extends__key"))
    assert found == {
        own_key(cast.city, "on-our-own"): own_key(cast.city),
        own_key(cast.city, "on-small"): "small",
    }


def test_a_fourth_edition_in_a_row_is_refused_before_any_is_read(ada, cast, monkeypatch):
    """Each reads all that it builds on: a hundred and fifty took twenty seconds, two hundred an error."""
    load(cast.city, small_files(edition=OWN))
    for before, key in (("our-own", "one"), ("one", "two"), ("two", "three")):
        load(cast.city, {"edition.yaml": extending(before, key=key)})
    monkeypatch.setattr(sources, "read_files", None)

    page = send(ada, zip_of({"edition.yaml": extending("three", key="four")}))

    assert [(fault.line, fault.path, fault.message) for fault in page.context["faults"]] == [
        (
            2,
            "extends",
            "“three” builds on 3 editions, each on the next, and none can build on it; extend one of these",
        )
    ]


def test_a_chain_that_grew_in_its_middle_is_not_read(ada, cast):
    """A draft follows its files: the edition that others build on can begin to build on others itself."""
    for key in ("low", "high"):
        load(cast.city, small_files(edition=(b"key: small", f"key: {key}".encode())))
        for step in (1, 2):
            load(cast.city, {"edition.yaml": extending(f"{key}-{step - 1}" if step > 1 else key, key=f"{key}-{step}")})
    load(cast.city, {"edition.yaml": extending("low-2", key="high")})

    top = own_edition(cast.city, "high-2")
    page = send(ada, zip_of({"edition.yaml": extending("high-2", key="top")}))

    assert (sources.steps_above(top), sources.files_of(top)) == (4, None)
    assert [fault.path for fault in page.context["faults"]] == ["extends"]


def test_files_are_read_before_the_database_is_locked(ada, cast, monkeypatch):
    """SQLite has one lock: while an edition was parsed under it, nobody could save anything."""
    locked = []

    def read(*args):
        locked.append(len(connection.savepoint_ids))
        return read_own_edition(*args)

    monkeypatch.setattr(actions.editions, "read_own_edition", read)
    send(ada, zip_of(small_files(edition=OWN)))
    confirm(ada)

    assert locked == [len(connection.savepoint_ids)]  # the test itself runs in a transaction
    assert own_editions(cast.city).count() == 1


def test_what_is_uploaded_while_the_files_are_read_is_not_taken_over(ada, cast, monkeypatch):
    def read(*args):
        actions.keep_upload(city=cast.city, sources=small_files(edition=(b"key: small", b"key: other")))
        return read_own_edition(*args)

    monkeypatch.setattr(actions.editions, "read_own_edition", read)
    send(ada, zip_of(small_files(edition=OWN)))

    assert told(confirm(ada)) == ["Somebody has uploaded other files in the meantime. Look at these first."]
    assert own_editions(cast.city).count() == 0


def test_what_an_edition_extends_can_go_while_its_files_are_read(ada, cast, monkeypatch):
    load(cast.city, small_files(edition=OWN))
    send(ada, zip_of({"edition.yaml": extending("our-own")}))

    def read(*args):
        found = read_own_edition(*args)
        with scope(city=cast.city):
            other = own_editions(cast.city).get()
            actions.delete_own_edition(city=cast.city, edition=other, by=cast.ada.user, now=timezone.now())
        return found

    monkeypatch.setattr(actions.editions, "read_own_edition", read)

    assert told(confirm(ada)) == ["there is no edition “our-own” here to extend"]
    assert own_editions(cast.city).count() == 0


def test_a_city_has_fifty_editions_of_its_own_at_most(ada, cast):
    made = [Edition(key=own_key(cast.city, f"own-{at}"), language="en", shared=False) for at in range(49)]
    with scopes_disabled():
        Edition.objects.bulk_create(made)
        EditionGrant.objects.bulk_create(
            EditionGrant(city=cast.city, edition=edition, granted_at=timezone.now()) for edition in made
        )
    for key in (b"fiftieth", b"one-more"):
        send(ada, zip_of(small_files(edition=(b"key: small", b"key: " + key))))
        refused = confirm(ada)

    assert told(refused)[-1] == (
        "This city has 50 editions of its own, and may take over no more. Delete a draft that nobody needs, or ask the "
        "operator to load this one."
    )
    assert own_editions(cast.city).count() == 50
    assert "A city may have 50 editions of its own." in ada.get(page_of("own-editions")).content.decode()
    send(ada, zip_of(small_files(edition=(b"key: small", b"# changed\nkey: fiftieth"))))
    assert confirm(ada).url == page_of("own-editions")


# --- the wall ---


@pytest.fixture
def theirs(cast, edition):
    """An edition of the other city, whose every text could leak, published or not."""
    files = {path: text.replace(b"City vision", b"Their secret vision") for path, text in small_files().items()}
    files["edition.yaml"] = files["edition.yaml"].replace(*OWN).replace(b"Small framework", b"Their secret framework")
    load(cast.other_city, files, cast.otto.user)
    return own_editions(cast.other_city).get()


def test_another_citys_edition_is_nowhere(ada, cast, theirs):
    addresses = [
        *(reverse(f"library:{name}", args=["ourtown", theirs.key]) for name in ("contents", "files")),
        reverse("library:note", args=["ourtown", theirs.key, "B1"]),
        *(reverse(f"framework:{name}", args=[theirs.key]) for name in ("contents", "files")),
        reverse("framework:note", args=[theirs.key, "B1"]),
        *(page_of(f"{name}-edition", theirs.key) for name in ("publish", "delete")),
    ]

    assert {ada.get(address).status_code for address in addresses} == {404}
    assert {ada.post(page_of(f"{name}-edition", theirs.key)).status_code for name in ("publish", "delete")} == {404}
    assert "secret" not in ada.get(page_of("own-editions")).content.decode()
    assert theirs not in editions_for(cast.city)
    assert Edition.objects.get(pk=theirs.pk).status == "draft"


def test_the_same_key_in_two_cities_is_two_editions_and_tells_nothing(ada, cast, theirs):
    before = Edition.objects.values().get(pk=theirs.pk)
    files = small_files(edition=OWN)

    send(ada, zip_of(files))
    page = ada.get(page_of("upload"))
    confirm(ada)

    assert (page.context["former"], page.context["may_load"]) == (None, True)
    assert own_editions(cast.city).get().key == own_key(cast.city)
    assert Edition.objects.values().get(pk=theirs.pk) == before
    with scopes_disabled():
        assert [grant.city for grant in EditionGrant.objects.filter(edition=theirs)] == [cast.other_city]


@pytest.mark.parametrize("key", ["our-own", "c{pk}-our-own"])
def test_another_citys_edition_cannot_be_extended_or_replaced(key, ada, cast, theirs):
    """It is missed in the very words for what is nowhere."""
    key = key.format(pk=cast.other_city.pk)
    mapping = {"mapping.yaml": f"replaces: {key}\n".encode()}

    refused = send(ada, zip_of({"edition.yaml": extending(key)}))
    assert [fault.message for fault in refused.context["faults"]] == [f"there is no edition “{key}” here to extend"]
    send(ada, zip_of(small_files(edition=(b"key: small", b"key: next")) | mapping))
    replacing = confirm(ada)

    assert told(replacing) == [f"there is no edition “{key}” here; load it first"]
    assert own_editions(cast.city).count() == 0


@pytest.mark.parametrize("key", ["c{pk}_our-own", "c{pk}__upload", "_upload"])
def test_the_key_it_is_stored_under_is_no_key_of_a_file(key, ada, cast, theirs):
    key = key.format(pk=cast.other_city.pk)

    page = send(ada, zip_of(small_files(edition=(b"key: small", f"key: {key}".encode()))))

    assert [fault.message for fault in page.context["faults"]] == [
        "a key holds small letters, digits and single hyphens, such as success-factors"
    ]


def test_a_shared_edition_is_neither_changed_nor_taken(ada, cast, edition):
    before = Edition.objects.values().get(pk=edition.pk)

    send(ada, zip_of(small_files(edition=(b"key: small", b"# ours\nkey: small"))))
    confirm(ada)

    assert Edition.objects.values().get(pk=edition.pk) == before
    assert own_editions(cast.city).get().key == own_key(cast.city, "small")


def test_a_key_too_long_with_the_citys_number_is_a_fault(ada, cast):
    longest = 50 - len(own_key(cast.city, ""))
    page = send(ada, zip_of(small_files(edition=(b"key: small", b"key: " + b"k" * (longest + 1)))))

    assert [fault.message for fault in page.context["faults"]] == [f"this is too long: at most {longest} characters"]


def test_a_file_is_taken_at_this_page_alone(cast, edition, sign_in):
    """Others drop files unseen; a member who may not manage the city is refused before anything is read."""
    assert send(sign_in(cast.chi), zip_of(small_files(edition=OWN))).status_code == 403
    assert send(sign_in(cast.otto), zip_of(small_files(edition=OWN))).status_code == 404
    assert upload_of(cast.city) is None


def test_what_is_published_leads_on_to_what_would_change(ada, cast):
    """Until the city works with it."""
    load(cast.city, small_files(edition=OWN))
    key = own_key(cast.city)
    change = f'href="{reverse("editions:change", args=["ourtown", key])}"'

    before = ada.get(page_of("own-editions")).content.decode()
    after = ada.post(page_of("publish-edition", key), follow=True).content.decode()
    City.objects.filter(pk=cast.city.pk).update(edition=own_editions(cast.city).get())
    chosen = ada.get(page_of("own-editions")).content.decode()

    assert [change in page for page in (before, after, chosen)] == [False, True, False]


@pytest.mark.parametrize("name", ["upload", "publish-edition", "delete-edition"])
def test_each_step_leads_back_to_the_list(name, ada, cast):
    load(cast.city, small_files(edition=OWN))
    send(ada, zip_of(small_files(edition=OWN)))

    page = ada.get(page_of(name, *([] if name == "upload" else [own_key(cast.city)]))).content.decode()

    assert f'<p class="eyebrow"><a href="{page_of("own-editions")}">' in page
    assert ("Only this city sees it." in page) == (name == "publish-edition")
