#!/usr/bin/env python3
"""Reference values of movements' smoothness and of filters, by SciPy and scikit-digital-health.

    smoothness.py FILE            # writes what the tests compare with

The movements are drawn by a generator that the tests have too (SplitMix64), so that the file holds
results only.
"""

import argparse
import json
import pathlib

import numpy
from scipy import signal
from skdh.features import DimensionlessJerk, SPARC

RATE = 125.0
BANDS = ("band_8_12", "band_4_8")
MASK = (1 << 64) - 1


class Random:
    """SplitMix64; numbers from 0 up to 1 from the upper 53 bits."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & MASK
        return ((mixed ^ mixed >> 31) >> 11) / 2.0**53

    def between(self, low, high):
        return low + (high - low) * self.next()


def movement(seed):
    """Speed of one to four overlapping minimum-jerk movements, 0.2 to 8 s in all."""
    random = Random(seed)
    parts = 1 + int(random.next() * 4)
    count = int(random.between(0.2, 8) * RATE)
    speed = numpy.zeros(count)
    for part in range(parts):
        length = max(int(count * (random.between(0.3, 1.0) if parts > 1 else 1.0)), 4)
        begin = int((count - length) * random.next())
        size = random.between(50, 1000)
        s = (numpy.arange(length) + 0.5) / length
        speed[begin : begin + length] += 30 * size * s**2 * (1 - s) ** 2
    return speed


def reference(speed):
    sparc = float(SPARC(padlevel=4, fc=10.0, amplitude_threshold=0.05).compute(speed, fs=RATE))
    ldlj = float(DimensionlessJerk(log=True, signal_type="velocity").compute(speed, fs=RATE))
    return sparc, ldlj


def filters():
    corner = 6.0 / (2**0.5 - 1) ** 0.25
    return {
        "low_pass": signal.butter(2, corner, fs=RATE, output="sos").tolist(),
        "band_8_12": signal.butter(2, [8, 12], "bandpass", fs=RATE, output="sos").tolist(),
        "band_4_8": signal.butter(2, [4, 8], "bandpass", fs=RATE, output="sos").tolist(),
    }


def both_ways(sos, values):
    padded = numpy.r_[values, numpy.zeros(64)]
    forwards = signal.sosfilt(sos, padded)
    return signal.sosfilt(sos, forwards[::-1])[::-1][: len(values)]


def power(sos, values):
    """Root mean square of what a filter lets through."""
    return float(numpy.sqrt(numpy.mean(signal.sosfilt(sos, values) ** 2)))


def noise(seed, count):
    random = Random(seed)
    return numpy.array([random.between(-1, 1) for _ in range(count)])


def document(movements):
    designs = filters()
    speeds = [movement(seed) for seed in range(movements)]
    sparc, ldlj = zip(*(reference(speed) for speed in speeds))
    # Of the smoothed speed, so that the low-pass and the jerk are compared together.
    smooth_ldlj = [reference(both_ways(designs["low_pass"], speed))[1] for speed in speeds]
    smooth = both_ways(designs["low_pass"], noise(1, 300))
    bands = {name: power(designs[name], noise(2, 1000)) for name in BANDS}
    short = lambda numbers: [float(f"{number:.10g}") for number in numbers]
    return {
        "sparc": short(sparc),
        "ldlj": short(ldlj),
        "smoothLDLJ": short(smooth_ldlj),
        "movementBands": {
            name: short(power(designs[name], speed) for speed in speeds) for name in BANDS
        },
        "filters": designs,
        "smooth": short(smooth),
        "bands": bands,
    }


def main():
    parser = argparse.ArgumentParser(description="Reference values for the signal processing.")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--movements", type=int, default=3000)
    arguments = parser.parse_args()
    arguments.file.write_text(
        json.dumps(document(arguments.movements), separators=(",", ":")) + "\n"
    )


if __name__ == "__main__":
    main()
