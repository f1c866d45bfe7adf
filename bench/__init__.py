"""Measures the portal on the demo city, each figure beside a bare baseline of the same run. Part of no test."""
