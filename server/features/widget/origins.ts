/** Which websites may show a form. Pure. */

/** As the browser writes it, or null: not an https origin. `allowLoopback`: this machine's own addresses, for trials. */
export function readOrigin(text: string, allowLoopback: boolean): string | null {
  const url = URL.parse(text.trim());
  if (!url || url.username || url.password || url.pathname !== '/' || url.search || url.hash) return null;
  const loopback = url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(loopback && allowLoopback)) return null;
  return url.hostname === '' || url.hostname.includes('*') ? null : url.origin;
}

/** A page of ours, or one of the firm's; without an origin it is no page of another website. */
export function mayShow(
  origin: string | undefined,
  own: { publicUrl: URL; host: string | undefined },
  origins: readonly string[],
): 'own' | 'allowed' | 'refused' {
  if (origin === undefined) return 'own';
  const from = URL.parse(origin);
  if (from && (from.origin === own.publicUrl.origin || from.host === own.host)) return 'own';
  return origins.includes(origin) ? 'allowed' : 'refused';
}
