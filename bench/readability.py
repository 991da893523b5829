"""Lists the services whose texts are hardest to read, and their hardest sentences.

    script/bench readability [--count N] [--language id|en]

Relative to the fifteen services that were written first, whose mean is 1.0; see
`balarea.catalogue.definition.readability` for what is counted.
"""

import argparse
import json

from balarea.catalogue import testing
from balarea.catalogue.definition import readability

FIRST = testing.ARRANGED[:15]
SHOWN = 4  # texts of each service


def hard_words(text: str, language: str) -> float:
    """How many long words, nouns of verbs and passives a text has."""
    words = sum(len(sentence) for sentence in readability.sentences(text))
    return words * sum(readability.measures([text], language)[1:]) / 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--language", choices=["id", "en"], default="id")
    options = parser.parse_args()
    services, language = testing.online(), options.language
    like = readability.usual((services[code] for code in FIRST), language)
    rated = readability.hardest(services, like, language)
    for rate, code in rated[: options.count]:
        print(f"{code}: {rate:.2f}")
        listed = [
            (hard_words(text.of(language), language), path, text.of(language))
            for path, text in readability.texts(services[code])
        ]
        for count, path, text in sorted(listed, reverse=True)[:SHOWN]:
            print(f"  {count:.0f} in {path}: {text}")
    rates = [round(rate, 2) for rate, _ in rated]
    usual = {name: round(value, 1) for name, value in like._asdict().items()}
    figures = {"language": language, "usual": usual, "hardest": rates[:5]}
    print(json.dumps({**figures, "median": rates[len(rates) // 2]}))


if __name__ == "__main__":
    main()
