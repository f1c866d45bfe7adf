"""Forms of cities and their people. They check what people type; `actions` does the writing."""
