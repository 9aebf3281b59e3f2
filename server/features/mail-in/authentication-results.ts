/**
 * Whether a mail's sender is who it says, by what the firm's own mail server found (RFC 8601). Pure.
 * https://www.rfc-editor.org/rfc/rfc8601
 */
import { domainToASCII } from 'node:url';

export type SenderVerdict =
  | { verified: true; by: 'dmarc' | 'dkim' | 'spf' }
  | { verified: false; reason: Unverified };

/**
 * `no_trusted_server`: the firm named none · `not_one_sender`: not exactly one address in From · `no_results`: the newest
 * results are not the trusted server's · `failed`: that server says DMARC failed · `not_aligned`: nothing that passed speaks
 * for the sender's domain.
 */
export type Unverified = 'no_trusted_server' | 'not_one_sender' | 'no_results' | 'failed' | 'not_aligned';

/** One `method=result` with its `ptype.property=value`s; names in lower case. */
export interface AuthenticationResult {
  method: string;
  result: string;
  properties: Readonly<Record<string, string>>;
}

export interface AuthenticationResults {
  authservId: string;
  results: readonly AuthenticationResult[];
}

/**
 * `headers`: the values of the mail's Authentication-Results, topmost first; `from`: the addresses of its From.
 *
 * Only the topmost is believed, and only when it is the trusted server's: a header further down may have come with the mail,
 * under whatever name its sender chose.
 */
export function decideSender(
  headers: readonly string[],
  trusted: string,
  from: readonly string[],
): SenderVerdict {
  if (trusted.trim() === '') return { verified: false, reason: 'no_trusted_server' };
  const [address, ...others] = from;
  const sender = address === undefined ? '' : domainOf(address);
  if (sender === '' || others.length > 0) return { verified: false, reason: 'not_one_sender' };
  const read = headers[0] === undefined ? null : readAuthenticationResults(headers[0]);
  if (read?.authservId !== trusted.trim().toLowerCase()) return { verified: false, reason: 'no_results' };
  const { results } = read;
  if (results.some(({ method, result }) => method === 'dmarc' && result === 'fail'))
    return { verified: false, reason: 'failed' };
  for (const by of ['dmarc', 'dkim', 'spf'] as const)
    if (results.some((one) => one.method === by && one.result === 'pass' && speaksFor(one, sender)))
      return { verified: true, by };
  return { verified: false, reason: 'not_aligned' };
}

/**
 * A result speaks for the sender's domain, and for what lies under it; not the other way round, as the DMARC of whoever
 * is trusted would allow: that needs the list of public suffixes.
 */
function speaksFor({ method, properties }: AuthenticationResult, sender: string): boolean {
  const named = {
    dmarc: properties['header.from'],
    dkim: properties['header.d'] ?? properties['header.i'],
    spf: properties['smtp.mailfrom'],
  }[method];
  const domain = named === undefined ? '' : domainOf(named);
  if (domain === '' || !domain.includes('.')) return false;
  return sender === domain || (method !== 'dmarc' && sender.endsWith(`.${domain}`));
}

/** The domain of an address, of `@domain` or of a domain itself, in ASCII and lower case; '' for none. */
export function domainOf(text: string): string {
  const after = text.slice(text.lastIndexOf('@') + 1).trim();
  return domainToASCII(after.replace(/\.$/, '')).toLowerCase();
}

/** Null for what is no such header. */
export function readAuthenticationResults(value: string): AuthenticationResults | null {
  const [head, ...rest] = splitOutsideQuotes(withoutComments(value), ';');
  const authservId = head?.trim().split(/\s+/)[0]?.toLowerCase();
  if (!authservId) return null;
  const results = rest.flatMap((part) => readResult(part) ?? []);
  return { authservId: unquoted(authservId), results };
}

const token = String.raw`(?:"(?:[^"\\]|\\.)*"|[^\s;="]+)`;
const pair = new RegExp(`([\\w.-]+(?:/\\d+)?)\\s*=\\s*(${token})`, 'g');

function readResult(part: string): AuthenticationResult | null {
  const [first, ...more] = [...part.matchAll(pair)];
  const method = first?.[1]?.toLowerCase().replace(/\/\d+$/, '');
  const result = first?.[2]?.toLowerCase();
  if (method === undefined || result === undefined) return null;
  const properties: Record<string, string> = {};
  // Named twice, the first counts: whatever follows could have been put there by the sender's own words.
  for (const [, name = '', value = ''] of more) properties[name.toLowerCase()] ??= unquoted(value);
  return { method, result, properties };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
}

/** Comments stand in parentheses, may nest, and are no part of what is said; a quoted text may hold parentheses. */
function withoutComments(text: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '\\' && (quoted || depth > 0)) {
      if (depth === 0) kept += text.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (letter === '"' && depth === 0) quoted = !quoted;
    if (letter === '(' && !quoted) depth += 1;
    if (depth === 0) kept += letter;
    else if (letter === ')') {
      depth -= 1;
      kept += ' ';
    }
  }
  return kept;
}

function splitOutsideQuotes(text: string, by: string): string[] {
  const parts = [''];
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (letter === by && !quoted) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts;
}
