"""Settings: from the environment or a file; what cannot work is refused with a sentence."""

import stat
import subprocess
import sys
import threading

import pytest

from exhibition.config import ROOT, Settings, SettingsError, load_settings
from exhibition.setting_values import NAMES, key_file

HTTPS = "https://expo.example.com"
LONG = "s" * 32


@pytest.fixture
def load(tmp_path):
    """Loads the settings of an installation of its own, from these variables."""

    def with_these(**environ) -> Settings:
        return load_settings({"EXHIBITION_INSTANCE": str(tmp_path / "instance"), **environ})

    return with_these


@pytest.fixture
def instance(tmp_path):
    """The instance folder of ``load``, made before it."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_has_to_be_set(load, tmp_path):
    found = load()
    assert not found.production
    assert found.database_url == f"sqlite:///{tmp_path / 'instance' / 'exhibition.sqlite'}"
    assert (found.host, found.port, found.workers) == ("0.0.0.0", 8000, 1)
    assert found.base_url.startswith("http://")
    assert found.base_url.endswith(":8000")
    assert not found.base_url_is_set
    assert (found.limit_submit, found.limit_sign_in, found.limit_lookup) == (
        "600/10 minutes", "30/minute", "300/minute",
    )  # fmt: skip


def test_keys_are_made_once_for_the_owner_alone(load, tmp_path):
    first = load()
    folder = tmp_path / "instance"
    assert mode(folder) == 0o700
    assert [mode(folder / name) for name in ("pass.key", "secret.key")] == [0o600, 0o600]
    assert len(first.pass_key) >= 32
    assert first.pass_key != first.secret_key.encode()
    again = load()
    assert (again.pass_key, again.secret_key) == (first.pass_key, first.secret_key)


def test_two_who_start_at_once_have_the_same_key(tmp_path):
    found = []
    starts = [
        threading.Thread(target=lambda: found.append(key_file(tmp_path / "pass.key")))
        for _ in range(8)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("name", ["pass.key", "secret.key"])
def test_a_damaged_key_file_is_never_used(load, instance, name):
    (instance / name).write_text("short")
    with pytest.raises(SettingsError, match=f"{name} is damaged.*backup"):
        load()


def test_no_setting_shows_a_secret(load):
    found = load(SECRET_KEY=LONG, MAIL_PASSWORD="hush", DATABASE_URL="postgresql://u:hush@h/d")
    assert LONG not in repr(found)
    assert "hush" not in repr(found)
    assert found.pass_key.decode() not in repr(found)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"EXHIBITION_ENV": "production"}, "BASE_URL must be the https address"),
        ({"EXHIBITION_ENV": "production", "BASE_URL": "http://x.com"}, "must be the https address"),
        ({"BASE_URL": HTTPS, "SECRET_KEY": "dev"}, "SECRET_KEY has fewer than 32"),
        ({"BASE_URL": HTTPS, "SECRET_KEY": "s" * 31}, "SECRET_KEY has fewer than 32"),
        ({"BASE_URL": HTTPS, "FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"BASE_URL": HTTPS, "LIMIT_SUBMIT": "off"}, "LIMIT_"),
        ({"BASE_URL": HTTPS, "LIMIT_SIGN_IN": "OFF"}, "LIMIT_"),
        ({"EXHIBITION_ENV": "test"}, "EXHIBITION_ENV is local or production"),
        ({"BASE_URL": "expo.example.com"}, "must start with https://"),
        ({"BASE_URL": "ftp://expo.example.com"}, "must start with https://"),
        ({"BASE_URL": "https://"}, "scheme and host only"),
        ({"BASE_URL": f"{HTTPS}/app"}, "scheme and host only"),
        ({"BASE_URL": "https://u:p@expo.example.com"}, "scheme and host only"),
        ({"BASE_URL": f"{HTTPS}/?x=1"}, "scheme and host only"),
        ({"PORT": "eighty"}, "PORT must be a whole number"),
        ({"PORT": "70000"}, "PORT must be between"),
        ({"WORKERS": "many"}, "WORKERS must be a whole number"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8 nginx"}, "'nginx' is no network address"),
        ({"LIMIT_SUBMIT": "lots"}, "LIMIT_SUBMIT must look like '600/10 minutes'"),
        ({"DATABASE_URL": "mysql://h/d"}, "must start with postgresql"),
        ({"DATABASE_URL": "exhibition.sqlite"}, "cannot be read as an address"),
        ({"DATABASE_URL": "sqlite://"}, "names no file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "names no file"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL must start with redis://"),
        ({"MAIL_SERVER": "smtp.163.com"}, "MAIL_DEFAULT_SENDER is missing"),
        ({"MAIL_USE_SSL": "1", "MAIL_USE_TLS": "1"}, "exclude each other"),
        ({"MAIL_PORT": "smtp"}, "MAIL_PORT must be a whole number"),
    ],
)
def test_what_is_unsafe_or_cannot_work_is_refused(load, environ, sentence):
    with pytest.raises(SettingsError) as refused:
        load(**environ)
    assert sentence in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_key_others_can_read_stops_a_production_start(load, tmp_path):
    load(BASE_URL=HTTPS)
    (tmp_path / "instance" / "pass.key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load(BASE_URL=HTTPS)
    assert not load().production


@pytest.mark.parametrize(
    ("environ", "production"),
    [
        ({}, False), ({"BASE_URL": "http://192.168.1.5:8000"}, False), ({"BASE_URL": HTTPS}, True),
        ({"BASE_URL": HTTPS, "EXHIBITION_ENV": "local", "LIMIT_SUBMIT": "off"}, False),
    ],
)  # fmt: skip
def test_https_means_production_unless_said_otherwise(load, environ, production):
    assert load(**environ).production is production


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p%40ss@db:5432/expo", "postgresql+psycopg://u:p%40ss@db:5432/expo"),
        ("postgresql://db/expo", "postgresql+psycopg://db/expo"),
        ("postgresql+psycopg://db/expo", "postgresql+psycopg://db/expo"),
        ("sqlite:////srv/expo.sqlite", "sqlite:////srv/expo.sqlite"),
    ],
)
def test_the_database_is_named_as_hosts_name_it(load, given, used):
    assert load(DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    ("base_url", "only_here"),
    [
        ("http://expo.example.com", True), ("https://10.0.0.5", True), ("https://expo", True),
        ("https://localhost:8000", True), (HTTPS, False),
    ],
)  # fmt: skip
def test_a_code_that_works_only_here_is_known_as_such(load, base_url, only_here):
    assert load(BASE_URL=base_url, EXHIBITION_ENV="local").network_only is only_here


def test_the_hosts_that_are_answered(load):
    found = load(BASE_URL=f"{HTTPS}/", BASE_URL_ALIASES="https://a.example, b.example:8443")
    assert found.base_url == HTTPS
    assert found.trusted_hosts == [
        "expo.example.com", "a.example", "b.example", "localhost", "127.0.0.1",
    ]  # fmt: skip
    assert len(load().trusted_hosts) > 2


def test_a_file_says_what_the_environment_does_not(load, instance):
    (instance / "config.toml").write_text(
        'BASE_URL = "http://file.example"\nPORT = 9000\nMAIL_USE_SSL = true\n'
        'MAIL_SERVER = "smtp.163.com"\nMAIL_USERNAME = "gz@163.com"\n'
        'TRUSTED_PROXIES = ["10.0.0.0/8", "127.0.0.1"]\n'
    )
    found = load(PORT="9001", BASE_URL="")
    assert (found.base_url, found.port) == ("http://file.example", 9001)
    assert (found.mail.port, found.mail.use_ssl, found.mail.sender) == (465, True, "gz@163.com")
    assert found.trusted_proxies == ("10.0.0.0/8", "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("BASE_URL = ", "cannot be read"), ('BASEURL = "x"', "no setting 'BASEURL'"),
        ("[mail]\nserver = 1", "no setting 'mail'"), ("\xff", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_names_it(load, instance, text, sentence):
    (instance / "config.toml").write_text(text, "latin-1")
    with pytest.raises(SettingsError, match=sentence):
        load()


def test_the_instance_folder_lies_in_the_repository_unless_said_otherwise():
    assert (ROOT / "instance" / ".gitkeep").exists()
    assert "EXHIBITION_INSTANCE" not in NAMES


def test_on_the_command_line_a_refusal_is_a_sentence(tmp_path):
    refused = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=ROOT,
        env={"EXHIBITION_INSTANCE": str(tmp_path), "PORT": "eighty", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == "Error: PORT must be a whole number, not 'eighty'.\n"
