"""What was worked out once is looked up from then on, within bounds."""

from nianbao.core.memo import Memo


def test_memo_makes_each_value_once() -> None:
    """The function is asked once for each key, and again only after all was forgotten."""
    asked: list[str] = []

    def doubled(text: str) -> str:
        asked.append(text)
        return text * 2

    memo = Memo(doubled, most=2)
    assert [memo[each] for each in "abab"] == ["aa", "bb", "aa", "bb"]
    assert asked == ["a", "b"]
    assert memo["c"] == "cc"
    assert len(memo) <= 2
    assert memo["a"] == "aa"
    assert asked == ["a", "b", "c", "a"]
