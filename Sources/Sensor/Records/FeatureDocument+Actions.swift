extension FeatureDocument {
  /// How the values behind `ptr.action.*` come about.
  static var actions: String {
    """
    ## Strokes and actions

    Movement is summed up in *steps* of 8 ms, so that mice of 125 Hz and of 8 kHz measure alike. A \
    *stroke* (`ptr.stroke.*`) is one movement between pauses of 300 ms, presses and releases. An \
    *action* (`ptr.action.*`) is what strokes are made for: it ends with the release of the button \
    that was pressed where it led to (a *click*), at a press from which the pointer is moved by a \
    millimetre (20 counts) or more (a *move*, and then a *drag* up to the release), or with a rest \
    of three seconds (a *move*). Fewer than four steps are neither. Published segmentations have \
    the same three kinds, but wait ten seconds and know no strokes. A path of more than 2,048 steps \
    (16.4 s) is cut.

    The path of the action under way is kept in memory, and wiped when the action has been measured. \
    Nothing but sums over actions gets into a record; percentiles of an action's values are exact to \
    4.4 percent.

    Symbols: dᵢ is the i-th step with movement, at the time tᵢ; θᵢ its direction, clockwise from the \
    right as the screen has it; X and Y their sums by axis, E = √(X² + Y²) the chord, L the path. \
    vᵢ = |dᵢ| / (tᵢ - tᵢ₋₁), not across pauses. For s, the speed from which acceleration, jerk, \
    peaks and smoothness are made, a step's movement is spread evenly over the time since the step \
    before, 128 ms at most, and the velocity of each axis is put through a Butterworth low-pass of \
    6 Hz, forwards and backwards (fourth order, without delay).
    """
  }
}
