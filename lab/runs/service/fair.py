"""The fair queue: visitors take turns, however much each of them has asked for."""

from collections import deque


class FairQueue:
    """Recordings that wait, round robin over their owners, first come first served within one."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[str]] = {}

    def push(self, owner: str, recording: str) -> None:
        """Queue a recording behind its owner's others."""
        self._waiting.setdefault(owner, deque()).append(recording)

    def pop(self) -> str | None:
        """The recording whose turn it is; its owner goes to the end of the round."""
        for owner, recordings in self._waiting.items():
            first = recordings.popleft()
            del self._waiting[owner]
            if recordings:
                self._waiting[owner] = recordings
            return first
        return None

    def remove(self, recording: str) -> bool:
        """Take a recording out; whether it was waiting."""
        for owner, recordings in self._waiting.items():
            if recording in recordings:
                recordings.remove(recording)
                if not recordings:
                    del self._waiting[owner]
                return True
        return False

    def order(self) -> list[str]:
        """Everything that waits, in the order in which it will be taken."""
        lines = [list(recordings) for recordings in self._waiting.values()]
        rounds = max(map(len, lines), default=0)
        return [line[turn] for turn in range(rounds) for line in lines if turn < len(line)]

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))
