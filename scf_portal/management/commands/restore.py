"""`manage.py restore`: a backup in place of what is there. Web server, worker and clock must not run meanwhile."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError, CommandParser

from scf_portal.backup import databases
from scf_portal.backup.archive import DATABASE, MEDIA, BackupFault, Manifest, read_archive, stored


class Command(BaseCommand):
    help = "Put database and files of an archive in place. Stop web server, worker and clock first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="Give up the database and the files that are there.")

    def handle(self, *args: Any, archive: Path, replace: bool, **options: Any) -> None:
        media = Path(settings.MEDIA_ROOT)
        media.mkdir(parents=True, exist_ok=True)
        try:
            # among the files, so that they only have to be moved
            with tempfile.TemporaryDirectory(dir=media, prefix=".restoring-") as scratch:
                manifest = restore(archive, Path(scratch), media, replace=replace)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        if options["verbosity"]:
            self.stdout.write(words(manifest))


def restore(archive: Path, scratch: Path, media: Path, *, replace: bool) -> Manifest:
    """Check everything, then put it in place: the database whole or not at all, then the files. Raises BackupFault."""
    new = scratch / "new"
    new.mkdir()
    manifest = read_archive(archive, new)
    refuse_foreign(manifest)
    if not replace and not (databases.is_empty() and not any(stored(media))):
        message = "There is a portal here already. Add --replace to give up its database and all its files."
        raise BackupFault(message)
    signed_in = list(Session.objects.values_list("session_key", flat=True)) if not databases.is_empty() else []
    databases.restore(new / DATABASE)
    exchange(media, new / MEDIA, scratch)
    forget_sessions(signed_in)
    counted = databases.row_counts()
    differ = sorted(name for name in counted.keys() | manifest.rows if counted.get(name) != manifest.rows.get(name))
    if differ:
        message = f"Restored, but these tables hold another number of rows than the manifest says: {', '.join(differ)}."
        raise BackupFault(message)
    return manifest


def forget_sessions(keys: list[str]) -> None:
    """Sign everybody out whom the cache still remembers; in the restored database nobody is signed in."""
    if settings.REDIS_URL:
        caches["sessions"].delete_many([f"{SessionStore.cache_key_prefix}{key}" for key in keys])


def refuse_foreign(manifest: Manifest) -> None:
    """Raise BackupFault for an archive that this portal could not read once it is in place."""
    if manifest.engine != databases.engine():
        message = f"The archive is of {manifest.engine}, and this portal runs on {databases.engine()}."
        raise BackupFault(message)
    if unknown := sorted(set(manifest.migrations) - databases.migrations_known()):
        message = (
            f"The archive is of a newer portal: this one does not know {', '.join(unknown)}. Install that one first."
        )
        raise BackupFault(message)


def exchange(media: Path, new: Path, scratch: Path) -> None:
    """Move the old files out and the new ones in. `scratch` is deleted afterwards, the old files with it."""
    old = scratch / "old"
    old.mkdir()
    for path in [path for path in media.iterdir() if path != scratch]:
        path.rename(old / path.name)
    # on one file system, so that nothing is copied and nothing can run out half-way
    for path in list(new.iterdir()) if new.is_dir() else []:
        path.rename(media / path.name)


def words(manifest: Manifest) -> str:
    """Say what was restored and what is to be done next."""
    files = len(manifest.files) - 1
    said = f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows and {files} files."
    if databases.migrations_known() - set(manifest.migrations):
        said += "\nIt is of an older portal. Run `manage.py migrate` and `manage.py load_framework` now."
    return said
