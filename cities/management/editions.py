"""What the commands for editions share: where files come from, whose editions they may name, what to say of faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from cities.models import City
from cities.queries import reach_of, read_own_edition
from framework.actions import EditionPublished, ExtendsDraft, StillInUse
from framework.queries.sources import Reach, shared_reach
from framework.rules.document import EditionFiles
from framework.rules.faults import InvalidEdition
from framework.rules.packing import unpack
from framework.rules.reading import files_in, read_files


def find_city(slug: str | None) -> City | None:
    """Return the city with this address; None without one. Raises CommandError."""
    if slug is None:
        return None
    city = City.objects.filter(slug=slug).first()
    if city is None:
        message = f"There is no city with the address “{slug}”."
        raise CommandError(message)
    return city


def reach(city: City | None) -> Reach:
    """Return which editions the files of a city, or those for everybody, can name."""
    return reach_of(city) if city else shared_reach()


def sources_at(path: Path) -> dict[str, bytes]:
    """Return the files of an edition from its folder or its zip. Raises CommandError, InvalidEdition."""
    if path.is_dir():
        return files_in(path)
    if path.is_file():
        return unpack(path.read_bytes()).files
    message = f"{path}: there is no such folder or zip"
    raise CommandError(message)


def read(path: Path, city: City | None) -> EditionFiles:
    """Return the edition in a folder or zip. Raises CommandError, InvalidEdition."""
    sources = sources_at(path)
    return read_own_edition(city, sources) if city else read_files(sources, shared_reach().base)


@contextmanager
def faults_in_words(name: str, what: str) -> Iterator[None]:
    """Turn what an edition may be refused for into words that end the command."""
    try:
        yield
    except InvalidEdition as error:
        message = f"{name} {what}:\n{error}"
        raise CommandError(message) from error
    except EditionPublished as error:
        message = f"{name} {what}: edition “{error}” is published. Give the changed one a new key."
        raise CommandError(message) from error
    except ExtendsDraft as error:
        message = f"{name} {what}: it extends “{error}”, which is a draft and may still change. Publish that one first."
        raise CommandError(message) from error
    except StillInUse as error:
        message = f"{name} {what}: it changes more than the words of what somebody has been asked: {error}"
        raise CommandError(message) from error
