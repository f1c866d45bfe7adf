"""Pages of assessments. Each loads, binds a form, calls one action and draws."""
