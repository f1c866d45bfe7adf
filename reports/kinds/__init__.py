"""Report kinds by name, one package each: a job in, the finished page out. No queries after `build`.

Nothing here loads WeasyPrint, which takes a second: workers and commands do so with `printing`, the web server never.
"""

from collections.abc import Mapping

from reports.kinds import guide, healthcheck
from reports.kinds.kind import Kind

KINDS: Mapping[str, Kind] = {"guide": guide.KIND, "healthcheck": healthcheck.KIND}
