#!/usr/bin/env python3
"""What the windows of a feature log say of people: whom they identify, and how redundant they are.

Turns public data into recordings and those, by `tactus replay`, into records as the running sensor
would write them. Then it prints:

* how well the windows of a person of the Balabit Mouse Dynamics Challenge tell that person from the
  others, after how many minutes of movement: a random forest, trained on the first two thirds of
  everybody's windows and tried on the rest; consecutive windows are weighed together by the mean
  logarithm of what the forest says of each. `right` is how often the likeliest person is the right one;
  AUC and EER are of verifying a claim, means over people. Only users of the same client count;
* which features do that;
* the effective rank of the columns (O. Roy and M. Vetterli, The Effective Rank, EUSIPCO 2007, of the
  eigenvalues of the correlation matrix): as many columns without any redundancy would say as much.

No clock, no duration and no bookkeeping is among the columns, only features.

    windows.py FOLDER [--tactus PROGRAM] [--json FILE]

FOLDER holds what balabit.py takes, and keystroke data of the CMU layout (*.csv) if any.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import balabit
import keystrokes
import numpy
import pandas
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

SIDES = {"pointer": "ptr.", "keyboard": "kb."}
# Weighed together.
COUNTS = (1, 2, 5, 10, 20, 30, 60)
# A column that few windows know says little of them all.
KNOWN = 0.2


def feature_columns(windows, side):
    """The columns of one side's features that are known often and vary."""
    columns = [name for name in windows.columns if name.startswith(SIDES[side])]
    values = windows[columns].apply(pandas.to_numeric, errors="coerce")
    values = values.loc[:, values.notna().mean() >= KNOWN]
    return values.loc[:, values.nunique() > 1]


def pointer_windows(folder, tactus):
    """A minute each, those in which the pointer moved."""
    windows = balabit.extract(folder, tactus)
    return windows[windows["ptr.path"].fillna(0) > 0].reset_index(drop=True)


def keystroke_windows(files, tactus):
    """A minute each: some repetitions of a password, with pauses between them."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "session.events"
        for file in files:
            table = keystrokes.Table.read(file)
            for places in table.sessions().values():
                path.write_text(keystrokes.recording(table, places), encoding="ascii")
                output = subprocess.run(
                    [tactus, "replay", path], check=True, capture_output=True).stdout
                rows += [json.loads(line) for line in output.splitlines()]
    windows = pandas.DataFrame(rows)
    return windows[windows["kb.keystrokes"].notna()]


def effective_rank(values):
    filled = values.fillna(values.median())
    filled = filled.loc[:, filled.std() > 0]
    correlation = numpy.corrcoef(filled.to_numpy(float), rowvar=False)
    eigenvalues = numpy.clip(numpy.linalg.eigvalsh(correlation), 0, None)
    shares = eigenvalues / eigenvalues.sum()
    shares = shares[shares > 0]
    return float(numpy.exp(-(shares * numpy.log(shares)).sum()))


def identify(windows, values, trees, seed):
    """How well windows tell whose they are, by the number of windows, and the weight of each column."""
    order = windows.groupby("user").cumcount()
    is_test = (order / windows.groupby("user").user.transform("size") >= 2 / 3).to_numpy()
    # What a window doesn't know stays unknown: forests can learn from that too.
    matrix = values.to_numpy(float)
    forest = RandomForestClassifier(
        n_estimators=trees, random_state=seed, n_jobs=2, class_weight="balanced_subsample")
    forest.fit(matrix[~is_test], windows.user[~is_test])
    # No window alone rules anybody out.
    chances = numpy.log(numpy.maximum(forest.predict_proba(matrix[is_test]), 1 / trees))
    test = windows[is_test].reset_index(drop=True)
    rows = {count: [] for count in COUNTS}
    owners = {count: [] for count in COUNTS}
    for (user, _), places in test.groupby(["user", "session"], sort=False).indices.items():
        sums = numpy.vstack([numpy.zeros(chances.shape[1]), chances[places].cumsum(axis=0)])
        for count in COUNTS:
            if len(places) >= count:
                means = (sums[count:] - sums[:-count]) / count
                rows[count].append(means)
                owners[count] += [user] * len(means)
    told = {count: judged(numpy.vstack(rows[count]), numpy.array(owners[count]), forest.classes_)
            for count in COUNTS if rows[count]}
    return told, dict(zip(values.columns, forest.feature_importances_))


def judged(scores, owners, users):
    """Each user counts as much as any other, however many windows there are."""
    best = users[scores.argmax(axis=1)]
    # What speaks for a claim is how much likelier it is than the likeliest other.
    people = {}
    for column, user in enumerate(users):
        own = owners == user
        if not own.any():
            continue
        claim = scores[:, column] - numpy.delete(scores, column, axis=1).max(axis=1)
        people[user] = {"right": float((best[own] == user).mean()),
                        "auc": float(roc_auc_score(own, claim)),
                        "eer": balabit.equal_error_rate(own, claim)}
    means = {name: statistics.fmean(person[name] for person in people.values())
             for name in ("right", "auc", "eer")}
    return means | {"people": people}


def main():
    parser = argparse.ArgumentParser(description="Say what windows tell of people.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tactus", default=".build/release/tactus", help="the program")
    parser.add_argument("--trees", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="write the results here too")
    arguments = parser.parse_args()
    results = {}

    windows = pointer_windows(arguments.folder, arguments.tactus)
    pointer = feature_columns(windows, "pointer")
    results["pointer"] = {"windows": len(windows), "columns": pointer.shape[1],
                          "effective_rank": effective_rank(pointer)}
    files = list(keystrokes.files_of([arguments.folder]))
    if files:
        typed = keystroke_windows(files, arguments.tactus)
        keyboard = feature_columns(typed, "keyboard")
        results["keyboard"] = {"windows": len(typed), "columns": keyboard.shape[1],
                               "effective_rank": effective_rank(keyboard)}
    print("side      windows  columns  effective rank")
    for side, told in results.items():
        print(f"{side:9} {told['windows']:7d}  {told['columns']:7d}  {told['effective_rank']:14.1f}")

    chosen = balabit.same_client(windows)
    values = feature_columns(chosen, "pointer")
    chosen, values = chosen.reset_index(drop=True), values.reset_index(drop=True)
    accuracy, weights = identify(chosen, values, arguments.trees, arguments.seed)
    users = chosen.user.nunique()
    print(f"\n{len(chosen)} windows of {users} users of one client; by chance, {1 / users:.3f} are"
          " taken for the right one's")
    print("minutes  people  right    AUC    EER")
    for count, told in accuracy.items():
        print(f"{count:7d}  {len(told['people']):6d}  {told['right']:.3f}  {told['auc']:.3f}"
              f"  {told['eer']:.3f}")
    print("\n10 minutes of")
    for user, person in accuracy[10]["people"].items():
        print(f"{user:>7}          {person['right']:.3f}  {person['auc']:.3f}  {person['eer']:.3f}")
    print("\nstrongest features, share of the forest's weight:")
    strongest = sorted(weights.items(), key=lambda item: -item[1])
    for name, weight in strongest[:15]:
        print(f"  {weight:6.3f}  {name}")
    results["identification"] = {"windows": len(chosen), "users": users, "by_minutes": accuracy,
                                 "weights": dict(strongest[:50])}
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
