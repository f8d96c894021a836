extension ActionMeasure {
  /// Speed and what is derived of it. Symbols: `docs/features.md`.
  static let kinematic: [ActionMeasure] =
    [
      ActionMeasure(
        .duration, "duration", .logSeconds, "duration of an action's movement",
        formula: "T = 8 ms × steps from the first to the last", source: .gamboaFred2004),
      ActionMeasure(
        .path, "path", .logLength, "length of an action's path", formula: "L = Σ |dᵢ|",
        source: .gamboaFred2004),
      ActionMeasure(
        .chord, "chord", .logLength, "distance from an action's start to its end",
        formula: "E = |Σ dᵢ|", source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .straightness, "straightness", .share, "straightness of an action", formula: "E / L",
        source: .gamboaFred2004),
      ActionMeasure(
        .speedMean, "speed.mean", .logSpeed, "mean speed of an action, rests left out",
        formula: "v̄ = mean of |dᵢ| / (tᵢ - tᵢ₋₁)", source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .speedMax, "speed.max", .logSpeed, "highest speed of an action", formula: "max vᵢ",
        source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .speedDeviation, "speed.sd", .logSpeed, "standard deviation of the speed within an action",
        formula: "sd of vᵢ", source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .accelerationDeviation, "accel.sd", .logAcceleration,
        "standard deviation of the acceleration within an action", formula: "sd of Δs/Δt",
        source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .accelerationMax, "accel.max", .logAcceleration, "highest acceleration of an action",
        formula: "max Δs/Δt", source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .jerkDeviation, "jerk.sd", .logJerk, "standard deviation of the jerk within an action",
        formula: "sd of Δ²s/Δt²", source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .jerkMax, "jerk.max", .logJerk, "highest jerk of an action", formula: "max Δ²s/Δt²",
        source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .peakTime, "peak_time", .share, "time of an action's highest speed, of its duration",
        formula: "argmax s / T"),
      ActionMeasure(
        .riseToFall, "rise_fall", .logRatio,
        "time up to an action's highest speed by the time from there on",
        formula: "ln(t / (T - t)), t up to max s"
      ),
      ActionMeasure(
        .firstRise, "first_rise", .logSeconds, "time over which an action's speed rises at first",
        source: .antalEgyedZsigmond2019),
      ActionMeasure(
        .peaks, "peaks", .count, "number of sub-movements of an action",
        formula: "maxima of s above 10 % of its highest", source: .hwang2005),
      ActionMeasure(
        .peaksPerPath, "peaks_per_path", .logPerLength,
        "sub-movements of an action by its path's length", formula: "peaks / L"),
      ActionMeasure(
        .secondPeak, "second_peak", .share,
        "speed of an action's second-fastest sub-movement, of that of the fastest",
        source: .hwang2005),
      ActionMeasure(
        .spectralArcLength, "sparc", .none, "spectral arc length of an action's speed",
        formula: "-Σ √((Δf/(f₂-f₁))² + ΔM²), f ≤ 10 Hz, M ≥ 0.05; null beyond 4 s",
        source: .balasubramanian2015),
      ActionMeasure(
        .logJerk, "ldlj", .none, "log dimensionless jerk of an action",
        formula: "-ln(T³/max(s)² · Σ (Δ²s/Δt²)² Δt); null below 200 of the smallest distances",
        source: .balasubramanian2015),
      ActionMeasure(
        .minimumJerkResidual, "mj_resid", .share,
        "difference of an action's speed from that of minimum jerk, of its highest speed",
        formula: "rms(s - 30 L/T (u² - 2u³ + u⁴)) / max s, u = t/T", source: .flashHogan1985),
      ActionMeasure(
        .tremorHigh, "tremor_8_12", .logLength, "amplitude of trembling at 8 to 12 Hz in an action",
        formula: "A = √2 rms(v in the band) / (2π · 10 Hz), from 0.3 s on"),
      ActionMeasure(
        .tremorLow, "tremor_4_8", .logLength, "amplitude of swaying at 4 to 8 Hz in an action",
        formula: "A = √2 rms(v in the band) / (2π · 6 Hz), from 0.5 s on"),
      ActionMeasure(
        .powerLaw, "power_law", .none, "exponent by which speed follows curvature in an action",
        formula: "slope of ln s on ln κ, where s is above 10 % of its highest",
        source: .lacquaniti1983),
      ActionMeasure(
        .throughput, "throughput", .bitsPerSecond,
        "throughput of an action to a target of one width",
        formula: "log₂(E/W + 1) / T, W = 1 mm or 20 counts", source: .mackenzie1992),
    ] + speeds

  private static let speeds: [ActionMeasure] = [
    ActionMeasure(
      .steps, "steps", .count, "number of steps of 8 ms with movement in an action",
      source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .speedMin, "speed.min", .logSpeed, "lowest speed of an action, rests left out",
      formula: "min vᵢ", source: .gamboaFred2004),
    ActionMeasure(.speedP10, "speed.p10", .logSpeed, "10th percentile of an action's speed"),
    ActionMeasure(.speedP50, "speed.p50", .logSpeed, "median of an action's speed"),
    ActionMeasure(.speedP90, "speed.p90", .logSpeed, "90th percentile of an action's speed"),
    ActionMeasure(
      .logSpeedMean, "log_speed.mean", .logSpeed, "mean of the logarithm of an action's speed"),
    ActionMeasure(
      .logSpeedDeviation, "log_speed.sd", .logRatio,
      "standard deviation of the logarithm of an action's speed"),
    ActionMeasure(
      .logSpeedSkew, "log_speed.skew", .none, "skewness of the logarithm of an action's speed"),
    ActionMeasure(
      .xSpeedMean, "x_speed.mean", .speed, "mean speed of an action to the right",
      source: .gamboaFred2004),
    ActionMeasure(
      .xSpeedDeviation, "x_speed.sd", .logSpeed,
      "standard deviation of the speed to the right within an action", source: .gamboaFred2004),
    ActionMeasure(
      .xSpeedMax, "x_speed.max", .speed, "highest speed of an action to the right",
      source: .gamboaFred2004),
    ActionMeasure(
      .xSpeedMin, "x_speed.min", .speed, "lowest speed of an action to the right",
      source: .gamboaFred2004),
    ActionMeasure(
      .ySpeedMean, "y_speed.mean", .speed, "mean downward speed of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .ySpeedDeviation, "y_speed.sd", .logSpeed,
      "standard deviation of the downward speed within an action", source: .gamboaFred2004),
    ActionMeasure(
      .ySpeedMax, "y_speed.max", .speed, "highest downward speed of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .ySpeedMin, "y_speed.min", .speed, "lowest downward speed of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .accelerationMean, "accel.mean", .acceleration, "mean acceleration of an action",
      source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .accelerationMin, "accel.min", .acceleration,
      "lowest acceleration of an action, its hardest braking", source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .jerkMean, "jerk.mean", .jerk, "mean jerk of an action", source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .jerkMin, "jerk.min", .jerk, "lowest jerk of an action", source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .roughAccelerationMean, "rough_accel.mean", .acceleration,
      "mean acceleration from step to step of an action, not smoothed",
      formula: "mean of Δvᵢ / (tᵢ - tᵢ₋₁)", source: .gamboaFred2004),
    ActionMeasure(
      .roughAccelerationDeviation, "rough_accel.sd", .logAcceleration,
      "standard deviation of the acceleration from step to step, not smoothed",
      source: .gamboaFred2004),
    ActionMeasure(
      .roughJerkMean, "rough_jerk.mean", .jerk,
      "mean jerk from step to step of an action, not smoothed",
      formula: "mean of Δaᵢ / (tᵢ - tᵢ₋₁)", source: .gamboaFred2004),
    ActionMeasure(
      .roughJerkDeviation, "rough_jerk.sd", .logJerk,
      "standard deviation of the jerk from step to step, not smoothed", source: .gamboaFred2004),
    ActionMeasure(
      .peakInterval, "peak_interval", .logSeconds, "time between the sub-movements of an action",
      source: .hwang2005),
  ]

  /// What goes before, between and after the movement.
  static let context: [ActionMeasure] = [
    ActionMeasure(
      .pauses, "pauses", .count, "number of rests of 300 ms or more within an action",
      source: .hwang2005),
    ActionMeasure(.pauseTime, "pause_time", .seconds, "time of the rests within an action"),
    ActionMeasure(
      .sincePrevious, "since_previous", .logSeconds,
      "time from the end of an action to the start of the next, within 10 s"),
    ActionMeasure(
      .dwell, "dwell", .logSeconds,
      "time from the end of an action's movement to the button's press"),
    ActionMeasure(.hold, "hold", .logSeconds, "hold time of the button of an action"),
    ActionMeasure(.slip, "slip", .length, "length of the path while the button of a click is down"),
  ]
}
