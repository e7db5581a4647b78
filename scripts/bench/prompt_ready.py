#!/usr/bin/env python3
"""Prints how long `vnb` takes from its start to the first prompt on a pseudo-terminal: median and best of N runs.

Usage: prompt_ready.py [N] [PROGRAM [PROMPT]]. Any other shell with a prompt can be measured in the same way:
prompt_ready.py 20 sqlite3 'sqlite> '
"""
import os
import pty
import statistics
import sys
import tempfile
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
program = sys.argv[2] if len(sys.argv) > 2 else ".build/release/vnb"
prompt = (sys.argv[3] if len(sys.argv) > 3 else "vnb> ").encode()


def ready_seconds(state):
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", XDG_STATE_HOME=state)
        try:
            os.execvp(program, [program])
        finally:
            os._exit(127)
    seen = b""
    while prompt not in seen:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            sys.exit(f"{program} ended before its prompt: {seen!r}")
    seconds = time.perf_counter() - start
    os.kill(pid, 9)
    os.close(terminal)
    os.waitpid(pid, 0)
    return seconds


with tempfile.TemporaryDirectory() as state:
    ready_seconds(state)
    times = [1000 * ready_seconds(state) for _ in range(count)]
print(f"{program}: prompt ready in {statistics.median(times):.1f} ms (median of {count}; best {min(times):.1f} ms)")
