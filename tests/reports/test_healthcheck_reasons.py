"""Every reason to discuss a statement has words on paper."""

import pytest

from assessments.queries.statements import CriterionFinding
from assessments.rules.attention import Reason
from assessments.rules.results import CriterionResult
from framework.rules.outline import CriterionOutline
from reports.kinds.captions import talking_caption


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_caption(reason):
    outline = CriterionOutline(1, "1.a.1", "A vision made together", "We made it together.", "", 1.0)
    finding = CriterionFinding(None, outline, CriterionResult("1.a.1", None, (reason,), ()))

    assert "A vision made together" in talking_caption(finding)
