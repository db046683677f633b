"""The plugin itself, in runs of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOANED = {"DATABASE_URL", "REDIS_URL", "CACHE_URL", "PORTAL_STATE", "PYTEST_XDIST_WORKER"}


def started(file, body, **env):
    file.write_text(body)
    kept = {k: v for k, v in os.environ.items() if k not in LOANED}
    options = ["-q", "-c", ROOT / "pyproject.toml", "-p", "no:cacheprovider", "--rootdir", ROOT]
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, file],
        cwd=ROOT,
        env=kept | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_skipped_browser_walk_is_a_failure_where_a_browser_is_required(tmp_path):
    skipped = "def test_{}():\n    pytest.skip('not here')\n"
    body = "import pytest\n@pytest.mark.browser\n" + skipped.format("walk") + skipped.format("else")
    run = started(tmp_path / "test_walk.py", body, BROWSER_REQUIRED="1")
    told, _ = run.communicate(timeout=60)
    assert (run.returncode, "1 failed, 1 skipped" in told) == (1, True), told


@pytest.mark.drill
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_server_behind(tmp_path, by):
    mark = tmp_path / "reached"
    body = f"import time\ndef test_long():\n    open('{mark}', 'w').close()\n    time.sleep(60)\n"
    run = started(tmp_path / "test_long.py", body)
    until = time.monotonic() + 30
    while not mark.exists():
        assert run.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    servers = psutil.Process(run.pid).children(recursive=True)
    assert {server.name() for server in servers} >= {"postgres", "valkey-server"}
    run.send_signal(by)
    run.communicate(timeout=30)
    _gone, alive = psutil.wait_procs(servers, timeout=10)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
