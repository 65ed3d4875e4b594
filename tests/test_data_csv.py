"""Any csv file as a data set."""

from pathlib import Path

import numpy as np
import pytest

from kerastutor import data
from tests.real_data import shared


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a csv into a current folder of our own; return its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KERASTUTOR_DATA", raising=False)

    def write(content, name="t.csv"):
        content = content if isinstance(content, bytes) else content.encode()
        Path(name).write_bytes(content)
        return name

    return write


def whole(table, part="x"):
    """Both parts in file order."""
    rows = np.concatenate([table.rows_train, table.rows_test])
    both = np.concatenate([getattr(table, f"{part}_train"), getattr(table, f"{part}_test")])
    return both[np.argsort(rows)]


# real files


def test_titanic():
    table = data.load(shared("titanic.csv"), target="alive")
    assert table.class_names == ("no", "yes")
    assert table.feature_names == (
        *("survived", "pclass", "age", "sibsp", "parch", "fare", "adult_male", "alone"),
    )
    assert table.x_train.shape == (713, 8) and table.x_test.shape == (178, 8)
    assert table.x_train.dtype == np.float64 and table.y_train.dtype == np.int64
    np.testing.assert_array_equal(whole(table, "y"), whole(table)[:, 0])  # survived says the same
    assert np.isnan(whole(table)).sum() == 177  # ages
    # 869 cells are missing: 177 ages, 2 + 2 ports, 688 decks.
    absent = sum((table.columns[name] == "").sum() for name in ("embarked", "embark_town", "deck"))
    assert absent + 177 == 869
    assert abs(table.y_test.mean() - table.y_train.mean()) < 0.01  # stratified
    text = repr(table)
    assert "missing: 177 of the 7128 values in x are NaN" in text
    assert "find it in columns: sex, embarked, class, who, deck, embark_town." in text


def test_titanic_rows_without_a_target_are_left_out():
    table = data.load(shared("titanic.csv"), target="embarked")
    assert len(table.y_train) + len(table.y_test) == 889
    assert table.class_names == ("C", "Q", "S")
    assert len(table.columns["embarked"]) == 891
    names = np.array(table.class_names, dtype=object)
    np.testing.assert_array_equal(table.columns["embarked"][table.rows_train], names[table.y_train])
    assert any(note.startswith("2 rows have no value of embarked") for note in table.notes)


def test_mpg():
    table = data.load(str(shared("mpg.csv")), target="mpg")
    assert whole(table).shape == (398, 6)
    assert np.isnan(whole(table)[:, table.feature_names.index("horsepower")]).sum() == 6
    assert np.isnan(whole(table)).sum() == 6
    assert table.class_names == () and table.y_train.dtype == np.float64
    np.testing.assert_array_equal(whole(table, "y"), table.columns["mpg"])


def test_temperatures_are_split_in_time_order(monkeypatch):
    path = shared("daily-min-temperatures.csv")
    monkeypatch.setenv("KERASTUTOR_DATA", str(path.parent))
    table = data.load("daily-min-temperatures.csv")
    assert table.target == "Temp" and table.feature_names == ("Date",)
    assert len(table.columns["Temp"]) == 3650
    assert table.columns["Date"][0] == np.datetime64("1981-01-01")
    np.testing.assert_array_equal(
        np.concatenate([table.y_train, table.y_test]), table.columns["Temp"]
    )
    assert len(table.y_test) == 730 and table.x_train[:2, 0].tolist() == [0, 1]
    assert table.x_test[-1, 0] == 3651  # ten years of 365 days and two leap days, the last day
    assert np.sum(np.diff(np.concatenate([table.x_train, table.x_test])[:, 0]) == 2) == 2
    assert "none shuffled" in repr(table)


# the rules


def test_kinds_of_columns(write):
    table = data.load(
        write(
            "n,t,d,s,y\n"
            "1,True,2020-03-01,red,1\n"
            " -2.5e1 ,FALSE,2020-02-28 12:00, blue ,2\n"
            "NA,true,2020-03-02,?,3\n"
            '".5",False,,"a ""b"", c",4\n'
        )
    )
    assert table.target == "y" and table.feature_names == ("n", "t", "d")
    np.testing.assert_array_equal(
        whole(table), [[1, 1, 1.5], [-25, 0, 0], [np.nan, 1, 2.5], [0.5, 0, np.nan]]
    )
    assert table.columns["s"].tolist() == ["red", "blue", "", 'a "b", c']
    assert table.columns["t"].dtype == bool and table.columns["d"].dtype.kind == "M"
    assert whole(table, "y").tolist() == [1, 2, 3, 4] and table.y_train.dtype == np.int64


