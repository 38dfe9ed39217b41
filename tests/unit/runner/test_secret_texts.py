"""Keys are in no text that is kept or shown, in whatever form they come."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from runner.secret_texts import scrubbed, scrubbed_words

KEY = "sk-planted/0123+456789=abcdef"
HOME = {"HOME": "/home/researcher", "OPENAI_API_KEY": KEY}


def every_sign_quoted(text):
    return "".join(f"%{ord(sign):02X}" for sign in text)


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        quote(KEY, safe=""),
        quote(KEY, safe="").lower(),
        KEY.replace("-", "%2D"),
        every_sign_quoted(KEY),
    ],
)
@pytest.mark.parametrize("clean", [scrubbed, scrubbed_words])
def test_a_key_that_is_quoted_for_a_url_is_taken_out(form, clean):
    assert clean(f"?key={form}&x=1", environment=HOME) == "?key=[OPENAI_API_KEY]&x=1"


@pytest.mark.parametrize("before", ["", "a", "ab", "user:"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("clean", [scrubbed, scrubbed_words])
def test_a_key_in_base64_is_taken_out_wherever_it_stood(before, encode, clean):
    told = encode((before + KEY + "??").encode()).decode()

    cleaned = clean(f"Basic {told}.", environment=HOME)

    assert "[OPENAI_API_KEY]" in cleaned
    assert not any(told[at : at + 12] in cleaned for at in range(4, len(told) - 16))


@pytest.mark.parametrize("length", [8, 12, 20])
def test_the_beginning_of_a_key_is_taken_out_of_messages(length):
    told = scrubbed(f"bad key {KEY[:length]}***", environment=HOME)

    assert told == "bad key [OPENAI_API_KEY]***"


def test_a_few_signs_as_a_provider_shows_them_stay():
    told = f"bad key {KEY[:7]}***cdef"

    assert scrubbed(told, environment=HOME) == told


def test_the_beginning_of_a_key_is_taken_out_of_words_where_it_is_long():
    assert scrubbed_words(f"a {KEY[:16]} b", environment=HOME) == "a [OPENAI_API_KEY] b"
    assert scrubbed_words(f"a {KEY[:15]} b", environment=HOME) == f"a {KEY[:15]} b"


@pytest.mark.parametrize(
    "value",
    [
        "/home/researcher/credentials.json",
        "https://keys.example.org/v1/main",
        '{"type": "service_account", "key": "x"}',
        "correct horse battery staple",
        "production-database-login-2",
    ],
)
def test_what_begins_as_much_else_does_is_taken_out_only_whole(value):
    environment = {"SERVICE_CREDENTIALS": value}
    other = value[:14]

    assert scrubbed(f"see {other}", environment=environment) == f"see {other}"
    assert scrubbed(f"see {value}", environment=environment) == "see [SERVICE_CREDENTIALS]"


def test_a_long_text_with_many_percent_signs_is_cleaned_all_the_same():
    text = "100 % of it, " * 50_000

    assert scrubbed(text + KEY, environment=HOME) == f"{text}[OPENAI_API_KEY]"
