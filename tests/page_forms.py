"""The forms of a page as a browser would send them, and the queries of its links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

UNCHOSEN = ("radio", "checkbox")
NOT_SENT = ("file", "submit", "button", "reset")


@dataclass
class Form:
    """What is sent as drawn, what could be chosen where nothing is, which buttons may be pressed.

    `numbers` are those that a field or button holds or offers: they may be those of rows.
    """

    method: str
    address: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, values in self.fields.items():
            for value in values:
                self.note(name, value)

    @property
    def names(self) -> list[str]:
        """Return every name under which the form can send something, the token apart."""
        return [name for name in {**self.fields, **self.offers, **self.buttons} if name != "csrfmiddlewaretoken"]

    def drawn(self) -> dict[str, list[str]]:
        """Return what a person sends who changes nothing, but chooses something where nothing is chosen."""
        offered = {name: [value] for name, value in self.offers.items() if name not in self.fields}
        return {name: values for name, values in (self.fields | offered).items() if name != "csrfmiddlewaretoken"}

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
        self.note(name, value)

    def offer(self, name: str, value: str) -> None:
        self.offers.setdefault(name, value)
        self.note(name, value)

    def press(self, name: str, value: str) -> None:
        self.buttons.setdefault(name, value)
        self.note(name, value)

    def note(self, name: str, value: str) -> None:
        if value.isdecimal():
            self.numbers.setdefault(name, set()).add(int(value))


class PageReader(HTMLParser):
    """Collects forms, what a script would send for an element inside of one, and links with a query."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.open: list[tuple[str, Form]] = []
        self.name = ""
        self.select = self.text = ""
        self.chosen: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.begin(tag, Form(given.get("method", "get"), given.get("action") or self.address))
        elif "hx-post" in given or "data-save" in given:  # the second is sent by the answer page's own script
            self.begin(tag, Form("post", given.get("hx-post") or given["data-save"]))
        elif tag == "a" and urlsplit(given.get("href", "")).query:
            self.link(given["href"])
        elif tag in ("input", "button", "select", "textarea", "option"):
            self.control(tag, given)

    def begin(self, tag: str, form: Form) -> None:
        self.forms.append(form)
        self.open.append((tag, form))

    def link(self, href: str) -> None:
        query = dict(parse_qsl(urlsplit(href).query))
        self.forms.append(
            Form("get", urlsplit(href).path or self.address, {name: [value] for name, value in query.items()})
        )

    def control(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option":
            self.option(given)
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.name, self.text = name, ""
        elif not name or "disabled" in given:
            return
        elif tag == "button":
            self.each(lambda form: form.press(name, given.get("value", "")))
        elif kind in UNCHOSEN and "checked" not in given:
            self.each(lambda form: form.offer(name, given.get("value", "on")))
        elif kind not in NOT_SENT:
            self.each(lambda form: form.add(name, given.get("value", "")))

    def option(self, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if "selected" in given and value:
            self.each(lambda form: form.add(self.select, value))
        elif value:
            self.each(lambda form: form.offer(self.select, value))
        else:
            self.each(lambda form: form.offers.setdefault(self.select, "") or form.offers.pop(self.select))

    def each(self, act) -> None:
        for _tag, form in self.open:
            act(form)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.name:
            name, text = self.name, self.text
            self.each(lambda form: form.add(name, text.strip()))
            self.name = ""
        if self.open and self.open[-1][0] == tag:
            self.open.pop()


def forms_of(address: str, html: str) -> list[Form]:
    """Return the forms of a page that send anything but the token, each kind once."""
    reader = PageReader(address)
    reader.feed(html)
    kinds = {(form.method, form.address, *sorted(form.names)): form for form in reader.forms if form.names}
    return list(kinds.values())
