"""How fast rules are evaluated, beside `datalogic-py` (Rust) on the same machine.

    script/bench logic [--rounds N]

A form of 10 pages with 100 questions, each shown by a rule about the one before it: our
full evaluation gives its pages, questions and answers. `datalogic-py` evaluates the
same 100 conditions, compiled once, from a dict of the answers: all in one expression,
and one expression each. `ratio` is its faster time over ours; 0.5 or more is wanted.
It decides nothing about hidden answers, which ours does besides.

The second figure is what rules add to one page of the longest form of the services.
"""

import argparse
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import datalogic_py
import msgspec

from balarea.catalogue import definition as engine
from balarea.catalogue import testing
from balarea.catalogue.definition import generated_answers
from balarea.catalogue.definition.tests import builders

PAGES, FIELDS = 10, 10
TODAY = dt.date(2026, 11, 24)
TRIES = 9  # of each measurement in a round, of which the fastest counts


def condition(place: int) -> dict[str, Any] | None:
    """When question `place` is shown, by the answer to the one before it."""
    if place == 0:
        return None
    before = {"var": f"q{place - 1}"}
    kinds: list[dict[str, Any]] = [
        {"==": [before, "A"]},
        {"and": [{">=": [before, 3]}, {"<": [before, 9]}]},
        {"or": [{"==": [before, True]}, {"==": [before, False]}]},
        {"in": [before, ["A", "B"]]},
    ]
    return kinds[(place - 1) % 4]


def question(place: int) -> dict[str, Any]:
    """Choices, numbers, and yes or no in turn; every rule before has its type."""
    choices = [{"value": v, "label": builders.text()} for v in ("A", "B")]
    types: list[tuple[str, dict[str, Any]]] = [
        ("CHOICE", {"choices": choices}),
        ("NUMBER", {"min": 0, "max": 9}),
        ("YES_NO", {}),
        ("CHOICE", {"choices": choices}),
    ]
    kind, more = types[place % 4]
    rule = condition(place)
    if rule is not None:
        more = {**more, "show_if": rule}
    return builders.field(f"q{place}", kind, **more)


def chained() -> tuple[engine.Definition, dict[str, Any]]:
    """The form, and answers by which all of it is shown."""
    pages = [
        {
            "id": f"p{page}",
            "title": builders.text(),
            "fields": [question(page * FIELDS + place) for place in range(FIELDS)],
        }
        for page in range(PAGES)
    ]
    tree = {**builders.tree(), "pages": pages, "requirements": []}
    tree["fee"] = {"kind": "FREE"}
    definition = msgspec.convert(tree, engine.Definition)
    values = ("A", 5, True, "B")
    answers = {f"q{place}": values[place % 4] for place in range(PAGES * FIELDS)}
    return definition, answers


def best(runs: Mapping[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Microseconds of one run of each: the fastest of several tries, taken in turn so
    that other programs on the machine slow all of them alike."""
    seconds = dict.fromkeys(runs, float("inf"))
    for _ in range(TRIES):
        for name, (run, times) in runs.items():
            began = time.perf_counter()
            for _ in range(times):
                run()
            took = (time.perf_counter() - began) / times
            seconds[name] = min(seconds[name], took)
    return {name: took * 1e6 for name, took in seconds.items()}


def compare() -> dict[str, float]:
    """Microseconds of both engines for the chained form."""
    definition, answers = chained()
    rules = [condition(place) for place in range(1, PAGES * FIELDS)]
    rust = datalogic_py.Engine()
    whole, each = rust.compile(rules), [rust.compile(rule) for rule in rules]
    shown = engine.visible_answers(definition, answers, as_of=TODAY)
    if shown != answers or whole.evaluate(answers) != [True] * len(rules):
        raise ValueError("both engines show every question")

    def ours() -> object:
        return engine.visible_pages(definition, answers, as_of=TODAY)

    return best(
        {
            "ours": (ours, 200),
            "datalogic, one expression": (lambda: whole.evaluate(answers), 200),
            "datalogic, each": (lambda: [one.evaluate(answers) for one in each], 5),
        }
    )


def longest() -> engine.Definition:
    """The service that asks most."""
    return max(testing.online().values(), key=lambda one: len(one.fields))


def page_of(
    definition: engine.Definition, answers: Mapping[str, Any]
) -> dict[str, float]:
    """Milliseconds of what one page of the form evaluates: its rules alone, and with
    all answers read once more, as before a filing."""
    page = engine.visible_pages(definition, answers, as_of=TODAY)[-1]

    def check() -> None:
        engine.check_all(definition, answers, {}, today=TODAY)
        evaluate()

    def evaluate() -> None:
        engine.contradictions(definition, answers, as_of=TODAY)
        engine.visible_pages(definition, answers, as_of=TODAY)
        engine.requirements(definition, answers, as_of=TODAY)
        engine.possible_requirements(definition, answers, as_of=TODAY)
        engine.exit_page(definition, answers, as_of=TODAY)
        engine.visible_pages(definition, answers, as_of=TODAY)
        engine.visible_fields(definition, page, answers, as_of=TODAY)

    runs = best({"rules": (evaluate, 20), "rules and answers": (check, 20)})
    return {name: took / 1000 for name, took in runs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    rounds = [compare() for _ in range(options.rounds)]
    medians = {
        name: round(statistics.median(one[name] for one in rounds), 1)
        for name in rounds[0]
    }
    ratios = [
        min(one["datalogic, one expression"], one["datalogic, each"]) / one["ours"]
        for one in rounds
    ]
    form = longest()
    answers = generated_answers.fill(form, Random(1), today=TODAY).answers
    pages = [page_of(form, answers) for _ in range(options.rounds)]
    page = {
        name: round(statistics.median(one[name] for one in pages), 2)
        for name in pages[0]
    }
    figures = {
        "microseconds": medians,
        "ratio": round(statistics.median(ratios), 2),
        "longest form": form.code,
        "questions": len(form.fields),
        "page milliseconds": page,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
