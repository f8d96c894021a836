#!/usr/bin/env python3
"""How well the values of single pointer actions tell people apart, on the Balabit data set.

Turns the sessions of the Balabit Mouse Dynamics Challenge into recordings, runs `tactus replay
--actions` on them, and verifies users by random forests, as M. Antal and E. Egyed-Zsigmond
(Intrusion Detection Using Mouse Dynamics, 2019) and others after them do:

* one forest a user; its positives are that user's actions, its negatives as many of the others',
  evenly drawn;
* training on the first two thirds of each user's actions, test on the last third of all users';
* the score of n actions is the mean of n consecutive ones of a session.

The features hold no clock and no position. Only users who were recorded by the same client count:
others are told apart by their clients' sampling alone.

    balabit.py FOLDER [--tactus PROGRAM] [--json FILE]

FOLDER holds `training_files/userN/session_M`, or `balabit_training.tar.xz` of them.
"""

import argparse
import concurrent.futures
import contextlib
import csv
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import numpy
import pandas
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score, roc_curve

# What the prototype of these features reached: area under the curve by number of actions.
TARGETS = {1: 0.798, 10: 0.955, 20: 0.973, 50: 0.984}
# The client's sampling interval, in seconds, from which on a session is of the one client.
SLOW_CLIENT = 0.05
# The screen is smaller; such positions are the client's mistakes.
FARTHEST = 4000

HEAD = """# EVEMU 1.3
# tactus: version=1 obfuscated=no
N: Balabit
I: 0003 0000 0000 0000
P: 00 00 00 00 00 00 00 00
B: 00 0b 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 00 00 00 00 00 00
B: 01 00 00 1f 00 00 00 00 00
B: 02 03 01 00 00 00 00 00 00
"""
BUTTONS = {"Left": 0x110, "Right": 0x111, "Middle": 0x112, "XButton": 0x113}
REL_X, REL_Y, REL_WHEEL = 0, 1, 8


def events(rows):
    """The session as evdev events: (time, type, code, value), without repeated rows."""
    position, previous = None, None
    for row in rows:
        if row == previous:
            continue
        previous = row
        time, button, state = float(row[1]), row[2], row[3]
        x, y = int(row[4]), int(row[5])
        if x > FARTHEST or y > FARTHEST:
            x, y = position or (0, 0)
        if position is not None and (x, y) != position:
            if x != position[0]:
                yield time, 2, REL_X, x - position[0]
            if y != position[1]:
                yield time, 2, REL_Y, y - position[1]
            yield time, 0, 0, 0
        position = (x, y)
        if button in BUTTONS and state in ("Pressed", "Released"):
            yield time, 1, BUTTONS[button], int(state == "Pressed")
            yield time, 0, 0, 0
        elif button == "Scroll":
            yield time, 2, REL_WHEEL, 1 if state == "Up" else -1
            yield time, 0, 0, 0


def write_recording(session, path):
    """Writes the recording; returns the client's median sampling interval while something moves."""
    with open(session, newline="") as file:
        rows = list(csv.reader(file))[1:]
    latest, times = 0.0, []
    with open(path, "w") as out:
        out.write(HEAD)
        for time, kind, code, value in events(rows):
            latest = max(latest, time)
            times.append(latest)
            micros = round(latest * 1e6)
            out.write(
                f"E: {micros // 1_000_000}.{micros % 1_000_000:06d} {kind:04x} {code:04x} {value:04d}\n"
            )
    steps = numpy.diff(numpy.unique(times))
    steps = steps[steps < 0.3]
    return float(numpy.median(steps)) if len(steps) else numpy.nan


def replayed(session, tactus, options, folder):
    """What `tactus replay` with these options says of a session, line by line."""
    user, name = session.parent.name, session.name
    recording = pathlib.Path(folder) / f"{user}-{name}.events"
    interval = write_recording(session, recording)
    output = subprocess.run(
        [tactus, "replay", *options, str(recording)], check=True, capture_output=True
    ).stdout
    recording.unlink()
    rows = [json.loads(line) for line in output.splitlines()]
    for row in rows:
        row["user"], row["session"], row["interval"] = user, name, interval
    return rows


@contextlib.contextmanager
def sessions_in(folder):
    """The files of the training sessions, by user and name; unpacked for the while, if need be."""
    archive = folder / "balabit_training.tar.xz"
    with tempfile.TemporaryDirectory() as unpacked:
        if archive.exists():
            with tarfile.open(archive) as tar:
                tar.extractall(unpacked, filter="data")
            folder = pathlib.Path(unpacked)
        sessions = sorted(folder.glob("**/user*/session_*"))
        if not sessions:
            sys.exit(f"no userN/session_M below {folder}")
        yield sessions


def extract(folder, tactus, *options):
    """What `tactus replay` with these options says of all sessions: a row a line."""
    with sessions_in(folder) as sessions, tempfile.TemporaryDirectory() as work:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            parts = pool.map(lambda session: replayed(session, tactus, options, work), sessions)
            return pandas.DataFrame([row for part in parts for row in part])


