"""The pages of one city, one save, and their bare counterparts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.core.cache import caches
from django.urls import reverse
from django_scopes import scope

from assessments.forms.rating import prefix_of
from assessments.models import Rating
from bench.client import REPEATS, WARM_UP, Client, Times, alternately, rate
from bench.reads import reader, record, statements_of
from bench.stage import BARE, Stage, sign_in
from cities.models import User

INSTRUMENT = "success-factors"
BUSY_CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: its times with those of a bare one beside it, its queries, and both sizes in bytes."""

    times: Times
    bare: Times | None = None
    queries: int | None = None
    size: int = 0
    bare_size: int = 0

    @property
    def ratio(self) -> float | None:
        """How many times as long as the bare page."""
        return self.times.median / self.bare.median if self.bare else None


def measure_pages(stage: Stage, port: int, bare: int) -> dict[str, Measured]:
    """Measure every page of a city, and one save."""
    leader, facilitator = stage.leaders[0].user, stage.facilitator.user
    revealed, slug = stage.revealed.assessment_id, stage.city.slug

    def address(name: str, *args: object) -> str:
        return reverse(name, args=[slug, *args])

    answer, results = (
        address("assessments:answer-all", stage.open.assessment_id, INSTRUMENT),
        f"/results/{stage.revealed.pk}/",
    )
    bare_answer = f"/{slug}/answer/{stage.open.pk}/"
    pages: dict[str, tuple[User, str, str | None]] = {
        "Front page": (leader, address("city-home"), None),
        "Answer page, 60 statements": (leader, answer, bare_answer),
        "Assessment, for its facilitator": (facilitator, address("assessments:detail", stage.open.assessment_id), None),
        "Who has finished": (facilitator, address("assessments:completion", stage.open.assessment_id), None),
        "Results": (leader, address("assessments:results", revealed), results),
        "Results of a factor": (leader, address("assessments:results-group", revealed, INSTRUMENT, "1"), None),
        "All statements": (leader, address("assessments:statements", revealed), None),
        "Who sees it how": (leader, address("assessments:breakdown", revealed), None),
        "Where I differ": (leader, address("assessments:mirror", revealed), None),
        "Moderation": (facilitator, address("assessments:moderate", revealed), None),
    }
    found = {
        name: measure_page(who, path, port, beside, bare, f"{stage.people}-{place}")
        for place, (name, (who, path, beside)) in enumerate(pages.items())
    }
    anew = Measured(measure_anew(leader, address("assessments:results", revealed)))
    return found | {"Results, counted anew": anew, "Saving one answer": measure_save(stage, port, bare)}


def measure_anew(who: User, path: str) -> Times:
    """Measure a page without the counts that a process keeps: what the first reader after a start waits for.

    In this process, without a server: one cannot make another forget.
    """
    client = reader(who)

    def first() -> None:
        caches["counts"].clear()
        client.get(path)

    [times] = alternately(first)
    return times


def measure_save(stage: Stage, port: int, bare: int) -> Measured:
    """Measure a save. Raises RuntimeError where one of them saved nothing: that is soon done."""
    before = [rating_of(stage, 0, last=last).version for last in (False, True)]
    saving, bare_saving = alternately(saver(stage, port, 0), bare_saver(stage, bare, 0))
    after = [rating_of(stage, 0, last=last).version for last in (False, True)]
    if [now - then for then, now in zip(before, after, strict=True)] != [WARM_UP + REPEATS] * 2:
        message = f"versions went from {before} to {after}"
        raise RuntimeError(message)
    return Measured(saving, bare_saving)


def measure_page(who: User, path: str, port: int, beside: str | None, bare: int, name: str) -> Measured:
    """Measure a page as somebody sees it, and a bare one in turn: its counterpart, or its reads by their `name`."""
    client, plain = Client(port, sign_in(who)), Client(bare, sign_in(who, BARE))
    statements, size = statements_of(path, who), len(client.get(path))
    record(name, statements, size)
    other = beside or f"/reads/{name}/"
    times, bare_times = alternately(lambda: client.get(path), lambda: plain.get(other))
    return Measured(times, bare_times, len(statements), size, len(plain.get(other)))


def saver(stage: Stage, port: int, place: int) -> Callable[[], object]:
    """Return what saves one answer of one leader again and again, each time another level."""
    client, rating = Client(port, sign_in(stage.leaders[place].user)), rating_of(stage, place)
    address = reverse(
        "assessments:save", args=[stage.city.slug, stage.open.assessment_id, INSTRUMENT, rating.criterion.ref]
    )
    prefix, turns = prefix_of(rating.criterion.ref), count(rating.version)

    def save() -> object:
        turn = next(turns)
        return client.post(
            address,
            {
                f"{prefix}-answer": str(turn % 5),
                f"{prefix}-comment": "Well on the way.",
                f"{prefix}-version": str(turn),
            },
        )

    return save


def bare_saver(stage: Stage, port: int, place: int) -> Callable[[], object]:
    """Return the same for the bare page, of another answer of that leader."""
    client, rating = Client(port, sign_in(stage.leaders[place].user, BARE)), rating_of(stage, place, last=True)
    turns = count(rating.version)

    def save() -> object:
        turn = next(turns)
        data = {"answer": str(turn % 5), "comment": "Well on the way.", "version": str(turn)}
        return client.post(f"/{stage.city.slug}/save/{rating.pk}/", data)

    return save


def rating_of(stage: Stage, place: int, *, last: bool = False) -> Rating:
    """Return an answer of one of the eight leaders: where there are fewer of them, another of the same leader's."""
    with scope(city=stage.city):
        ratings = Rating.objects.filter(round=stage.open, participant__member=stage.leaders[place])
        order = "-criterion__position" if last else "criterion__position"
        return ratings.select_related("criterion").order_by(order, "criterion__ref")[place]


def measure_rates(stage: Stage, port: int, bare: int) -> dict[str, tuple[float, float]]:
    """Measure requests a second with eight clients: the portal's, and the bare server's."""
    path = reverse("assessments:answer-all", args=[stage.city.slug, stage.open.assessment_id, INSTRUMENT])
    beside = f"/{stage.city.slug}/answer/{stage.open.pk}/"

    def readers(clients: list[Client], address: str) -> list[Callable[[], object]]:
        return [lambda client=client: client.get(address) for client in clients]  # type: ignore[misc]  # bound now

    ours = [Client(port, sign_in(leader.user)) for leader in stage.leaders]
    theirs = [Client(bare, sign_in(leader.user, BARE)) for leader in stage.leaders]
    places = range(BUSY_CLIENTS)
    return {
        "Answer page, 60 statements": (rate(readers(ours, path)), rate(readers(theirs, beside))),
        "Saving one answer": (
            rate([saver(stage, port, place) for place in places]),
            rate([bare_saver(stage, bare, place) for place in places]),
        ),
    }
