"""The compose file runs what the tests run."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
import yaml

from portal.standalone import children, programs, servers
from portal.standalone.addresses import database

ROOT = Path(__file__).resolve().parent.parent.parent
SECRETS = {
    "PORTAL_SECRET_KEY": "s",
    "PORTAL_SEAL_KEY": "s",
    "POSTGRES_PASSWORD": "root's",
    "PORTAL_OWNER_PASSWORD": "the owner's '$1",
    "PORTAL_APP_PASSWORD": "the app's \"word",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def major(program):
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return re.search(r"(?:\) |v=)(\d+)", told.stdout)[1]


def test_its_images_are_of_the_majors_the_tests_run_on(compose):
    account = children.unprivileged_account()
    home = Path(os.environ["PORTAL_STATE"]) / "servers"
    postgres = major(programs.postgres_programs(home, account) / "postgres")
    valkey = major(programs.valkey_program(home, account))
    images = {name: service["image"] for name, service in compose.items() if "image" in service}
    assert images == {
        "postgres": f"postgres:{postgres}",
        "broker": f"valkey/valkey:{valkey}",
        "cache": f"valkey/valkey:{valkey}",
    } | dict.fromkeys(("migrate", "web", "worker", "beat"), "linli")


def test_its_cluster_is_made_like_the_embedded_one(compose):
    given = compose["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert given == [*servers.LOCALE, "-k"]
    assert compose["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"


def test_the_broker_forgets_nothing_and_is_not_the_cache(compose):
    assert "noeviction" in compose["broker"]["command"]
    assert compose["web"]["environment"]["REDIS_URL"] == "redis://broker:6379/0"
    assert compose["web"]["environment"]["CACHE_URL"] == "redis://cache:6379/0"


def test_only_the_migration_knows_the_owner(compose):
    knowing = {
        name for name in compose if "DATABASE_OWNER_URL" in compose[name].get("environment", {})
    }
    assert knowing == {"migrate"}


@pytest.fixture
def composed():
    """A database made as the image's entry point makes it: two files, through psql, in order."""
    state, url = Path(os.environ["PORTAL_STATE"]), os.environ["DATABASE_URL"]
    if "host=" not in url:
        pytest.skip("the run uses another server than the embedded one")
    psql = programs.postgres_programs(state / "servers", children.unprivileged_account()) / "psql"
    env = os.environ | SECRETS | {"POSTGRES_USER": "postgres", "POSTGRES_DB": "composed"}
    env |= {"PGHOST": database(state, {"DATABASE_URL": url})["HOST"]}
    env |= {"PATH": f"{psql.parent}:{os.environ['PATH']}"}
    roles, passwords = (ROOT / "portal/standalone" / name for name in ("roles.sql", "passwords.sh"))
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute("CREATE DATABASE composed")
        try:
            for command in (["psql", "-U", "postgres", "composed", "-f", roles], ["sh", passwords]):
                subprocess.run(command, env=env, check=True, capture_output=True)
            yield lambda role: psycopg.connect(url, dbname="composed", user=role)
        finally:
            server.execute("DROP DATABASE composed")


def test_its_scripts_make_the_two_roles(composed):
    with composed("linli_owner") as owner:
        owner.execute("CREATE EXTENSION pg_trgm")
        owner.execute("CREATE TABLE chair (legs int)")
    with composed("linli_app") as runtime:
        runtime.execute("INSERT INTO chair VALUES (4)")
        assert runtime.execute("SELECT legs FROM chair").fetchall() == [(4,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute("TRUNCATE chair")


def test_a_compose_client_finds_nothing_wrong():
    def client(*args):
        env = os.environ | SECRETS
        return subprocess.run(
            ["docker", "compose", *args], cwd=ROOT, env=env, capture_output=True, check=False
        )

    if shutil.which("docker") is None or client("version").returncode:
        pytest.skip("no compose client here")
    told = client("config", "--format", "json")
    assert (told.returncode, told.stderr) == (0, b"")
    assert set(json.loads(told.stdout)["services"]) >= {"web", "worker", "beat", "postgres"}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_address(lock):
    text = (ROOT / lock).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
