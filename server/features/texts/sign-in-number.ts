/** Whether a number may be what a client without e-mail signs in with, as far as texts are concerned. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { readNumberStates } from './consent-store.ts';
import type { Refusal } from './decide.ts';
import { numberFacts } from './number-kind.ts';
import { findSettings, textingOf } from './settings-store.ts';
import { refusalWords } from './words.ts';
import './tables.ts';

export interface SignInNumber {
  /** The firm's option. */
  on: boolean;
  /** Why no text goes there, and the same in words; null: one could. */
  refused: Refusal | null;
  words: string;
}

export async function checkSignInNumber(tx: Tx, firmId: string, number: string): Promise<SignInNumber> {
  const settings = await findSettings(tx, firmId);
  const refused = await refusalOf(tx, firmId, number);
  const words = refused === null ? '' : refusalWords[refused].replace(/ Send it by e-mail[^.]*\./, '');
  return { on: settings?.sign_in_by_number ?? false, refused, words };
}

async function refusalOf(tx: Tx, firmId: string, number: string): Promise<Refusal | null> {
  const settings = await findSettings(tx, firmId);
  const texting = textingOf(settings);
  if (settings === null || texting === 'off') return 'texting_off';
  if (texting === 'paused') return 'texting_paused';
  const { kind, country } = numberFacts(number);
  const state = (await readNumberStates(tx, firmId, [number])).get(number);
  const ofStaff = await sql`
    select 1 from staff_members s where s.firm_id = ${firmId} and s.active and ${number} = any(s.direct_numbers)`.execute(
    tx,
  );
  if (ofStaff.rows.length > 0) return 'staff';
  if (kind === 'invalid' || state?.problem === 'invalid') return 'bad_number';
  if (kind === 'other' || state?.problem === 'not_mobile') return 'not_mobile';
  if (country === null || !settings.countries.includes(country)) return 'country';
  if (state?.consent === 'out') return 'opted_out';
  return state?.consent === 'in' ? null : 'no_consent';
}
