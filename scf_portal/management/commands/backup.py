"""`manage.py backup`: the whole portal in one archive, while people go on working."""

import re
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from scf_portal.backup import databases
from scf_portal.backup.archive import DATABASE, FORMAT, BackupFault, Manifest, write_archive

NAME = re.compile(r"portal-\d{8}T\d{6}Z\.tar\.gz")


class Command(BaseCommand):
    help = "Write database and files into one archive: the file named, or one named by the time in the folder named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="A folder that is there, or a new file.")
        parser.add_argument("--keep", type=int, metavar="N", help="In that folder, keep only the N newest backups.")

    def handle(self, *args: Any, target: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep takes a number from 1 on, and goes with a folder.")
        try:
            archive = make(target)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}.") from error
        for old in older(archive, keep) if keep else []:
            old.unlink()
        if options["verbosity"]:
            self.stdout.write(f"{archive}: {archive.stat().st_size // 1000} kB")


def make(target: Path) -> Path:
    """Write the archive and return where it stands. The dump comes before the files that it names."""
    now = timezone.now()
    archive = target / f"portal-{now:%Y%m%dT%H%M%SZ}.tar.gz" if target.is_dir() else target
    if archive.exists():
        message = f"{archive} is there already."
        raise BackupFault(message)
    if archive.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        message = "A backup cannot stand among the files it is of."
        raise BackupFault(message)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".portal-") as scratch:  # with mode 0700
        dump = Path(scratch) / DATABASE
        rows = databases.dump(dump)
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(timespec="seconds"),
            engine=databases.engine(),
            migrations=databases.migrations_applied(),
            rows=rows,
        )
        write_archive(archive, manifest, dump=dump, media=Path(settings.MEDIA_ROOT))
    return archive


def older(archive: Path, keep: int) -> list[Path]:
    """Return the backups beside this one that this command named, the newest apart: with this one, so many stay."""
    others = [path for path in archive.parent.iterdir() if NAME.fullmatch(path.name) and path != archive]
    return sorted(others)[: max(0, len(others) - keep + 1)]
