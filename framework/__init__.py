"""The framework as data: editions, instruments, criteria, scales, phases. Knows no city."""
