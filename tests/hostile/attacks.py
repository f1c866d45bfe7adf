"""Requests that mean no good, made from what the portal itself offers: its addresses, and the forms on its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import parse_qsl, quote_from_bytes, urljoin, urlsplit

from tests.hostile import payloads

PARAMETERS = ("next", "page", "q", "sort", "format", "lang")


@dataclass(frozen=True)
class Target:
    """A path that is right, and the fields that a page of ours would send there."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    method: str = "GET"


@dataclass(frozen=True)
class Attack:
    """One request. Its text is enough to send it again."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/octet-stream"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def passes_the_server(self) -> bool:
        """Tell whether the request gets as far as the portal: gunicorn refuses these characters in a header."""
        return not any(
            character in text for text in (self.content_type, *self.headers.values()) for character in "\0\r\n"
        )

    def __str__(self) -> str:
        return f"{self.method!r} {self.path[:300]!r} {self.content_type!r} {self.body[:300]!r} {self.headers!r:.400}"


class FormsOf(HTMLParser):
    """The forms of a page, and the parameters in its links."""

    def __init__(self, path: str, page: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[tuple[str, str, list[tuple[str, str]]]] = []
        self.links: list[Target] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get", "hx-post"):
            self.note_link(given.get(name, ""), "POST" if name == "hx-post" else "GET")
        if tag == "form":
            self.found.append((urljoin(self.path, given.get("action", "")), given.get("method", "get").upper(), []))
        elif self.found and given.get("name") and tag in ("input", "select", "textarea", "button"):
            self.found[-1][2].append((given["name"], given.get("value", "")))

    def note_link(self, link: str, method: str) -> None:
        parts = urlsplit(urljoin(self.path, link))
        if link and not parts.netloc and (parts.query or method == "POST"):
            self.links.append(Target(parts.path, tuple(parse_qsl(parts.query)), method))

    @property
    def targets(self) -> set[Target]:
        forms = {Target(urlsplit(action).path, tuple(fields), method) for action, method, fields in self.found}
        return forms | set(self.links)


def attacks(targets: list[Target], random: Random) -> Iterator[Attack]:
    """Make requests without end, every second to where a form leads, but for those that the web server refuses."""
    forms = [target for target in targets if target.method == "POST"]
    while True:
        made = attack(random.choice([targets, forms]), random)
        if made.passes_the_server:
            yield made


def attack(targets: list[Target], random: Random) -> Attack:
    """Make one request from one of the targets: right in most, wrong where it hurts."""
    target = random.choice(targets)
    method = random.choice([target.method] * 6 + ["GET", "POST", random.choice(payloads.METHODS)])
    path = bent_path(target.path, random) if random.random() < 0.25 else target.path
    pairs = bent_pairs(target.fields, random)
    headers = dict(payloads.header(random) for _ in range(random.choice([0, 0, 1, 1, 3])))
    if random.random() < 0.1:
        headers["HTTP_COOKIE"] = payloads.cookie(random)
    if method in ("GET", "HEAD") or random.random() < 0.1:
        query = payloads.form_body(pairs[:20]).decode()
        return Attack(method, f"{path}?{query}", headers=headers)
    body, content_type = body_of(pairs, random)
    return Attack(method, path, body, content_type, headers)


def bent_path(path: str, random: Random) -> str:
    """Replace a part of the path, or add one."""
    parts = path.split("/")
    place = random.randrange(len(parts))
    parts[place] = quote_from_bytes(payloads.value(random)[:3000], safe="")
    return "/" + "/".join(parts).lstrip("/")


def bent_pairs(fields: tuple[tuple[str, str], ...], random: Random) -> list[tuple[str, bytes]]:
    """Spoil some fields; leave some out, send some twice, add some."""
    pairs = [(name, given.encode()) for name, given in fields]
    for _ in range(random.choice([1, 1, 2, 5])):
        name = random.choice(pairs)[0] if pairs and random.random() < 0.8 else random.choice(PARAMETERS)
        how = random.randrange(4)
        if how < 2:
            pairs = [(each, given) for each, given in pairs if each != name]
        if how != 1:
            pairs.append((name, payloads.value(random)))
    return pairs


def body_of(pairs: list[tuple[str, bytes]], random: Random) -> tuple[bytes, str]:
    kind = random.random()
    if kind < 0.6:
        return payloads.form_body(pairs), "application/x-www-form-urlencoded"
    if kind < 0.85:
        return payloads.multipart_body(pairs, random)
    return payloads.odd_body(random)
