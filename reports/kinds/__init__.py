"""One module a report kind: a frozen snapshot in, the finished page out. No queries after `build`.

Importing a kind loads WeasyPrint, which takes a second: workers and commands do; the web server needs only this.
"""

TEMPLATE_VERSIONS = {"healthcheck": 3}
"""By kind; raised with every change that shows in print, so that a new report is made and not an old one served."""
