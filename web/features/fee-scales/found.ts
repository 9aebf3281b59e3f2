/** What is wrong with a draft, from the check while one types, from a refused save, or because something is not typed yet. Pure. */
import type { ApiProblem } from '../../api/problem.ts';
import type { Missing } from './draft.ts';
import type { Checked, Line } from './queries.ts';

export interface Found {
  lineId: string;
  /** From 0; null: the line as a whole. */
  band: number | null;
  problem: string;
  message: string;
  /** The field of a band that it is about. */
  at: 'from' | 'to' | 'price';
}

const fieldOf: Readonly<Record<string, Found['at'] | undefined>> = {
  gap: 'from',
  overlap: 'from',
  duplicate_edge: 'from',
  starts_late: 'from',
  upside_down: 'to',
  ends_early: 'to',
  open_too_soon: 'from',
};

/** The server names the line in each sentence; at the line itself that is once too often. */
function withoutLabel(message: string, label: string): string {
  const rest = message.startsWith(`${label}: `) ? message.slice(label.length + 2) : message;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

export function fromCheck(problems: Checked['problems']): Found[] {
  return problems.map(({ lineId, label, band, problem, message }) => ({
    lineId,
    band,
    problem,
    message: withoutLabel(message, label),
    at: fieldOf[problem] ?? 'price',
  }));
}

/** `content.lines.3.amount.bands.1`, as a refused save names the place. */
export function fromRefusal(
  { fieldErrors }: ApiProblem,
  lines: readonly Pick<Line, 'id' | 'label'>[],
): Found[] {
  return Object.entries(fieldErrors).flatMap(([field, message]) => {
    const [, line, band] = /^content\.lines\.(\d+)(?:\.amount\.bands\.(\d+))?/.exec(field) ?? [];
    const at = line === undefined ? undefined : lines[Number(line)];
    if (!at) return [];
    const place = band === undefined ? null : Number(band);
    return [
      {
        lineId: at.id,
        band: place,
        problem: 'refused',
        message: withoutLabel(message, at.label),
        at: 'price' as const,
      },
    ];
  });
}

export function fromMissing(missing: readonly Missing[], say: (what: Missing['what']) => string): Found[] {
  return missing.map(({ lineId, band, what }) => ({
    lineId,
    band,
    problem: `missing_${what}`,
    message: say(what),
    at: 'price',
  }));
}

/** Once each: a refused save repeats what the check said. */
export function together(...lists: (readonly Found[])[]): Found[] {
  const seen = new Set<string>();
  return lists.flat().filter(({ lineId, band, message }) => {
    const key = `${lineId} ${band} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