def test_months_are_dates_and_impossible_dates_are_text(write):
    table = data.load(write("m,bad,y\n1949-01,2020-02-31,1\n1949-02,2020-01-01,2\n"))
    assert table.feature_names == ("m",) and whole(table)[:, 0].tolist() == [0, 31]
    assert table.columns["bad"].tolist() == ["2020-02-31", "2020-01-01"]


@pytest.mark.parametrize("word", ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "?"])
def test_missing_words(word, write):
    table = data.load(write(f"a,y\n{word},1\n2,3\n"))
    assert np.isnan(whole(table)).tolist() == [[True], [False]]


def test_none_and_inf_are_text(write):
    table = data.load(write("a,b,y\nNone,inf,1\nx,-1_0,2\n"))
    assert table.columns["a"].tolist() == ["None", "x"]
    assert table.columns["b"].tolist() == ["inf", "-1_0"]


def test_one_bad_cell_is_told_with_its_line(write):
    name = write("a,b\n1,7\n2,8\n?0.2,9\n4,8\n")
    assert "a is text, because line 4 holds '?0.2'." in data.load(name).notes
    with pytest.raises(data.DataError, match="a is text, because line 3 holds 'x'"):
        data.load(write("a\n1\nx\n2\n"))


@pytest.mark.parametrize(
    ("values", "y", "names"),
    [
        (["b", "a", "b", "c"], [1, 0, 1, 2], ("a", "b", "c")),
        (["True", "false", "true", "False"], [1, 0, 1, 0], ("False", "True")),
        (["True", "", "true", "False"], [1, 1, 0], ("False", "True")),
        (["3", "", "2", "1.0"], [3, 2, 1], ()),
        (["3", "2.5", "2", ""], [3, 2.5, 2], ()),
    ],
)
def test_targets(values, y, names, write):
    rows = "".join(f"{i},{value}\n" for i, value in enumerate(values))
    table = data.load(write("a,y\n" + rows), target="y")
    assert whole(table, "y").tolist() == y and table.class_names == names
    assert table.y_train.dtype == (np.float64 if 2.5 in y else np.int64)


def test_split_follows_seed_size_and_shuffle(write):
    name = write("a,y\n" + "".join(f"{i},{i}\n" for i in range(100)))
    first, again, other = data.load(name), data.load(name), data.load(name, seed=1)
    np.testing.assert_array_equal(first.rows_test, again.rows_test)
    assert not np.array_equal(first.rows_test, other.rows_test)
    assert len(first.rows_test) == 20 and len(data.load(name, test_size=0.33).rows_test) == 33
    assert not np.array_equal(np.sort(first.rows_train), first.rows_train)
    rows = np.concatenate([first.rows_train, first.rows_test])
    np.testing.assert_array_equal(np.sort(rows), np.arange(100))
    ordered = data.load(name, shuffle=False)
    np.testing.assert_array_equal(ordered.rows_test, np.arange(80, 100))


@pytest.mark.parametrize(
    ("dates", "ordered"),
    [
        (["2020-01-01", "2020-01-01", "2020-01-03"], True),
        (["2020-01-02", "2020-01-01", "2020-01-03"], False),
        (["2020-01-01", "", "2020-01-03"], False),
    ],
)
def test_only_ascending_dates_order_the_split(dates, ordered, write):
    name = write("d,y\n" + "".join(f"{date},1\n" for date in dates))
    assert any("dates ascend" in note for note in data.load(name).notes) is ordered
    assert not any("dates ascend" in note for note in data.load(name, shuffle=True).notes)


@pytest.mark.parametrize("seed", range(5))
def test_a_class_target_keeps_its_shares(seed, write):
    name = write("a,y\n" + "".join(f"{i},{'q' if i < 10 else 'p'}\n" for i in range(100)))
    table = data.load(name, target="y", seed=seed)
    assert np.bincount(table.y_test).tolist() == [18, 2]


def test_a_class_with_one_row_is_split_without_shares(write):
    table = data.load(write("a,y\n1,p\n2,p\n3,q\n4,p\n5,p\n"), target="y")
    assert len(table.y_test) == 1 and any("too few rows" in note for note in table.notes)


def test_smallest_files(write):
    table = data.load(write("y\n1\n2"))
    assert table.x_train.shape == (1, 0) and table.x_test.shape == (1, 0)
    assert len(data.load(write("a,y\n1,2\n3,4\n"), test_size=0.99).x_train) == 1


