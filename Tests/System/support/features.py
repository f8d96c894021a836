"""The names that the tests read in the feature log, in one place."""

KEYSTROKES = "kb.keystrokes"
HOLD_MEAN = "kb.hold.mean"  # mean of ln(seconds)
DOWN_DOWN_MEAN = "kb.dd.mean"  # mean of ln(seconds)
UP_DOWN_MEAN = "kb.ud.mean"  # mean of asinh(t / 10 ms)
LETTER_SHARE = "kb.class.letter.share"
POINTER_PATH = "ptr.path"
LEFT_CLICKS = "click.left.n"
DETENTS = "scroll.detents"

# The keyboard's features and bookkeeping are withheld until so many keystrokes have come together.
MINIMUM_KEYSTROKES = 50
# Flights are counted between presses no further apart than this (s).
LONGEST_FLIGHT = 1.0

SET_ASIDE_CAUSES = (
    "unpaired_release", "broken_frame", "coarse_wheel", "unused", "gesture", "suspended",
    "forced_release", "table_full")
GAP_CAUSES = ("dropped", "removed", "suspended", "grabbed", "clock")


def events_read(side):
    return f"events.{side}.read"


def events_used(side):
    return f"events.{side}.used"


def set_aside(side, cause):
    return f"set_aside.{side}.{cause}"


def gap(cause):
    return f"gap.{cause}"
