#!/usr/bin/env python3
"""Whole runs of maillon, measured from outside; with OTHER=path also of gitlab-ci-local.

    python3 scripts/bench.py target/release/maillon [REGEX]

Each row: median and range of wall time over RUNS runs, and peak memory. Python's standard library only.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
MAILLON = os.path.abspath(sys.argv[1])
WANTED = sys.argv[2] if len(sys.argv) > 2 else ""
GCL = os.environ.get("OTHER") or shutil.which("gitlab-ci-local")


def many_jobs(count):
    """Jobs with extends, rules and a matrix, in ten stages."""
    stages = [f"s{i}" for i in range(10)]
    parts = [f"stages: [{', '.join(stages)}]\nvariables:\n  MODE: fast\n", BASE]
    for i in range(count // 4):
        parts.append(
            f"job{i}:\n  extends: [.base, .rules]\n  stage: s{i % 10}\n  variables: {{N: '{i}'}}\n"
            "  parallel:\n    matrix:\n      - OS: [linux, mac]\n        V: ['1', '2']\n"
            f"  script: [echo job {i}]\n")
    return "".join(parts)


BASE = """.base:
  image: debian:bookworm
  before_script: [echo before]
  retry: 1
.rules:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $MODE == "slow"
    - if: $CI_COMMIT_BRANCH =~ /^(main|release-.*)$/
"""

NOOP = "".join(f"job{i}: {{needs: [], script: ':'}}\n" for i in range(50))
ECHO = "job:\n  script: echo hello\n"
BARE = "mkdir ../copy && cp file*.txt .gitlab-ci.yml ../copy && cd ../copy && bash -c 'echo hello'; rm -rf ../copy"
LINES = "job:\n  script: seq 1000000\n"
RUN = ["run", "--executor", "shell", "--plain"]
GCL_RUN = ["--shell-isolation", "--no-artifacts-to-source"]


def workflow(steps, strategy=""):
    """A workflow of one job."""
    return f"on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n{strategy}    steps:\n{steps}"


CELLS = "    strategy:\n      matrix:\n        a: [{0}]\n        b: [{0}]\n".format(", ".join(map(str, range(16))))
ACTION = {
    "action/action.yml": "name: a\nruns: {using: node20, main: main.js}\n",
    "action/main.js": "console.log('hello');\n",
}


def declarative(stages):
    """A declarative pipeline."""
    return f"pipeline {{\n  agent any\n  stages {{\n{stages}  }}\n}}\n"


def axis(name, count):
    return f"axis {{ name '{name}'; values {', '.join(repr(f'{name}{i}') for i in range(count))} }}\n"


SH = "stage('s') { steps { sh 'echo hello' } }\n"
MATRIX = ("stage('m') { matrix {\n axes {\n" + axis("A", 32) + axis("B", 32) +
          "}\n stages { stage('cell') { steps { echo \"${A}-${B}\" } } }\n} }\n")
LOOP = "stage('s') { steps { script {\n int sum = 0\n for (int i = 0; i < 1000000; i++) { sum += i % 7 }\n echo \"${sum}\"\n} } }\n"


def cases():
    """(name, definition, arguments of maillon, arguments of gitlab-ci-local or None)"""
    yield "github, plan: 256 cells", workflow("      - run: echo\n", CELLS), ["plan", "--format", "json"], None
    yield "github, echo: one step", workflow("      - run: echo hello\n"), RUN, None
    yield "github, echo: 100 more steps", workflow("      - run: echo hello\n" * 101), RUN, None
    yield "github, node: one action", workflow("      - uses: actions/checkout@v4\n" + "      - uses: ./action\n"), RUN, None
    yield "github, node: 10 more actions", workflow("      - uses: actions/checkout@v4\n" + "      - uses: ./action\n" * 11), RUN, None
    yield "jenkins, sh: one stage", declarative(SH), RUN, None
    yield "jenkins, cells: a matrix of 1,024", declarative(MATRIX), RUN, None
    yield "jenkins, loop: 1,000,000 turns", declarative(LOOP), RUN, None
    yield "jenkins, plan: one stage", declarative(SH), ["plan", "--format", "json"], None
    yield "echo: one job", ECHO, RUN, []
    yield "noop: 50 independent jobs, --jobs 2", NOOP, [*RUN, "--jobs", "2"], ["--concurrency", "2"]
    yield "plan: 5,000 jobs", many_jobs(5000), ["plan", "--format", "json"], ["--list-json"]
    yield "plan: 50,000 jobs", many_jobs(50000), ["plan", "--format", "json"], None
    yield "lines: 1,000,000 lines of log", LINES, RUN, []


def repository(definition):
    folder = Path(tempfile.mkdtemp(prefix="bench-")) / "project"
    folder.mkdir()
    files = {".gitlab-ci.yml": definition}
    if definition.startswith("on:"):
        files = {".github/workflows/ci.yml": definition, **ACTION}
    if definition.startswith("pipeline"):
        files = {"Jenkinsfile": definition}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for i in range(20):
        (folder / f"file{i}.txt").write_text(f"{i}\n" * 100)
    who = ["-c", "user.name=b", "-c", "user.email=b@example.invalid"]
    for args in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"],
                 ["remote", "add", "origin", "git@gitlab.com:group/project.git"]):
        subprocess.run(["git", *args], cwd=folder, check=True)
    time.sleep(3)  # files that changed just now are copied again, as git does with racy ones
    return folder


def once(args, folder):
    """(seconds, peak memory in MiB of the process and of those it waited for)"""
    env = os.environ | {"HOME": str(folder.parent), "XDG_CACHE_HOME": str(folder.parent / "cache")}
    started = time.perf_counter()
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(args, cwd=folder, env=env, stdout=null, stderr=null, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        print(f"  (exit {os.waitstatus_to_exitcode(status)}: {' '.join(args)})")
    return seconds, usage.ru_maxrss / 1024


def measure(name, args, folder, runs=RUNS):
    once(args, folder)
    results = [once(args, folder) for _ in range(runs)]
    times = [seconds * 1000 for seconds, _ in results]
    peak = max(memory for _, memory in results)
    print(f"{name:58} {statistics.median(times):9.1f} ms  ({min(times):.1f} to {max(times):.1f})  peak {peak:6.1f} MiB",
          flush=True)


def main():
    for name, definition, args, gcl_args in cases():
        if not re.search(WANTED, name):
            continue
        folder = repository(definition)
        measure(f"maillon {name}", [MAILLON, *args], folder)
        if name.startswith("github, node: one"):
            measure("node, the same script", ["node", "action/main.js"], folder)
        if name.startswith("echo"):
            measure("bash, the same script in a copied workspace", ["bash", "-c", BARE], folder)
        if GCL and gcl_args is not None:
            other = repository(definition)
            measure(f"gitlab-ci-local {name}", [GCL, *GCL_RUN, *gcl_args], other, runs=3)
            shutil.rmtree(other.parent, ignore_errors=True)
        shutil.rmtree(folder.parent, ignore_errors=True)


main()
