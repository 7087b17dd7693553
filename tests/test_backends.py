"""A key belongs to its base URL, and goes nowhere else."""

import pytest

from lib.engine.backends import OPENAI_URL, Backend, Environment, bad_key, bad_url, environment, named, same_url

CANARY = "sk-canary-0123456789"


def test_the_key_of_a_backend_does_not_show() -> None:
    assert CANARY not in repr(Backend("openai", OPENAI_URL, CANARY))
    assert CANARY not in repr(Environment(OPENAI_URL, CANARY))


def test_a_key_is_taken_out_of_a_text() -> None:
    backend = Backend("openai", OPENAI_URL, CANARY)
    assert backend.redact(f"no such key: {CANARY}, {CANARY}") == "no such key: [key], [key]"


def test_a_key_of_few_letters_is_left_in_the_words_it_stands_in() -> None:
    assert Backend("compatible", "http://x/v1", "a").redact("a banana") == "a banana"
    assert Backend("compatible", "http://x/v1").redact("a banana") == "a banana"


@pytest.mark.parametrize(
    ("variables", "backend", "base_url"),
    [
        ({}, "simulator", OPENAI_URL),
        ({"OPENAI_API_KEY": ""}, "simulator", OPENAI_URL),
        ({"OPENAI_API_KEY": CANARY}, "openai", OPENAI_URL),
        ({"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": " "}, "openai", OPENAI_URL),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:8080/v1/ "}, "compatible", "http://127.0.0.1:8080/v1"),
        ({"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": OPENAI_URL + "/"}, "openai", OPENAI_URL),
    ],
)
def test_the_environment_presets_the_backend(variables: dict[str, str], backend: str, base_url: str) -> None:
    found = environment(variables)
    assert (found.backend, found.base_url) == (backend, base_url)


def test_the_key_of_the_environment_goes_to_its_base_url_only() -> None:
    found = environment({"OPENAI_API_KEY": f" {CANARY}\n", "OPENAI_BASE_URL": "http://one.example/v1"})
    assert found.key_for("http://one.example/v1") == found.key_for(" http://one.example/v1/ ") == CANARY
    for other in ("http://two.example/v1", "http://one.example/v2", "https://one.example/v1", OPENAI_URL, ""):
        assert found.key_for(other) == ""


def test_the_model_of_the_environment_is_for_its_backend() -> None:
    found = environment({"OPENAI_API_KEY": CANARY, "OPENAI_MODEL": " m-9 "})
    assert found.model_for("openai") == "m-9"
    assert found.model_for("simulator") == "sim-1"
    assert environment({}).model_for("compatible") == ""


def test_a_named_backend_has_the_key_of_its_own_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://one.example/v1")
    assert named("compatible") == Backend("compatible", "http://one.example/v1", CANARY)
    assert named("simulator", "http://127.0.0.1:1/v1") == Backend("simulator", "http://127.0.0.1:1/v1")
    with pytest.raises(ValueError, match="OPENAI_API_KEY is not set; choose the simulator or set the key"):
        named("openai")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    assert named("openai") == Backend("openai", OPENAI_URL, CANARY)


def test_urls_are_the_same_but_for_a_slash_at_the_end() -> None:
    assert same_url("http://a/v1", " http://a/v1/ ")
    assert not same_url("http://a/v1", "http://a/v1x")


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8080/v1", "https://api.openai.com/v1/", " http://localhost:1 "])
def test_a_usable_base_url_has_nothing_wrong(base_url: str) -> None:
    assert bad_url(base_url) == ""


@pytest.mark.parametrize(
    ("base_url", "says"),
    [
        ("", "Type the server's base URL"),
        ("  ", "Type the server's base URL"),
        ("127.0.0.1:8080/v1", "begins with http:// or https://"),
        ("ftp://a/v1", "begins with http:// or https://"),
        ("javascript://a/v1", "begins with http:// or https://"),
        ("http://", "has no host"),
        ("http:///", "has no host"),
        ("http://a b/v1", "has a space in it"),
        ("http://a/v1\nHost: b", "has a space in it"),
        ("http://user:secret@a/v1", "Leave the name and password out"),
        ("http://a:99999/v1", "host or port is not a possible one"),
        ("http://a:port/v1", "host or port is not a possible one"),
        ("http://[::1/v1", "host or port is not a possible one"),
    ],
)
def test_an_unusable_base_url_is_explained_in_a_sentence(base_url: str, says: str) -> None:
    assert says in bad_url(base_url)
    assert "secret" not in bad_url(base_url)


@pytest.mark.parametrize("key", ["", CANARY, "a b", "~!@#$%^&*()_+=/\\"])
def test_a_usable_key_has_nothing_wrong(key: str) -> None:
    assert bad_key(key) == ""


@pytest.mark.parametrize("key", [CANARY + "\n", "sk-a\r\nX-Evil: 1", "sk-“a”", " " + CANARY, "sk\x00", "sk-\ud83d"])
def test_a_key_that_no_header_can_carry_is_explained_without_the_key(key: str) -> None:
    assert bad_key(key).startswith("The key has a character that no key has")
    assert key.strip() not in bad_key(key)
