import { parseVendorJson } from '../kit/json.ts';
import { createPracticeApi, type PracticeApi } from '../kit/practice-api.ts';
import { type PracticeContext, VendorError } from '../ports.ts';
import * as wire from './wire.ts';

/** Stands before every path; the base is the host that the token answer names. */
export const crm = '/crm/v8';

export function createApi(context: PracticeContext): PracticeApi {
  return createPracticeApi(
    { ...context, fetch: tellingScopesFromTokens(context.fetch) },
    { headersOf: (token) => ({ authorization: `Zoho-oauthtoken ${token}` }) },
  );
}

/**
 * Zoho says 401 for a dead token and for a missing right. A new token would not help the second, and only ten may be asked
 * for in ten minutes.
 */
function tellingScopesFromTokens(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 401) return response;
    const text = await response.text();
    if (refusalIn(text)?.code !== 'OAUTH_SCOPE_MISMATCH') return new Response(text, { status: 401 });
    throw new VendorError({
      failure: 'rejected',
      detail: 'OAUTH_SCOPE_MISMATCH: a right is missing; connect again and allow all that is asked for',
    });
  };
}

function refusalIn(text: string): wire.Refusal | null {
  try {
    return wire.refusal.safeParse(parseVendorJson(text)).data ?? null;
  } catch {
    return null;
  }
}
