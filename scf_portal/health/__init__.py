"""Is the portal well? What others ask it by /healthz and /readyz."""
