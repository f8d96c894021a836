#!/usr/bin/env python3
"""Actions of a Balabit session with the 39 values that Antal and Egyed-Zsigmond published of each.

An implementation of its own, to compare that of the tests with. Without --verify it writes the
sample of the tests: a made-up session, and its actions.

    published_actions.py FOLDER                    # writes published_session.csv and _actions.csv
    published_actions.py --verify SESSION ACTIONS  # compares with the published file
"""

import argparse
import csv
import pathlib
import sys

import numpy

REST, SHORTEST, FARTHEST, STRAIGHT = 10.0, 4, 4000, 5e-4
MOVE, CLICK, DRAG = 1, 3, 4
HEAD = ["record timestamp", "client timestamp", "button", "state", "x", "y"]
VALUES = (
    "type_of_action traveled_distance_pixel elapsed_time direction_of_movement straightness "
    "num_points sum_of_angles mean_curv sd_curv max_curv min_curv mean_omega sd_omega max_omega "
    "min_omega largest_deviation dist_end_to_end_line num_critical_points mean_vx sd_vx max_vx "
    "min_vx mean_vy sd_vy max_vy min_vy mean_v sd_v max_v min_v mean_a sd_a max_a min_a mean_jerk "
    "sd_jerk max_jerk min_jerk a_beg_time"
).split()


def runs(rows):
    """Each run up to a release of the left button, with the state before it; the rest last."""
    run, before = [], None
    for row in rows:
        if row == before:
            continue
        x, y = int(row[4]), int(row[5])
        if row[2] == "Scroll" and before is not None:
            x, y = int(before[4]), int(before[5])
        sample = (float(row[1]), row[2], row[3], x, y)
        if row[2:4] == ["Left", "Released"]:
            run, done = [], run + [sample]
            if len(done) <= 2:
                continue
            yield done, before[3]
        elif x < FARTHEST or y < FARTHEST:
            run.append(sample)
        before = row
    yield run, "Pressed"


def split(run, state):
    """The actions of a run: (type, samples)."""
    if state not in ("Pressed", "Drag"):
        return
    is_drag, action, before = state == "Drag", [], 0.0
    for sample in run:
        time, button, what = sample[:3]
        pressed = what == "Pressed" and (button == "Left" or not is_drag)
        if pressed and not is_drag:
            if len(action) > SHORTEST:
                yield CLICK, action + [sample]
            return
        if pressed:
            if len(action) > SHORTEST:
                yield MOVE, action
            action = [sample]
        elif is_drag and (button, what) == ("Left", "Released"):
            yield DRAG, action + [sample]
        else:
            moves = (button, what) == ("NoButton", "Move")
            if time - before > REST and (moves or not is_drag):
                if len(action) > SHORTEST:
                    yield MOVE, action
                action = []
                if is_drag:
                    action.append(sample)
            elif moves or not is_drag or (button, what) == ("NoButton", "Drag"):
                action.append(sample)
        before = time


def spread(series):
    if len(series) < 2:
        return [series[0] if len(series) else 0, 0, 0, 0]
    mean = series.mean()
    deviation = numpy.sqrt(((series[1:] - mean) ** 2).sum() / (len(series) - 1))
    rest = series[series != 0]
    return [mean, deviation, series.max(), min(series[0], *rest) if len(rest) else series[0]]


