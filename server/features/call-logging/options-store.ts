import type { Tx } from '../../platform/db/database.ts';
import { defaultOptions, type Options, options as optionsShape } from './interaction.ts';

/** Only the fields that a firm, or one destination, set differently. */
export const optionsOverride = optionsShape.partial();

/** The options in force per destination: defaults, then the firm's, then the destination's. `''` is the firm's own. */
export async function loadOptions(tx: Tx, firmId: string): Promise<(destination: string) => Options> {
  const rows = await tx
    .selectFrom('call_logging_options')
    .select(['destination', 'options'])
    .where('firm_id', '=', firmId)
    .execute();
  const set = new Map(rows.map((row) => [row.destination, optionsOverride.parse(row.options)]));
  const ofFirm = withOverride(defaultOptions, set.get(''));
  return (destination) => withOverride(ofFirm, destination === '' ? undefined : set.get(destination));
}

function withOverride(
  base: Options,
  override: Partial<{ [K in keyof Options]: Options[K] | undefined }> | undefined,
): Options {
  const set = Object.entries(override ?? {}).filter(([, value]) => value !== undefined);
  return optionsShape.parse({ ...base, ...Object.fromEntries(set) });
}
