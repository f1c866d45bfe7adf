"""In which language words are that are not in the document's own. Importing this changes WeasyPrint.

It tells a reader's voice the language of the document and of no element in it (ISO 14289-1, 7.2).
"""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.pdf import tags

build_tree = tags._build_box_tree


def build_tree_with_languages(box: Any, *arguments: Any) -> Iterator[Any]:
    """Build the elements of a box, and write down the language that its HTML element has of its own."""
    element = getattr(box, "element", None)
    language = None if element is None or box.element_tag == "html" else element.get("lang")
    for built in build_tree(box, *arguments):
        if language:
            built["Lang"] = pydyf.String(language)
        yield built


tags._build_box_tree = build_tree_with_languages
