"""Run by path, as a program: starts an adapter, and leaves nothing of it behind.

On Linux it stays, asleep, as the reaper of all that the adapter has started, in whatever session
and environment. When its line to the harness breaks, however the harness has ended, it ends them
all. Elsewhere it becomes the adapter. It imports little, for it starts with every adapter.
"""

from __future__ import annotations

import os
import sys
import time

_PDEATHSIG, _CHILD_SUBREAPER = 1, 36  # prctl(2)
_KILL = 9
_ENDING = 5.0
"""Seconds after which one that cannot be killed (it is another user's) is let be."""


def main(places: list[int], words: list[str]) -> None:
    """`places`: the protocol's descriptors, here and in the adapter, the line, and the core."""
    *protocol, line, core = places
    os.set_inheritable(line, False)
    if core >= 0:
        _keep_on(core)
    if sys.platform != "linux":
        _become(protocol, words)
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)
    warden = Warden(line)
    adapter = os.fork()
    if not adapter:
        # Of its own session: a signal to its group is not for us. It also ends when we are killed.
        os.setsid()
        prctl(_PDEATHSIG, _KILL, 0, 0, 0)
        if os.getppid() != warden.process:
            os._exit(1)
        _become(protocol, words)
    for descriptor in protocol[:2]:
        os.close(descriptor)
    warden.watch(adapter)
    os._exit(0)


def _keep_on(core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        try:
            os.sched_setaffinity(0, {core})
        except OSError:
            return  # the system does not let us choose


def _become(protocol: list[int], words: list[str]) -> None:
    command_in, command_out, at_in, at_out = protocol
    os.dup2(command_in, at_in)
    os.dup2(command_out, at_out)
    for descriptor in (command_in, command_out):
        os.close(descriptor)
    os.environ["REMOTES_IN"], os.environ["REMOTES_OUT"] = str(at_in), str(at_out)
    try:
        os.execvp(words[0], words)
    except (OSError, ValueError) as error:
        os.write(2, f"{words[0]}: {getattr(error, 'strerror', error)}\n".encode())
        os._exit(1)


class Warden:
    """Waits for its adapter, whose status goes over `line`, and for the end of `line`."""

    def __init__(self, line: int) -> None:
        import signal

        self.process = os.getpid()
        self._line = line
        self._adapter = 0
        self._woken, waker = os.pipe()
        for descriptor in (self._woken, waker):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self._end())

    def watch(self, adapter: int) -> None:
        """Come back when nothing of *adapter* is left, after the harness wanted that or died."""
        import select

        self._adapter = adapter
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        while True:
            self._reap()
            if any(ready == self._line for ready, _ in poll.poll()):
                break
            os.read(self._woken, 512)
        self._end()

    def _reap(self) -> bool:
        """Take note of all that have ended; whether others are left."""
        try:
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self._adapter:
                    self._adapter = 0
                    os.write(self._line, str(ended[1]).encode())
        except ChildProcessError:
            return False
        except OSError:
            pass  # the other end is closed
        return True

    def _end(self) -> None:
        """End all descendants. One that is born meanwhile is found in the next round."""
        give_up = time.monotonic() + _ENDING
        pause = 0.0005
        while self._reap() and time.monotonic() < give_up:
            for process in self._descendants():
                try:
                    os.kill(process, _KILL)
                except OSError:
                    continue  # it has just ended, or is not ours to end
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        os._exit(0)

    def _descendants(self) -> list[int]:
        """All our descendants: a process that loses its parent becomes our own child."""
        children: dict[int, list[int]] = {}
        for name in os.listdir("/proc"):
            if name.isdecimal():
                try:
                    with open(f"/proc/{name}/stat", "rb") as stat:
                        # proc(5): the 4th field; the second is a name, which may hold anything.
                        parent = int(stat.read().rpartition(b")")[2].split()[1])
                except OSError:
                    continue  # it has just ended
                children.setdefault(parent, []).append(int(name))
        found = list(children.get(self.process, ()))
        for process in found:
            found += children.get(process, ())
        return found


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:7]], sys.argv[7:])
