"""Brings the mapping of an edition to what its file says, once it fits the edition that it starts from."""

from django.db.models import F

from framework.actions.rows import drop
from framework.models import Criterion, CriterionMapping, Edition
from framework.queries.mapping import editions_before
from framework.queries.sources import Reach
from framework.rules.document import EditionFiles
from framework.rules.faults import InvalidEdition
from framework.rules.mapping_file import MappingDocument
from framework.rules.mapping_fit import Wording, Wordings, changes_of, mapping_faults, start_fault
from framework.rules.reader import Reader
from framework.rules.reading import MAPPING


def replaced_edition(files: EditionFiles, reach: Reach) -> Edition | None:
    """Return the edition that these files replace; None where they name none.

    Raises InvalidEdition with everything that does not fit. `reach` has the editions that may be named.
    """
    if files.mapping is None:
        return None
    old = reach.find(files.mapping.replaces)
    reader = Reader(files.sources)
    source = reader.read(MAPPING, MappingDocument)
    if source is None:
        raise InvalidEdition(reader.faults)
    own = reach.prefix + files.edition.key
    before = tuple(files.edition.key for key in (editions_before(old) if old else ()) if key == own)
    if wrong := start_fault(source, files.edition.key, old.status if old else None, before):
        raise InvalidEdition([wrong])
    if old and (faults := list(mapping_faults(source, wordings_stored(old), wordings_written(files)))):
        raise InvalidEdition(faults)
    return old


def wordings_stored(edition: Edition) -> Wordings:
    """Return what an edition in the database asks, in its own language."""
    found: dict[str, Wording] = {}
    rows = (
        Criterion.objects.filter(instrument__edition=edition, texts__language=F("instrument__edition__language"))
        .order_by("pk")
        .values_list(
            "instrument__key", "instrument__scale__lowest", "instrument__scale__highest", "ref", "texts__statement"
        )
    )
    statements: dict[str, dict[str, str]] = {}
    for key, lowest, highest, ref, statement in rows:
        statements.setdefault(key, {})[ref] = statement
        found[key] = Wording(statements[key], lowest, highest)
    return found


def wordings_written(files: EditionFiles) -> Wordings:
    """Return what an edition in files asks."""
    scales = {scale.key: [level.value for level in scale.levels] for scale in files.scales}
    return {
        item.key: Wording(
            {criterion.ref: criterion.statement for holder in item.holders for criterion in holder.criteria},
            scales[item.scale][0],
            scales[item.scale][-1],
        )
        for item in files.instruments
    }


def store_mapping(edition: Edition, files: EditionFiles) -> None:
    """Bring the mapping to what the file says; an edition that replaces none has none."""
    drop(edition.mappings.all())
    if files.mapping and edition.replaces:
        changes = changes_of(files.mapping, wordings_stored(edition.replaces), wordings_written(files))
        CriterionMapping.objects.bulk_create(
            CriterionMapping(
                edition=edition,
                instrument=change.instrument,
                old_ref=change.old,
                new_ref=change.new,
                kind=change.kind.value,
            )
            for change in changes
        )
