"""What a city does with editions of its own: upload files, look at them, take them over, publish, delete."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cities.actions.audit import record_audit
from cities.models import City, EditionGrant, User
from cities.queries import editions_for, own_edition, own_editions, read_own_edition, upload_of
from framework.actions import Outcome, delete_edition, keep_files, publish_edition, store_edition
from framework.models import Edition
from framework.queries.sources import sources_of
from framework.rules.document import EditionFiles
from framework.rules.keys import own_prefix, upload_key

MOST_EDITIONS = 50
"""How many editions of its own a city may take over from uploads."""


class TooManyEditions(Exception):
    """The city has as many editions of its own as it may have."""


class UploadGone(Exception):
    """Somebody took the uploaded files over, discarded them or uploaded others in the meantime."""


def keep_upload(*, city: City, sources: Mapping[str, bytes]) -> Edition:
    """Keep files that were uploaded until somebody takes them over; those kept before are gone.

    It is no edition yet, and nothing can be done with it: the log tells of it once it is taken over.
    """
    return keep_files(key=upload_key(city.pk), sources=sources)


def discard_upload(*, city: City) -> None:
    """Forget the files that were uploaded."""
    upload = upload_of(city)
    if upload:
        delete_edition(edition=upload)


@transaction.atomic
def load_own_edition(
    *, city: City, files: EditionFiles, by: User | None, now: datetime, may_publish: bool = False
) -> Outcome:
    """Store an edition for a city alone. `by` is None for a command.

    A new one begins as a draft unless it `may_publish`; a draft of the city's own is brought to what the files say.
    Raises InvalidEdition, EditionPublished, ExtendsDraft or StillInUse.
    """
    outcome = store_edition(
        files=files, known=editions_for(city), prefix=own_prefix(city.pk), shared=False, may_publish=may_publish
    )
    edition = Edition.objects.get(key=own_prefix(city.pk) + files.edition.key)
    grant, is_new = EditionGrant.objects.get_or_create(city=city, edition=edition, defaults={"granted_at": now})
    if outcome == Outcome.LOADED:
        record_audit(target=grant, verb="created" if is_new else "changed", by=by, now=now)
    return outcome


def take_over_upload(*, city: City, digest: str, by: User, now: datetime) -> EditionFiles:
    """Store the uploaded files that have this fingerprint as an edition of the city's own, a draft.

    They are read before the transaction: SQLite has one lock, and everybody else waits while it is held. Raises
    UploadGone, TooManyEditions, and what `load_own_edition` raises; the upload then stays.
    """
    upload = upload_of(city)
    if upload is None or upload.digest != digest:
        raise UploadGone
    files = read_own_edition(city, sources_of(upload))
    with transaction.atomic():
        locked = Edition.objects.select_for_update().filter(pk=upload.pk, digest=digest).first()
        if locked is None:
            raise UploadGone
        if own_edition(city, files.edition.key) is None and own_editions(city).count() >= MOST_EDITIONS:
            raise TooManyEditions
        load_own_edition(city=city, files=files, by=by, now=now)
        delete_edition(edition=locked)
    return files


@transaction.atomic
def publish_own_edition(*, city: City, edition: Edition, by: User, now: datetime) -> None:
    """Publish a city's own draft: it cannot be changed afterwards. Raises EditionPublished, ExtendsDraft."""
    publish_edition(edition=edition)
    grant = EditionGrant.objects.get(city=city, edition=edition)
    record_audit(target=grant, verb="published", by=by, now=now, fields=["status"])


@transaction.atomic
def delete_own_edition(*, city: City, edition: Edition, by: User, now: datetime) -> None:
    """Delete a city's own draft. Raises EditionPublished, and StillInUse where something refers to it."""
    grant = EditionGrant.objects.get(city=city, edition=edition)
    record_audit(target=grant, verb="removed", by=by, now=now)
    grant.delete()
    delete_edition(edition=edition)
