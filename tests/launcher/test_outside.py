"""An address with a password in it: told is where it leads, never the password."""

import pytest

from balarea.config.launcher import errors, outside


def refused(url: str) -> str:
    with pytest.raises(errors.DatabaseUnreachable) as refusal:
        outside.check(url)
    return str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:ge%heim@127.0.0.1:1/b",
        "postgres://u:p@geheim@127.0.0.1:1/b",
        "postgres://u:1/geheim@127.0.0.1:1/b",
        "postgres://u:ge/heim@127.0.0.1:1/b",
        "postgres://u:1?geheim@127.0.0.1:1/b",
        "postgres://u:ge?heim=1@127.0.0.1/b",
        "postgres://u:ge#heim@127.0.0.1:1/b",
        "postgres://u:[geheim@127.0.0.1:1/b",
        "postgres://u:geheim",
        "postgres://u:geheim@127.0.0.1:one/b",
    ],
)
def test_quotes_nothing_of_what_cannot_be_read_for_certain(url: str) -> None:
    sentence = refused(url)

    assert "heim" not in sentence
    assert "it can't be read as postgres://user:password@host:port/name" in sentence
    assert "@ / ? # [ % are written %40 %2F %3F %23 %5B %25" in sentence


@pytest.mark.parametrize("options", ["sslmode=geheim", "password=geheim"])
def test_tells_no_option_of_the_address(options: str) -> None:
    assert "geheim" not in refused(f"postgres://u@127.0.0.1:1/b?{options}")


def test_tells_where_it_leads_and_what_was_wrong_there() -> None:
    sentence = refused("postgresql://clerk:geheim@127.0.0.1:1/mall?connect_timeout=2")

    assert "(postgresql://127.0.0.1:1/mall: " in sentence
    assert "refused" in sentence
    assert "clerk" not in sentence


def test_hides_what_the_driver_repeats() -> None:
    url = "postgres://clerk:ge%20heim@127.0.0.1/mall"
    parts = outside._parts(url)

    said = outside._without_secrets(
        'FATAL: no "clerk" with ge heim or ge%20heim in "mall"\nDETAIL: geheim',
        url,
        parts,
    )

    assert said == 'FATAL: no "…" with … or … in "mall"'


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:p%40%2F%25@localhost/b",
        "postgresql:///b?host=/run/postgresql&user=a",
        "postgres://u@[::1]:5432/b",
        "postgres://u@one:1,two:2/b",
    ],
)
def test_reads_addresses_as_the_driver_does(url: str) -> None:
    assert outside._parts(url)["dbname"] == "b"
