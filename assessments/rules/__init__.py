"""How the figures of an assessment are computed. Pure: plain data in and out; no Django, no clock, no I/O."""

RULE_VERSION = 1