def values(kind, samples):
    time = numpy.array([sample[0] for sample in samples])
    place = numpy.array([sample[3:] for sample in samples], float)
    if len(samples) < SHORTEST or (place[:, 0] == 0).any():
        return None
    for index in range(1, len(place)):
        if place[index].max() > FARTHEST:
            place[index] = place[index - 1]
    step = numpy.diff(place, axis=0)
    dt = numpy.diff(time)
    dt[dt == 0] = 0.01
    distance = numpy.sqrt((step**2).sum(axis=1))
    angle = numpy.arctan2(step[:, 1], step[:, 0])
    turn = numpy.diff(numpy.r_[0, angle])
    velocity = numpy.vstack([[0, 0], step / dt[:, None]])
    speed = numpy.sqrt((velocity**2).sum(axis=1))
    rise = numpy.diff(speed)[:-1]
    acceleration = numpy.r_[0, rise / dt[:-1]]
    jerk = numpy.r_[0, numpy.diff(acceleration) / dt[:-1]]
    curvature = turn[distance > 0] / distance[distance > 0]
    chord = place[-1] - place[0]
    length, path = numpy.hypot(*chord), distance.sum()
    theta = numpy.arctan2(chord[1], chord[0])
    sector = 0 if theta == numpy.pi else int(numpy.floor(theta / (numpy.pi / 4))) % 8
    cross = place[0, 0] * place[-1, 1] - place[-1, 0] * place[0, 1]
    deviation = numpy.abs(chord[0] * place[:, 0] - chord[1] * place[:, 1] + cross)[1:-1].max()
    falls = numpy.flatnonzero(rise <= 0)
    first_rise = dt[: falls[0] if len(falls) else len(rise)].sum()
    return (
        [kind, path, time[-1] - time[0], sector, min(1, length / path) if path else 0]
        + [len(samples), angle.sum(), *spread(curvature), *spread(numpy.r_[0, turn / dt])]
        + [deviation / length if length else deviation, length, (abs(curvature) < STRAIGHT).sum()]
        + [*spread(velocity[:, 0]), *spread(velocity[:, 1]), *spread(speed)]
        + [*spread(acceleration), *spread(jerk), first_rise]
    )


def actions(rows):
    for run, state in runs(rows):
        for kind, samples in split(run, state):
            row = values(kind, samples)
            if row is not None:
                yield [float(value) for value in row]


def made_up_session(seed=7):
    """Movements, clicks, drags, scrolling, rests, repeated rows and mistakes of the client."""
    generator = numpy.random.default_rng(seed)
    rows, time, place = [], 0.0, numpy.array([600.0, 500.0])

    def add(button, state):
        rows.append([f"{time:.3f}", f"{time:.3f}", button, state, *map(str, place.astype(int))])

    for _ in range(60):
        target = generator.uniform(50, 1500, 2)
        count, what = int(generator.integers(2, 15)), generator.integers(0, 6)
        start = place
        state = "Drag" if what == 0 else "Move"
        if what == 0:
            add("Left", "Pressed")
        for index in range(1, count + 1):
            time += generator.choice([0.0, 0.016, 0.109, 0.11, 0.5])
            share = index / count
            place = start + (target - start) * share**2 * (3 - 2 * share)
            place = (place + generator.normal(0, 3, 2)).clip(1)
            add("NoButton", state)
            if generator.random() < 0.1:
                rows.append(list(rows[-1]))
            if generator.random() < 0.03:
                kept, place = place, numpy.array([65535.0, generator.choice([10.0, 65535.0])])
                add("NoButton", state)
                place = kept
        if what in (1, 2, 3):
            add("Left", "Pressed")
        if what < 4:
            time += 0.1
            add("Left", "Released")
        if what == 4:
            for _ in range(3):
                time += 0.05
                add("Scroll", str(generator.choice(["Up", "Down"])))
        time += generator.choice([0.2, 1.0, 12.0])
    return rows


def read(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))[1:]


def write(path, head, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def main():
    parser = argparse.ArgumentParser(description="Published values of a session's actions.")
    parser.add_argument("folder", type=pathlib.Path, nargs="?", help="where the sample goes")
    parser.add_argument("--verify", type=pathlib.Path, nargs=2, metavar=("SESSION", "ACTIONS"))
    arguments = parser.parse_args()
    if arguments.verify:
        ours = numpy.array(list(actions(read(arguments.verify[0]))))
        theirs = numpy.array(read(arguments.verify[1]), float)[:, : len(VALUES)]
        if ours.shape != theirs.shape:
            sys.exit(f"{len(ours)} actions, published are {len(theirs)}")
        error = numpy.abs(ours - theirs) / numpy.maximum(numpy.abs(theirs), 1e-9)
        error[numpy.abs(ours - theirs) < 1e-9] = 0
        print(f"{len(ours)} actions, largest relative difference {error.max():.2e}")
        sys.exit(error.max() > 1e-6)
    rows = made_up_session()
    write(arguments.folder / "published_session.csv", HEAD, rows)
    write(arguments.folder / "published_actions.csv", VALUES, actions(rows))


if __name__ == "__main__":
    main()
