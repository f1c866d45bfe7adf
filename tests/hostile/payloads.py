"""What nobody means well by: values for addresses, fields, headers and cookies, and whole bodies. All from one seed."""

import json
from random import Random
from urllib.parse import quote_from_bytes

MARK = "<img src=x onerror=hostile()>"  # must never come back as it was sent

NUMBERS = [
    "0",
    "-1",
    "1",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 40,
    "9" * 5000,
]
NUMBERS += ["9" * 40, "9" * 5000]
NUMBERS += ["1e309", "nan", "inf", "-0", "0x10", "1_000", "1.5", "٣", "²", "½", "1 ", " 1", "+1", "1;", "true", "None"]
TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\x7f\x1b[31m",
    "\r\nSet-Cookie: a=b",
    "\u202e\u0645\u0631\u062d\u0628\u0627\u2066",
    "e\u0301\u0327" + "\u0300" * 300,
    "\U0001f469\u200d\U0001f680\ufffe\uffff",
    "\ufeff",
    "x" * 100_000,
    MARK,
    f'"{MARK}',
    f"'>{MARK}",
    "javascript:hostile()",
    "//elsewhere.example",
    "http://[",
    "https://elsewhere.example/\\@localhost",
    "' OR '1'='1",
    "1; DROP TABLE cities_city; --",
    "{{ 7|add:7 }}{% debug %}",
    "%s%n%(a)s{0}{a.__class__}",
    "../../../etc/passwd",
    "..\\..\\windows",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-11-25T25:61",
    "[]",
    "{}",
    "null",
]
BYTES = [b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xae", b"\xf4\x90\x80\x80", b"\xe2\x28\xa1", b"\x80", b"\0"]
CONTENT_TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such-thing",
    "application/json",
    "application/json; charset=\0",
    "text/plain",
    "text/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/form-data; boundary=é",
    "",
    "/",
    ";;;",
]
HEADERS = {
    "HTTP_HOST": [
        "localhost:99999",
        "elsewhere.example",
        "[::1",
        "a b",
        "localhost\0",
        "",
        "localhost:80:80",
        "é.example",
    ],
    "HTTP_HX_REQUEST": ["true", "false", "\0"],
    "HTTP_HX_CURRENT_URL": ["http://[", "http://localhost/%ff", "\0", "é", "javascript:hostile()", "http://a:b:c/"],
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": ["true", "false"],
    "HTTP_HX_TARGET": ["\xff", MARK, "x" * 8000],
    "HTTP_HX_TRIGGERING_EVENT": ["{", "[]", "null", "[" * 5000, "\xff"],
    "HTTP_HX_PROMPT": ["\0", "%ff", MARK],
    "HTTP_HX_BOOSTED": ["true"],
    "HTTP_HX_HISTORY_RESTORE_REQUEST": ["true"],
    "HTTP_ACCEPT_LANGUAGE": ["\0", "x" * 8000, "en-gb;q=nan", "*;q=-1", ",,,", "../../etc", "ar,he;q=0.9"],
    "HTTP_ACCEPT": ["\0", "*/*;q=x", "application/" + "x" * 8000],
    "HTTP_REFERER": ["http://[", "\0", "https://elsewhere.example/"],
    "HTTP_ORIGIN": ["null", "http://[", "https://elsewhere.example", "\0"],
    "HTTP_X_FORWARDED_FOR": ["\0", "1.2.3.4, ::1, x", "x" * 8000, "999.999.999.999"],
    "HTTP_X_FORWARDED_PROTO": ["https", "gopher", "\0"],
    "HTTP_X_FORWARDED_HOST": ["elsewhere.example", "\0"],
    "HTTP_X_REQUEST_ID": ["\r\nX: y", "x" * 8000, "\xff", ""],
    "HTTP_X_CSRFTOKEN": ["\0", "x", "x" * 64, "\xff" * 64],
    "HTTP_RANGE": ["bytes=-1", "bytes=0-", "bytes=9-1", "x", "bytes=" + "0-," * 1000],
    "HTTP_IF_MODIFIED_SINCE": ["\0", "Sun, 99 Foo 99999 99:99:99 GMT", "0"],
    "HTTP_IF_NONE_MATCH": ['"', "*", "x" * 8000],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE", "\0"],
    "CONTENT_LENGTH": ["-1", "x", "", "²", "99999999999999999999"],
    "REMOTE_ADDR": ["", "unix:", "::1%lo"],
}
COOKIES = ["sessionid", "csrftoken", "messages", "django_language"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "\xff"]


def value(random: Random) -> bytes:
    """Return one value, as the bytes that stand for it once percent-encoding is undone."""
    kind = random.randrange(10)
    if kind < 4:
        return random.choice(NUMBERS).encode()
    if kind < 8:
        return random.choice(TEXTS).encode()
    if kind < 9:
        return random.choice(BYTES)
    return random.randbytes(random.randrange(1, 40))


def header(random: Random) -> tuple[str, str]:
    name = random.choice(list(HEADERS))
    return name, random.choice(HEADERS[name])


def cookie(random: Random) -> str:
    """Return a cookie header: one of our names with a value that is not ours."""
    chosen = random.choice(
        ["", "\0", "x" * 4000, "a" * 32, "é", '"', '"\\377"', "\\", "a=b; a=c", value(random).decode("latin-1")]
    )
    return f"{random.choice(COOKIES)}={chosen}"


def form_body(pairs: list[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(given)}" for name, given in pairs).encode()


def multipart_body(pairs: list[tuple[str, bytes]], random: Random) -> tuple[bytes, str]:
    """Return fields as parts, some as files, some of them broken off; with their content type."""
    parts = []
    for name, given in pairs:
        file = random.choice(["", "", '; filename="a.pdf"', '; filename="../\0é.exe"', "; filename*=utf-8''%ff%00"])
        parts.append(f'--limit\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + given)
    body = b"\r\n".join(parts) + random.choice([b"\r\n--limit--\r\n", b"\r\n--limit", b""])
    return body, random.choice(["multipart/form-data; boundary=limit", *CONTENT_TYPES[7:11]])


def odd_body(random: Random) -> tuple[bytes, str]:
    """Return something that no form of ours sends."""
    depth = random.choice([10, 100_000])
    bodies = [b"", b"{", b"[" * depth + b"]" * depth, json.dumps({"a": MARK}).encode(), random.randbytes(2000)]
    bodies += [b"a&b&c", b"&" * 5000, b"=" * 100, b"a=%", b"a=%ff%00", b"x=" + b"y" * 2_000_000]
    return random.choice(bodies), random.choice(CONTENT_TYPES)
