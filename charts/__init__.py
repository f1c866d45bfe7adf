"""Figures as plain data, drawn as SVG for the browser and the PDF alike. No models, no queries."""
