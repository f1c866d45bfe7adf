"""Forms of assessments. They check what people type; `actions` does the writing."""
