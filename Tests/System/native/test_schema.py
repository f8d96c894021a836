"""The schema of a record, by a validator that knows nothing of Tactus."""

import json
import subprocess

import pytest
from conftest import PATIENCE, ROOT
from support.policy import unavailable

try:
    import jsonschema
except ImportError:
    jsonschema = None

EXAMPLES = sorted((ROOT / "Examples/recordings").glob("*.events"))


def output(tactus, *words):
    return subprocess.check_output([tactus, *map(str, words)], text=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def validator(tactus):
    if jsonschema is None:
        unavailable("not installed: python3-jsonschema")
    schema = json.loads(output(tactus, "schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def records(tactus):
    """The examples together, and each device alone."""
    lines = []
    for files in (EXAMPLES, *[[example] for example in EXAMPLES]):
        for window in ("10s", "60s"):
            lines += output(tactus, "replay", f"--window={window}", *files).splitlines()
    assert len(lines) > 30
    return [json.loads(line) for line in lines]


def test_the_shipped_schema_is_the_programs(tactus):
    assert output(tactus, "schema") == (ROOT / "docs/tactus.schema.json").read_text()


def test_every_record_is_valid(validator, records):
    for record in records:
        assert [error.message for error in validator.iter_errors(record)] == []


def test_merged_records_are_valid(validator, tactus, records, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps(record) + "\n" for record in records))
    for period in ("hour", "day", "week"):
        merged = output(tactus, "view", "--json", f"--by={period}", log).splitlines()
        assert merged
        for record in map(json.loads, merged):
            assert [error.message for error in validator.iter_errors(record)] == []


@pytest.mark.parametrize(
    "key, value",
    [
        ("v", 2), ("seq", 0), ("seq", 1.5), ("source", "dreamt"), ("duration", -1), ("user", 7),
        ("kb.keystrokes", "many"), ("kb.keystrokes", -1), ("gap.dropped", None), ("key", "a"),
        ("events.keyboard.read", 0.5), ("length_unit", "inch"), ("sketch", None),
        ("sketch", {"kb.keys": "typed"}), ("sketch", {"kb.keystrokes": -1}),
        ("sketch", {"kb.hold": [1, 2]}), ("sketch", {"ptr.directions": [0] * 7}),
        ("sketch", {"kb.hold": {"moments": [1, 0, 0, 0], "offset": 1, "counts": [1]}}),
        ("sketch", {"kb.hold": {"moments": [1, 0, 0, 0, 0], "offset": 1, "counts": [0.5]}}),
    ],
)
def test_what_is_no_record_is_refused(validator, records, key, value):
    assert not validator.is_valid(records[0] | {key: value})


GAP = {
    "v": 1, "seq": 12, "boot": "b", "run": "r", "start": "2026-11-23T23:05:00.000+01:00",
    "duration": 180.0, "gap": {"cause": "disk_full", "windows": 3, "made": 15},
}


def test_a_gap_is_valid_and_wrong_ones_are_not(validator, records):
    assert validator.is_valid(GAP)
    assert not validator.is_valid(records[0] | {"gap": GAP["gap"]})
    for wrong in ({"windows": -1}, {"made": -1}, {"cause": 3}, {"more": 1}):
        assert not validator.is_valid(GAP | {"gap": GAP["gap"] | wrong})
    for key in GAP:
        assert not validator.is_valid({k: v for k, v in GAP.items() if k != key}), key


def test_a_record_lacks_nothing(validator, records):
    for key in records[0]:
        assert not validator.is_valid({k: v for k, v in records[0].items() if k != key}), key
