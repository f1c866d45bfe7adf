"""Report jobs, one module a report kind, and the only place that makes PDF files."""
