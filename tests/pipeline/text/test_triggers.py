from pipeline.text.triggers import Triggers


def test_finds_every_word_from_left_to_right_and_each_place_once() -> None:
    assert Triggers(["told ", "tell", "according to "]).places("According? It told us, according to it.") == [14, 23]
    assert Triggers(["report", "reported", "port"]).places("reported") == [0, 2]


def test_counts_characters_not_bytes() -> None:
    assert Triggers(["told "]).places("«Nein», told 数字 told us") == [8, 16]


def test_finds_nothing_where_there_is_nothing() -> None:
    assert Triggers(["told "]).places("") == []
    assert Triggers([]).places("It told us.") == []
