"""`make bench`: pages at several sizes of the town, beside bare Django views in the same process.

BENCH_ROWS=1000,100000,1000000 the sizes; BENCH_STATE a folder in which the towns stay for the next
run; BENCH_ROUNDS how often everything is measured in turn (5); BENCH_SECONDS of each burst (2).
"bare, flat": one query, twenty rows, one plain template, no middleware. "bare, same": the same with
the portal's own row template. Everything is asked in turn, round after round, so that what else
the machine does meets all alike; medians are told, and the processor's time of the web process,
which the neighbours don't change.
"""

import json
import os
import socket
import statistics
from collections import defaultdict
from itertools import product

from tests.bench.house import WORKERS, House, opened
from tests.bench.load import CLIENTS, one_by_one, processor, request, together
from tests.bench.town import ensure

SIZES = [int(n) for n in os.environ.get("BENCH_ROWS", "1000,100000,1000000").split(",")]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
TIMES = 20  # requests of a page in one round
RACED = ("bare, flat", "list", "list, signed in", "bare, same")


class Town:
    """One size: its web process, and the pages with who asks for them."""

    def __init__(self, house: House, rows: int, number: int) -> None:
        self.rows, database = rows, ensure(house, rows)
        told = json.loads(house.run("-m", "tests.bench.people", database=database, number=number))
        self.pages = {label: request(path, cookie) for label, path, cookie, *_ in told["pages"]}
        self.queries = {label: (first, again) for label, *_, first, again in told["pages"]}
        self.port = free_port()
        self.web = house.web(database, self.port, number).pid


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def load() -> str:
    return " ".join(f"{n:.1f}" for n in os.getloadavg())


def one_after_another(towns: list[Town]) -> None:
    """Milliseconds of each page at each size, one request at a time."""
    spent, busy = defaultdict(list), defaultdict(list)
    for turn, label, town in product(range(ROUNDS + 1), towns[0].pages, towns):
        before = processor(town.web)
        seconds = one_by_one(town.port, town.pages[label], TIMES)
        if turn:  # the first warms
            spent[label, town.rows] += seconds
            busy[label, town.rows].append((processor(town.web) - before) / TIMES)
    print(f"\nOne request at a time ({ROUNDS} rounds of {TIMES}); load {load()}")
    print("queries first/again; p50 wall ms, (web processor ms) at each size; largest / smallest")
    print(f"  {'page':24} {'queries':>8} " + "".join(f"{town.rows:>18,}" for town in towns))
    for label in towns[0].pages:
        medians = [statistics.median(spent[label, town.rows]) * 1000 for town in towns]
        means = [statistics.mean(busy[label, town.rows]) * 1000 for town in towns]
        cells = "".join(
            f"{p50:10.2f} ({cpu:5.2f})" for p50, cpu in zip(medians, means, strict=True)
        )
        first, again = towns[-1].queries[label]
        print(f"  {label:24} {first:>4}/{again:<3} {cells}   {medians[-1] / medians[0]:5.2f}")


def many_at_once(house: House, town: Town) -> None:
    """Requests a second of the list beside the bare views, in turn."""
    rates, web, servers = defaultdict(list), defaultdict(list), defaultdict(list)
    for turn in range(ROUNDS + 1):
        for label in RACED:
            mine, theirs = processor(town.web), _servers(house)
            count, seconds = together(town.port, town.pages[label], SECONDS if turn else 1)
            if turn:
                rates[label].append(count / seconds)
                web[label].append((processor(town.web) - mine) / count * 1000)
                servers[label].append((_servers(house) - theirs) / count * 1000)
    print(
        f"\n{town.rows:,} cases: requests a second, {CLIENTS} clients, {WORKERS} workers,"
        f" median of {ROUNDS} bursts of {SECONDS:g} s in turn; load {load()}"
    )
    bare = "bare, flat"
    for label in RACED:
        rate, cpu = statistics.median(rates[label]), statistics.median(web[label])
        print(
            f"  {label:24} {rate:8.0f}/s  {rate / statistics.median(rates[bare]):6.2f} x bare"
            f"   web {cpu:6.2f} ms processor ({statistics.median(web[bare]) / cpu:5.2f} x bare),"
            f" database and cache {statistics.median(servers[label]):5.2f} ms"
            f"   [{min(rates[label]):.0f}-{max(rates[label]):.0f}]"
        )


def _servers(house: House) -> float:
    return processor(house.postgres) + processor(house.valkey)


def main() -> None:
    with opened() as house:
        house.run("manage.py", "collectstatic", "--noinput", "-v0")
        towns = [Town(house, rows, 10 + number) for number, rows in enumerate(SIZES)]
        one_after_another(towns)
        for town in dict.fromkeys((towns[0], towns[-1])):
            many_at_once(house, town)


if __name__ == "__main__":
    main()
