"""The file format of an edition, and the edition as plain data. Pure: text in, dataclasses out."""
