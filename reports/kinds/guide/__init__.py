"""The guide of an edition, or one of its guidance notes, as a document to print. It holds nothing that a city wrote."""

import json
from hashlib import sha256

from cities.permissions import Permission
from cities.rules.accent import OURS
from framework.models import Edition
from framework.queries.guide import guide_of
from reports.kinds.guide.document import GuideReport
from reports.kinds.guide.writing import ALONE, writer_of
from reports.kinds.kind import Kind
from reports.kinds.logo import logo_of
from reports.models import ReportJob


def edition_of(job: ReportJob) -> Edition:
    """Return what a guide prints; the database lets none be stored without."""
    if job.edition is None:
        raise Edition.DoesNotExist
    return job.edition


def title(job: ReportJob) -> str:
    """Name the note that is printed, or the edition; a draft may have lost a note since it was asked for."""
    guide = guide_of(edition_of(job))
    if not job.note:
        return guide.name
    return f"[{job.note}] {guide.by_ref[job.note].name}" if job.note in guide.by_ref else f"[{job.note}]"


def digest(job: ReportJob) -> str:
    """Return the fingerprint of all that is shown: an edition's files, which part, which language, a city's looks."""
    edition, city = edition_of(job), job.city
    looks = [city.name, city.paper, city.accent, city.logo]
    shown = [edition.key, edition.digest, job.note, job.language, *looks]
    return sha256(json.dumps(shown).encode()).hexdigest()


def build(job: ReportJob) -> GuideReport:
    """Read all that the document needs."""
    guide, city = guide_of(edition_of(job)), job.city
    writer = writer_of(guide, alone=job.note)
    note = writer.note(guide.by_ref[job.note], ALONE) if job.note else None
    return GuideReport(
        city=city.name,
        paper=city.paper,
        accent=city.accent or OURS,
        logo=logo_of(city),
        edition=guide.name,
        version=guide.version,
        source=guide.source,
        notice=guide.notice,
        language=guide.language,
        note=note,
        components=() if note else writer.components(),
        phases=() if note else writer.phases(),
        terms=tuple(writer.term(term) for term in guide.terms if note is None or term.key in note.terms),
        instruments=() if note else writer.instruments(),
    )


KIND = Kind(
    template_version=2,
    permission=Permission.VIEW_REPORTS,
    title=title,
    digest=digest,
    build=build,
)
