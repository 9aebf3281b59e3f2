import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { toE164 } from '../practice/index.ts';

/** The firm's own numbers in E.164; one that cannot be read is refused by name. */
export async function normaliseOwnNumbers(tx: Tx, firmId: string, raw: readonly string[]): Promise<string[]> {
  const firm = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  return raw.map((text, index) => {
    const number = toE164(text, firm.country);
    if (number === null) {
      throw problem('invalid_input', `“${text}” cannot be read as a phone number.`, {
        fields: [{ field: `ownNumbers.${index}`, message: 'Not a phone number' }],
      });
    }
    return number;
  });
}

/** An overridden address must be https; plain http goes only to this machine (simulators, staging on a desk). */
export function checkApiUrl(address: string | undefined): void {
  if (address === undefined) return;
  const url = new URL(address);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw problem(
      'invalid_input',
      'The API address must start with https:// (plain http only to this machine).',
      { fields: [{ field: 'credentials.apiUrl', message: 'Must be https' }] },
    );
  }
}
