"""A real cluster, if a small one: scheduler over TCP, two worker processes, one of them killed."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import distributed
import joblib
import pandas as pd
import pytest

import textkit as tk
from textkit.store.opening import open_store
from textkit.store.writing import write_store

ROOT = Path(__file__).parents[1]
N_FILES = 60


def files_of(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own; gives its file and the workers."""
    file = tmp_path / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    begin = [sys.executable, "-m"]
    place = ["--scheduler-file", str(file)]
    scheduler = ["distributed.cli.dask_scheduler", "--host", "tcp://127.0.0.1", "--port", "0"]
    worker = ["distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"]
    processes = []
    with (tmp_path / "log.txt").open("wb") as log:

        def start(command):
            processes.append(
                subprocess.Popen(
                    [*begin, *command, *place],
                    stdout=log,
                    stderr=log,
                    env=environment,
                    cwd=tmp_path,
                )
            )
            return processes[-1]

        try:
            start([*scheduler, "--no-dashboard"])
            until = time.monotonic() + 30
            while not file.exists() and time.monotonic() < until:
                time.sleep(0.05)
            yield file, [start(worker), start(worker)]
        finally:
            for process in reversed(processes):
                process.kill()
                process.wait(10)


def test_a_killed_worker_leaves_no_trace_in_the_bytes(tmp_path, cluster):
    # Inside this function, so that it is sent to the workers whole, as one of a script is.
    def read(file):
        time.sleep(0.1)
        (file.parent / "readers").mkdir(exist_ok=True)
        (file.parent / "readers" / f"{os.getpid()}").touch()
        text = file.read_text("utf-8")
        return pd.DataFrame({"doc_id": [file.name], "year": [2000 + len(text) % 3], "text": [text]})

    texts = tmp_path / "texts"
    texts.mkdir()
    files = [texts / f"{number:02}.txt" for number in range(N_FILES)]
    for number, file in enumerate(files):
        file.write_text(
            "推进“六城联动”，深化改革开放。" * (1 + number % 5) + "创新" * number, "utf-8"
        )
    segmenter = tk.Segmenter()
    write_store(files, tmp_path / "alone", segmenter=segmenter, read=read, shard_bytes=1, n_jobs=4)
    alone = {int(file.name) for file in (texts / "readers").iterdir()}
    assert alone == {os.getpid()}

    address, (victim, survivor) = cluster
    store = tmp_path / "cluster"
    seen = []

    def kill():
        until = time.monotonic() + 60
        while time.monotonic() < until:
            readers = {int(file.name) for file in (texts / "readers").iterdir()}
            done = len(list(store.glob("shard-*")))
            if victim.pid in readers and survivor.pid in readers and done >= 10:
                seen.append((done, victim.poll()))
                victim.kill()  # SIGKILL: no chance to say goodbye
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    with distributed.Client(scheduler_file=str(address)) as client:
        client.wait_for_workers(2, timeout=30)
        assert client.scheduler.address.startswith("tcp://")
        killer.start()
        with joblib.parallel_config(backend="dask"):
            write_store(files, store, segmenter=segmenter, read=read, shard_bytes=1)
        killer.join()
        assert victim.wait(10) != 0
        assert len(client.scheduler_info()["workers"]) == 1
        with joblib.parallel_config(backend="dask"):
            counts = open_store(store).keep().counts(by="year")
    ((done, running),) = seen
    assert running is None
    assert 10 <= done < N_FILES  # it was midway
    assert files_of(store) == files_of(tmp_path / "alone")
    # Only the workers have read: this process has not opened the sources again.
    readers = {int(file.name) for file in (texts / "readers").iterdir()}
    assert readers == {os.getpid(), victim.pid, survivor.pid}

    whole = open_store(tmp_path / "alone", verify=True).keep().counts(by="year")
    assert (counts.counts != whole.counts).nnz == 0
    assert counts.terms.tolist() == whole.terms.tolist()
    assert counts.passages.equals(whole.passages)


def test_the_script_in_the_docs_runs(tmp_path):
    text = (ROOT / "docs" / "scale.md").read_text("utf-8")
    script = re.findall(r"```python\n(.*?)```", text, flags=re.S)[0]
    assert "LocalCluster" in script
    assert script.count("/scratch/me") == 3
    (tmp_path / "script.py").write_text(script.replace("/scratch/me", str(tmp_path)), "utf-8")
    for page in sorted((ROOT / "data" / "raw").glob("*.txt")):
        folder = tmp_path / "pages" / page.stem.split("-")[0]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, folder)
    shutil.copy(ROOT / "data" / "hand" / "lexicon.tsv", tmp_path)
    run = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    store = open_store(tmp_path / "pages.store", verify=True)
    assert run.stdout == f"{store.keep(stopwords='zh').counts(by='place')!r}\n"
    assert sorted(store.passages["place"].unique()) == ["erdao", "lvyuan", "nanguan"]
