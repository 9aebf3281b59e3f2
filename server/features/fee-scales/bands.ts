/** Whether bands of prices follow each other without a hole (quotes.md §3.1). Pure. */

export interface BandEdges {
  /** Whole units of currency; both ends are inside. */
  from: number;
  /** null: open. */
  to: number | null;
}

export interface BandFault {
  /** Which band, from 0. */
  band: number;
  problem:
    | 'gap'
    | 'overlap'
    | 'duplicate_edge'
    | 'upside_down'
    | 'starts_late'
    | 'ends_early'
    | 'open_too_soon';
  /** A sentence that names the place. */
  message: string;
}

const number = new Intl.NumberFormat('en-GB');
const span = ({ from, to }: BandEdges) =>
  to === null ? `from ${number.format(from)}` : `${number.format(from)}–${number.format(to)}`;

/** Contiguous from nothing (0 or 1) on, the last one open. `whenNoneAbove`: what the last band may be instead of an end. */
export function bandFaults(
  bands: readonly BandEdges[],
  whenNoneAbove = 'make it “on application” when there is no price above',
): BandFault[] {
  const faults = bands.flatMap((band, at) => {
    const found: BandFault[] = [];
    const { from, to } = band;
    if (to !== null && to < from)
      found.push({
        band: at,
        problem: 'upside_down',
        message: `the band ${span(band)} ends before it begins.`,
      });
    const between = at === 0 ? firstFault(band) : edgeFault(bands[at - 1] ?? band, band);
    return between === null ? found : [...found, { band: at, ...between }];
  });
  const last = bands.at(-1);
  if (!last || last.to === null) return faults;
  const message = `the last band ${span(last)} must be open; ${whenNoneAbove}.`;
  return [...faults, { band: bands.length - 1, problem: 'ends_early', message }];
}

type Between = Omit<BandFault, 'band'> | null;

function firstFault({ from }: BandEdges): Between {
  if (from <= 1) return null;
  const message = `the first band starts at ${number.format(from)}; nothing below it has a price.`;
  return { problem: 'starts_late', message };
}

function edgeFault(before: BandEdges, band: BandEdges): Between {
  const { from } = band;
  if (before.to === null)
    return {
      problem: 'open_too_soon',
      message: `the band ${span(before)} has no end, so the band ${span(band)} is never reached.`,
    };
  if (from === before.to)
    return {
      problem: 'duplicate_edge',
      message: `${number.format(from)} is both in ${span(before)} and in ${span(band)}.`,
    };
  if (from < before.to)
    return { problem: 'overlap', message: `the bands ${span(before)} and ${span(band)} overlap.` };
  if (from === before.to + 1) return null;
  const hole = `${number.format(before.to + 1)} to ${number.format(from - 1)}`;
  const message = `nothing from ${hole} has a price: it lies between the bands ${span(before)} and ${span(band)}.`;
  return { problem: 'gap', message };
}