def test_byte_order_mark_blank_lines_and_line_ends(write):
    plain = data.load(write("a,y\n1,2\n3,4\n"))
    for content in (
        "\ufeffa,y\n1,2\n3,4\n",
        "\r\na,y\r\n1,2\r\n\r\n3,4\r\n\r\n",
        "a,y\r1,2\r3,4\r",
        "a,y\n1,2\n   \n3,4\n",
        '"a","y"\n"1","2"\n"3","4"',
    ):
        table = data.load(write(content))
        np.testing.assert_array_equal(whole(table), whole(plain))
        assert table.feature_names == ("a",)


def test_rows_of_missing_values_are_rows(write):
    assert len(data.load(write("a,b,y\n1,2,3\n,,\n4,5,6\n")).columns["a"]) == 3
    assert len(data.load(write("y\n1\n \n2\n")).columns["y"]) == 3


def test_delimiter(write):
    name = write("a;y\n1;2\n3;4\n")
    with pytest.raises(data.DataError, match=r"separated by ',' in line 1.\n.*delimiter=';'"):
        data.load(name)
    assert whole(data.load(name, delimiter=";"))[:, 0].tolist() == [1, 3]


def test_long_texts_do_not_swell(write):
    rows = "".join(f"{'x' * (100_000 if i == 0 else 1)},{i}\n" for i in range(1000))
    assert data.load(write("t,y\n" + rows)).columns["t"].nbytes < 100_000


# where it looks


def test_looks_here_then_in_the_named_folder(write, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("KERASTUTOR_DATA", str(other))
    (other / "t.csv").write_text("there,y\n1,2\n3,4\n")
    assert data.load("t.csv").feature_names == ("there",)
    write("here,y\n1,2\n3,4\n")
    assert data.load("t.csv").feature_names == ("here",)
    assert data.load("t.csv", folder=other).feature_names == ("there",)
    assert data.load(Path("t.csv")).feature_names == ("here",)
    with pytest.raises(data.DataUnavailable) as caught:
        data.load("absent.csv")
    first, _second = str(caught.value).splitlines()
    assert str(other) in first and str(Path.cwd()) in first
    with pytest.raises(data.DataUnavailable, match="typing mistake"):
        data.load(other / "absent.csv")


# wrong files


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "two rows.\nReceived: an empty file"),
        ("\n\n", "an empty file"),
        ("a,y\n", "at least two rows.\nReceived: 0 rows"),
        ("a,y\n1,2\n", "Received: 1 rows"),
        ("a,y\n1,2\n\n3\n", "2 values in line 4, .*\nReceived: 1 values"),
        ("a,y\n1,2\n3,4,5\n", "in line 3, .*\nReceived: 3 values"),
        ('a,y\n"1\n1",2\n3\n', "in line 4"),
        ("a\ty\n1\t2\n3\t4\n", r"delimiter='\\t'"),
        ("1,2\n3,4\n5,6\n", "column names in line 1.\nReceived: only numbers: 1, 2"),
        (",y\n0,1\n1,2\n", "no name for column 1.*index=False"),
        ("a,a\n0,1\n1,2\n", "different column names in line 1.\nReceived: 'a' more than once"),
        ('a,y\n1,2\n"3,4\n5,6\n', "starts in line 3"),
        (f"a,y\n1,2\n{'x' * 140_000},4\n", "starts in line 3: field larger"),
        (b"a,y\n1,2\n\xe9t\xe9,4\n", "UTF-8.*\nReceived: the byte 0xe9 in line 3"),
        ("a,y\n1,2\n3,4\n".encode("utf-16"), "UTF-8.*\nReceived: the byte 0xff in line 1"),
        ("a,y\nu,v\nw,x\n", "one of the columns a, y.\nReceived: no numeric column"),
    ],
)
def test_wrong_files(content, message, write):
    with pytest.raises(data.DataError, match=message) as caught:
        data.load(write(content))
    assert "t.csv: expected" in str(caught.value)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("Y", "one of the columns a, y, e.\nReceived: target='Y'."),
        ("e", "Received: 'e', which has fewer than two values."),
    ],
)
def test_wrong_target(target, message, write):
    with pytest.raises(data.DataError) as caught:
        data.load(write("a,y,e\n1,2,\n3,4,5\n6,7,\n"), target=target)
    assert str(caught.value).endswith(message)


def test_default_target_needs_two_values_too(write):
    with pytest.raises(data.DataError, match="'y', which has fewer than two values"):
        data.load(write("a,y\n1,\n2,\n3,5\n"))
