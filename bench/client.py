"""A client that keeps its connection and a session, and how long it waits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.utils.crypto import get_random_string

WARM_UP, REPEATS = 8, 25
SECONDS = 4.0


class Client:
    """Somebody signed in, on one connection to one server."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.token = get_random_string(32)
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.headers = {"Cookie": cookies, "Host": f"localhost:{port}"}

    def get(self, address: str) -> bytes:
        """Return a page. Raises RuntimeError for anything but a page."""
        return self.ask("GET", address, None, self.headers)

    def post(self, address: str, data: dict[str, str]) -> bytes:
        """Send a form, and return what comes back. Raises RuntimeError for a refusal."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        return self.ask("POST", address, urlencode(data), self.headers | form)

    def ask(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> bytes:
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            message = f"{method} {address} answered {response.status}: {content[:300]!r}"
            raise RuntimeError(message)
        return content


@dataclass(frozen=True, slots=True)
class Times:
    """What one request took, in ms."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Sum up measured times, in seconds."""
        return cls(1000 * median(seconds), 1000 * quantiles(seconds, n=20, method="inclusive")[-1])

    def __str__(self) -> str:
        return f"{self.median:.0f} / {self.p95:.0f}"


def alternately(*works: Callable[[], object], repeats: int = REPEATS) -> list[Times]:
    """Measure works in turn, so that what disturbs one disturbs the others; the first times are left out."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(WARM_UP + repeats):
        for work, times in zip(works, taken, strict=True):
            start = perf_counter()
            work()
            if turn >= WARM_UP:
                times.append(perf_counter() - start)
    return [Times.of(times) for times in taken]


def rate(works: Sequence[Callable[[], object]]) -> float:
    """Return how many requests a second are answered where each work is repeated by a client of its own."""

    def repeat(work: Callable[[], object]) -> int:
        done, end = 0, perf_counter() + SECONDS
        while perf_counter() < end:
            work()
            done += 1
        return done

    with ThreadPoolExecutor(len(works)) as pool:
        return sum(pool.map(repeat, works)) / SECONDS
