"""What was worked out before and is asked for again and again: a bare look-up, quicker than the usual caches."""

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_MOST = 65_536


class Memo(dict[Key, Value]):
    """What a function gives for each key, made once; forgotten all together when it becomes too much."""

    def __init__(self, make: Callable[[Key], Value], most: int = _MOST) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: Key) -> Value:
        value = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
