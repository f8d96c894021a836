/// How the page looks, on light and dark screens, phones and paper.
///
/// The colors are Okabe and Ito's, which color-blind people can tell apart, darker on white and lighter
/// on black: each has a contrast of 3 to 1 and more with its ground, text of 4.5 to 1 and more.
enum Stylesheet {
  static let text = """
    :root { color-scheme: light dark;
      --ground: #f6f7f9; --card: #ffffff; --text: #1b2330; --quiet: #566072; --line: #dfe3ea;
      --axis: #8a93a3; --c1: #0072b2; --c2: #c44e00; --c3: #007d5e; --c4: #9c4f86;
      --q0: #eceff4; --q1: #cfe1f0; --q2: #a3c9e4; --q3: #6ba9d1; --q4: #3585ba; --q5: #12629b;
      --q6: #06406d; --focus: #c44e00; }
    @media (prefers-color-scheme: dark) { :root {
      --ground: #12161d; --card: #1a202a; --text: #e8ecf2; --quiet: #a5afbf; --line: #2f3846;
      --axis: #6f7b8d; --c1: #56b4e9; --c2: #f0883e; --c3: #2fbf95; --c4: #d68fc0;
      --q0: #252d39; --q1: #1f4767; --q2: #23618d; --q3: #2c7fb4; --q4: #48a1d8; --q5: #83c5ec;
      --q6: #c9e8fb; --focus: #f0883e; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
    header, main, footer { max-width: 1480px; margin: 0 auto; padding: 0 clamp(12px, 3vw, 40px); }
    header { padding-top: 36px; }
    h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.15; letter-spacing: -0.02em;
      margin: 0 0 6px; }
    header p { color: var(--quiet); margin: 0; }
    section { margin-top: 36px; }
    h2 { font-size: 1.3rem; letter-spacing: -0.01em; margin: 0 0 12px; }
    h3 { font-size: 1rem; margin: 0 0 4px; }
    .tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
      margin: 24px 0 0; }
    .tiles div, figure, .columns > div { background: var(--card); border: 1px solid var(--line);
      border-radius: 10px; }
    .tiles div { padding: 12px 16px; display: flex; flex-direction: column-reverse; }
    .tiles dt { color: var(--quiet); font-size: 0.85rem; }
    .tiles dd { margin: 0; font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; }
    .charts { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); align-items: start; }
    @media (min-width: 1320px) { .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
    figure { margin: 0; padding: 16px 18px 10px; min-width: 0; }
    figcaption { font-weight: 600; margin-bottom: 8px; }
    svg { display: block; width: 100%; height: auto; max-width: 760px; overflow: visible; }
    svg.narrow { display: none; }
    @media (max-width: 620px) { svg.wide { display: none; } svg.narrow { display: block; }
      figure { padding: 14px 12px 8px; } }
    svg text { fill: var(--quiet); font-size: 11.5px; font-variant-numeric: tabular-nums; }
    svg text.strong { fill: var(--text); font-weight: 600; font-size: 12px; }
    svg .grid { stroke: var(--line); fill: none; }
    svg .axis { stroke: var(--axis); fill: none; }
    svg .median { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
    svg .quarters { fill: var(--text); }
    svg .lane { fill: var(--q0); }
    .c1 { fill: var(--c1); background: var(--c1); stroke: var(--c1); }
    .c2 { fill: var(--c2); background: var(--c2); stroke: var(--c2); }
    .c3 { fill: var(--c3); background: var(--c3); stroke: var(--c3); }
    .c4 { fill: var(--c4); background: var(--c4); stroke: var(--c4); }
    svg rect { stroke: none; }
    svg .crisp { shape-rendering: crispEdges; }
    svg circle { stroke: none; }
    svg .stroke { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
    svg .band { opacity: 0.22; stroke: none; }
    .key.band { opacity: 0.35; }
    .q0 { fill: var(--q0); background: var(--q0); } .q1 { fill: var(--q1); background: var(--q1); }
    .q2 { fill: var(--q2); background: var(--q2); } .q3 { fill: var(--q3); background: var(--q3); }
    .q4 { fill: var(--q4); background: var(--q4); } .q5 { fill: var(--q5); background: var(--q5); }
    .q6 { fill: var(--q6); background: var(--q6); }
    svg rect:hover, svg circle:hover { opacity: 0.75; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 14px; list-style: none; padding: 0;
      margin: 0 0 8px; font-size: 0.82rem; color: var(--quiet); }
    .key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px;
      vertical-align: -1px; }
    .note { color: var(--quiet); font-size: 0.85rem; margin: 8px 0 6px; }
    details { font-size: 0.85rem; }
    summary { cursor: pointer; color: var(--quiet); padding: 2px 0; width: fit-content; }
    summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--focus);
      outline-offset: 2px; }
    .scroll { overflow: auto; max-height: 320px; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 3px 12px 3px 0; text-align: right; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    th:first-child { text-align: left; font-weight: 400; }
    thead th { font-weight: 600; position: sticky; top: 0; background: var(--card); }
    thead th:first-child { font-weight: 600; }
    .columns { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
    .columns > div { padding: 14px 18px; }
    ul { margin: 0; padding-left: 1.2em; }
    footer { color: var(--quiet); font-size: 0.85rem; padding-top: 24px; padding-bottom: 40px; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @media print {
      :root { --ground: #ffffff; --card: #ffffff; --text: #1b2330; --quiet: #566072; --line: #dfe3ea;
        --axis: #8a93a3; --c1: #0072b2; --c2: #c44e00; --c3: #007d5e; --c4: #9c4f86;
        --q0: #eceff4; --q1: #cfe1f0; --q2: #a3c9e4; --q3: #6ba9d1; --q4: #3585ba; --q5: #12629b;
        --q6: #06406d; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      body { font-size: 11pt; }
      figure, .tiles div, .columns > div { break-inside: avoid; }
      h2 { break-after: avoid; }
      section { margin-top: 20px; }
      .charts { grid-template-columns: minmax(0, 1fr); }
      svg.wide { display: block; } svg.narrow { display: none; }
      details { display: none; }
    }
    """
}
