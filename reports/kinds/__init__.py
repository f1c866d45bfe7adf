"""One module a report kind: a frozen snapshot in, the finished page out. No queries after `build`."""
