/** The geometry of the price ladder, and where bands leave prices without a fee or give two. Pure. */
import type { Content, Ladder, Side } from './queries.ts';

export type Step = Ladder['steps'][number];

/** Whole units of the currency, both inside; `to` null: to the end. */
export interface Fault {
  kind: 'gap' | 'overlap';
  from: number;
  to: number | null;
}

/** Of the legal fees that the ladder of this side shows. The ladder itself shows what would be charged there all the same. */
export function faultsOf({ lines }: Pick<Content, 'lines'>, side: Side): Fault[] {
  return lines.flatMap(({ section, show, trigger, sides, amount }) => {
    if (section !== 'legal_fees' || show !== 'charged' || trigger.length > 0 || !sides.includes(side))
      return [];
    return amount.rule === 'banded' ? bandFaults(amount.bands) : [];
  });
}

function bandFaults(bands: readonly { from: number; to: number | null }[]): Fault[] {
  const faults: Fault[] = [];
  bands.forEach(({ from }, at) => {
    const before = bands[at - 1];
    if (!before) {
      if (from > 1) faults.push({ kind: 'gap', from: 1, to: from - 1 });
      return;
    }
    if (before.to === null) faults.push({ kind: 'overlap', from, to: null });
    else if (from > before.to + 1) faults.push({ kind: 'gap', from: before.to + 1, to: from - 1 });
    else if (from <= before.to) faults.push({ kind: 'overlap', from, to: before.to });
  });
  const last = bands.at(-1);
  if (last && last.to !== null) faults.push({ kind: 'gap', from: last.to + 1, to: null });
  return faults;
}

/** Steps that cost the same are one. */
export function joined(steps: readonly Step[]): Step[] {
  const out: Step[] = [];
  for (const step of steps) {
    const before = out.at(-1);
    const flat = step.lowPence === step.highPence && before?.lowPence === before?.highPence;
    if (before && flat && before.lowPence === step.lowPence) out[out.length - 1] = { ...before, to: step.to };
    else out.push(step);
  }
  return out;
}

/** Where the drawing ends: a little beyond the last edge, so that the open step is seen. */
export function reach(steps: readonly Step[], faults: readonly Fault[]): number {
  const edges = [...steps.map(({ from }) => from), ...faults.map(({ from, to }) => to ?? from)];
  const last = Math.max(...edges, 1);
  return last <= 1 ? 1_000_000 : last * 1.25;
}

/** The top of the drawing: the dearest fee and room for its label. Never 0. */
export function height(steps: readonly Step[]): number {
  return Math.max(...steps.flatMap(({ lowPence, highPence }) => [lowPence ?? 0, highPence ?? 0]), 1) * 1.3;
}

export interface Span {
  least: number;
  most: number;
  /** The first price on application; null when none is. */
  onApplicationFrom: number | null;
}

/** What the title says; null when every price is on application. */
export function spanOf(steps: readonly Step[]): Span | null {
  const known = steps.flatMap(({ lowPence, highPence }) => [lowPence ?? [], highPence ?? []].flat());
  if (known.length === 0) return null;
  const open = steps.find(({ lowPence }) => lowPence === null);
  return {
    least: Math.min(...known),
    most: Math.max(...known),
    onApplicationFrom: open ? open.from : null,
  };
}

/** Of marks along a line, those that do not run into the one before. `at` and `width` in pixels; the first comes first. */
export function roomFor<M extends { at: number; width: number }>(marks: readonly M[]): M[] {
  const kept: M[] = [];
  for (const mark of marks) {
    const before = kept.at(-1);
    if (!before || mark.at - mark.width / 2 >= before.at + before.width / 2 + 6) kept.push(mark);
  }
  return kept;
}
