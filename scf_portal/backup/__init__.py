"""Backup and restore: the whole portal, database and files, in one archive that can be checked."""