def same_client(rows):
    """The rows of users nearly all of whose sessions are of the slow client."""
    sessions = rows.groupby(["user", "session"]).interval.first() >= SLOW_CLIENT
    share = sessions.groupby("user").mean()
    users = share[share >= 0.9].index
    return rows[rows.user.isin(users) & (rows.interval >= SLOW_CLIENT)]


def equal_error_rate(truth, scores):
    false_positives, true_positives, _ = roc_curve(truth, scores)
    difference = 1 - true_positives - false_positives
    after = int(numpy.argmax(difference <= 0))
    if after == 0:
        return float(false_positives[0])
    before = after - 1
    part = difference[before] / (difference[before] - difference[after])
    return float(
        false_positives[before] + part * (false_positives[after] - false_positives[before])
    )


def means_of(scores, sessions, count):
    """The mean score of each `count` consecutive actions of a session."""
    means = []
    for _, group in pandas.Series(scores).groupby(sessions, sort=False):
        sums = numpy.concatenate(([0.0], numpy.cumsum(group.to_numpy())))
        if len(group) >= count:
            means.append((sums[count:] - sums[:-count]) / count)
    return numpy.concatenate(means) if means else numpy.empty(0)


def others(actions, user, count, generator):
    """About `count` actions, as many of each other user."""
    users = [name for name in actions.user.unique() if name != user]
    return numpy.concatenate(
        [
            generator.choice(
                actions.index[actions.user == name],
                size=min(count // len(users), (actions.user == name).sum()),
                replace=False,
            )
            for name in users
        ]
    )


def verify(actions, features, counts, trees, seed):
    """Rows of (user, number of actions, area under the curve, equal error rate)."""
    generator = numpy.random.default_rng(seed)
    rank = actions.groupby("user").cumcount() / actions.groupby("user").user.transform("size")
    training = actions[rank < 2 / 3].reset_index(drop=True)
    test = actions[rank >= 2 / 3].reset_index(drop=True)
    results, weights = [], numpy.zeros(len(features))
    for user in sorted(training.user.unique()):
        own = training.index[training.user == user].to_numpy()
        rest = others(training, user, len(own), generator)
        forest = RandomForestClassifier(
            n_estimators=trees, random_state=seed, n_jobs=2, class_weight="balanced"
        )
        forest.fit(
            training.loc[numpy.concatenate([own, rest]), features].to_numpy(),
            numpy.concatenate([numpy.ones(len(own)), numpy.zeros(len(rest))]),
        )
        weights += forest.feature_importances_
        genuine, impostors = test[test.user == user], test[test.user != user]
        scores = [
            forest.predict_proba(part[features].to_numpy())[:, 1] for part in (genuine, impostors)
        ]
        for count in counts:
            good = means_of(scores[0], genuine.session.to_numpy(), count)
            bad = means_of(scores[1], (impostors.user + impostors.session).to_numpy(), count)
            truth = numpy.concatenate([numpy.ones(len(good)), numpy.zeros(len(bad))])
            both = numpy.concatenate([good, bad])
            results.append((user, count, roc_auc_score(truth, both), equal_error_rate(truth, both)))
    order = numpy.argsort(-weights)
    strongest = [(features[index], weights[index] / weights.sum()) for index in order]
    return pandas.DataFrame(results, columns=["user", "actions", "auc", "eer"]), strongest


def main():
    parser = argparse.ArgumentParser(description="Verify users of the Balabit data set by actions.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tactus", default="tactus", help="the program")
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="write the results here too")
    parser.add_argument("--save", type=pathlib.Path, help="write the actions here, as CSV")
    arguments = parser.parse_args()
    actions = extract(arguments.folder, arguments.tactus, "--actions")
    if arguments.save:
        actions.to_csv(arguments.save, index=False)
    report(actions, arguments)


def report(actions, arguments):
    total = len(actions)
    kinds = actions.type.value_counts()
    print(f"{total} actions: " + ", ".join(f"{count} {kind}s" for kind, count in kinds.items()))
    actions = same_client(actions).reset_index(drop=True)
    actions["type"] = actions.type.map({"move": 0, "click": 1, "drag": 2})
    keys = {"user", "session", "interval", "start", "length_unit"}
    features = [name for name in actions.columns if name not in keys]
    # What an action has no value of stays unknown: forests can learn from that too.
    actions[features] = actions[features].apply(pandas.to_numeric).clip(-1e12, 1e12)
    print(f"{len(actions)} of them by {actions.user.nunique()} users of one client,"
          f" {len(features)} values each")
    results, strongest = verify(
        actions, features, sorted(TARGETS), arguments.trees, arguments.seed
    )
    means = results.groupby("actions")[["auc", "eer"]].mean()
    print("\nactions    AUC    EER  prototype's AUC")
    for count, row in means.iterrows():
        print(f"{count:7d}  {row.auc:.4f} {row.eer:.4f}  {TARGETS[count]:.3f}")
    print("\nstrongest values, share of the forests' weight:")
    for name, weight in strongest[:20]:
        print(f"  {weight:6.3f}  {name}")
    if arguments.json:
        arguments.json.write_text(
            json.dumps(
                {
                    "actions": total,
                    "by_count": {str(count): row.to_dict() for count, row in means.iterrows()},
                    "weights": dict(strongest),
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
