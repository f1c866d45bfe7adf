"""What each report kind says of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from cities.permissions import Permission
from reports.models import ReportJob


@dataclass(frozen=True, slots=True)
class Kind:
    """A report kind, whose templates are `document.html` and `document.css` in the folder of its name.

    `template_version` is raised with every change that shows in print, so that a new report is made and not an old one
    served. `permission` is what it takes to ask for one, or to try again. `title` names what a job prints, in words.
    `digest` is the fingerprint of what it shows now, and empty where a snapshot holds that. `build` reads all that the
    templates need: a frozen dataclass.
    """

    template_version: int
    permission: Permission
    title: Callable[[ReportJob], str]
    digest: Callable[[ReportJob], str]
    build: Callable[[ReportJob], object]
