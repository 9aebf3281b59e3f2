import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { defaultOptions, type Options, options as optionsShape } from './interaction.ts';

/** Only the fields that a firm, or one destination, set differently. */
export const optionsOverride = optionsShape.partial();

type Changes = Partial<{ [K in keyof Options]: Options[K] | undefined }>;

/** What the firm (`''`) and its destinations set differently from what is usual. */
export type SetOptions = ReadonlyMap<string, Changes>;

export async function loadSetOptions(tx: Tx, firmId: string): Promise<SetOptions> {
  const rows = await tx
    .selectFrom('call_logging_options')
    .select(['destination', 'options'])
    .where('firm_id', '=', firmId)
    .execute();
  return new Map(rows.map((row) => [row.destination, optionsOverride.parse(row.options)]));
}

/** As kept in a column: what `Object.fromEntries` makes of them. */
export function parseSetOptions(stored: unknown): SetOptions {
  return new Map(Object.entries(z.record(z.string(), optionsOverride).parse(stored)));
}

/** The options in force per destination: defaults, then the firm's, then the destination's. `''` is the firm's own. */
export async function loadOptions(tx: Tx, firmId: string): Promise<(destination: string) => Options> {
  return inForce(await loadSetOptions(tx, firmId));
}

/** As `loadOptions`, of options that are set, or that might be. */
export function inForce(set: SetOptions): (destination: string) => Options {
  const ofFirm = withOverride(defaultOptions, set.get(''));
  const known = new Map<string, Options>([['', ofFirm]]);
  return (destination) => {
    const found = known.get(destination) ?? withOverride(ofFirm, set.get(destination));
    known.set(destination, found);
    return found;
  };
}

/** The same with some options of the firm or one destination set to other values. */
export function withChanges(set: SetOptions, destination: string, changes: Changes): SetOptions {
  return new Map([...set, [destination, { ...set.get(destination), ...changes }]]);
}

function withOverride(base: Options, override: Changes | undefined): Options {
  const set = Object.entries(override ?? {}).filter(([, value]) => value !== undefined);
  return optionsShape.parse({ ...base, ...Object.fromEntries(set) });
}
