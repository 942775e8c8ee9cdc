"""`lictor classify FILE`: data dictionaries of every shape, and those that are none."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from governance.classify.dictionary import read
from governance.cli.commands.classify import command
from governance.errors import ConfigError

CANARY = "canary.mail@example.org"

ROWS = f"""table,column,type,comment,samples
patients,E-Mail,text,,{CANARY}
patients,religion,,,
products,name,text,,Canary Soap
"""


@pytest.fixture
def classify(tmp_path: Path):
    def run(content: str | bytes, *arguments: str, name: str = "d.csv") -> Result:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(command, [str(file), *arguments], catch_exceptions=True)

    return run


def answers(result: Result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_has_one_object_a_row(classify):
    found = answers(classify(ROWS, "--format", "json"))
    assert found == [
        {
            "table": "patients",
            "column": "E-Mail",
            "pii": True,
            "category": "email",
            "kind": None,
            "level": "confidential",
            "special": False,
            "quasi": False,
            "confidence": 0.97,
            "evidence": ['its name says "e mail"'],
        },
        {
            "table": "patients",
            "column": "religion",
            "pii": True,
            "category": "demographic",
            "kind": "religion",
            "level": "restricted",
            "special": True,
            "quasi": True,
            "confidence": 0.97,
            "evidence": ['its name says "religion"'],
        },
        {
            "table": "products",
            "column": "name",
            "pii": False,
            "category": "none",
            "kind": None,
            "level": None,
            "special": False,
            "quasi": False,
            "confidence": 0.95,
            "evidence": [],
        },
    ]


def test_csv_says_the_same(classify):
    result = classify(ROWS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert rows[1] == {
        "table": "patients",
        "column": "religion",
        "pii": "true",
        "category": "demographic",
        "kind": "religion",
        "level": "restricted",
        "special": "true",
        "quasi": "true",
        "confidence": "0.97",
        "evidence": 'its name says "religion"',
    }
    assert rows[2]["pii"] == "false"
    assert rows[2]["level"] == ""


def test_text_is_for_people(classify):
    result = classify(ROWS)
    assert result.stdout == (
        'patients."E-Mail": an email address (confidential; 97%, its name says "e mail")\n'
        "patients.religion: a religious or philosophical belief (restricted, special category; "
        '97%, its name says "religion")\n'
        "2 of 3 columns hold personal data, by their names.\n"
    )


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_no_sample_comes_out_and_a_reader_is_told(classify, form):
    result = classify(ROWS, "--format", form)
    assert "anary" not in result.output
    assert "not looked at" in result.stderr
    assert "not looked at" not in result.stdout


SHAPES = {
    "semicolons": "table;column\nusers;email\n",
    "tabs": "table\tcolumn\nusers\temail\n",
    "header case and spaces": " Table Name , Column-Name\nusers,email\n",
    "another order": "comment,column,table\n,email,users\n",
    "byte order mark": b"\xef\xbb\xbftable,column\nusers,email\n",
    "utf-16": "table,column\nusers,email\n".encode("utf-16"),
    "carriage returns": "table,column\r\nusers,email\r\n\r\n",
    "quotes and newlines": 'table,column,comment\nusers,email,"a\nb, ""c"""\n',
    "short rows": "table,column,type\nusers,email\n",
    "long rows": "table,column\nusers,email,more,and more\n",
    "json lines": '{"table": "users", "column": "email"}\n\n',
    "json lines with more": '{"TABLE": "users", "Column": "email", "type": null, "x": [1]}\n',
}


@pytest.mark.parametrize("name", list(SHAPES))
def test_shapes(name, classify):
    (found,) = answers(classify(SHAPES[name], "--format", "json"))
    assert (found["table"], found["column"], found["category"]) == ("users", "email", "email")


REFUSED = {
    "no table": ("tabel,column\nx,canary\n", 1, 'no field "table"'),
    "no column": ("table\ncanary\n", 1, 'no field "column"'),
    "empty": ("", 1, 'no field "table"'),
    "a row without a column": ("table,column\na,b\ncanary,\n", 3, "names no column"),
    "not JSON": ('{"table": "a", "column": "b"}\n{"canary"\n', 2, "no JSON object"),
    "a JSON array": ('["canary"]\n', 1, "no JSON object"),
    "deep JSON": ('{"table":' + "[" * 100_000 + "\n", 1, "no JSON object"),
    "JSON without a table": ('{"column": "canary"}\n', 1, 'no field "table"'),
    "an endless cell": ('table,column\na,"canary' + "x" * 200_000 + "\n", 2, "no CSV"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_no_dictionary_is_refused_in_its_line(name, tmp_path):
    content, line, message = REFUSED[name]
    file = tmp_path / "d.csv"
    file.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        read(file)
    assert caught.value.location is not None
    assert caught.value.location.line == line
    assert "canary" not in caught.value.message


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00\xff\xfe\x80", b"t\xe9ble,column\n"])
def test_bytes_that_are_no_text_are_refused(content, tmp_path):
    file = tmp_path / "d.csv"
    file.write_bytes(content)
    with pytest.raises(ConfigError):
        read(file)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / "gone.csv")
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path)


def test_the_answer_does_not_depend_on_the_order_of_the_rows(classify):
    rows = [f"{t},{c}" for t in ("people", "products") for c in ("name", "email", "birth_date")]
    shuffled = rows[::-2] + rows[::2] if len(rows) % 2 else rows[::2] + rows[1::2]
    one = answers(classify("\n".join(["table,column", *rows]), "--format", "json"))
    other = answers(classify("\n".join(["table,column", *shuffled]), "--format", "json"))
    by_name = {(a["table"], a["column"]): a for a in one}
    assert [(a["table"], a["column"]) for a in other] == [tuple(r.split(",")) for r in shuffled]
    assert all(by_name[a["table"], a["column"]] == a for a in other)


def test_tables_of_one_name_in_two_schemas_are_two(classify):
    text = "schema,table,column\na,t,name\na,t,email\na,t,birth_date\nb,t,name\nb,t,price\n"
    found = answers(classify(text, "--format", "json"))
    assert [(a["table"], a["pii"]) for a in found if a["column"] == "name"] == [
        ("a.t", True),
        ("b.t", False),
    ]


def test_a_name_cannot_break_the_page(classify):
    result = classify("table,column\n\x1b[31mred,email\u202e\n")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_output_goes_to_a_file(classify, tmp_path):
    result = classify(ROWS, "--format", "json", "--output", str(tmp_path / "out.jsonl"))
    assert result.stdout == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3


def test_output_that_cannot_be_written(classify, tmp_path):
    result = classify(ROWS, "--output", str(tmp_path / "no" / "such" / "folder"))
    assert isinstance(result.exception, ConfigError)
    assert "cannot be written" in str(result.exception)
