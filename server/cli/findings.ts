/** What the doctor looks at: pure rules over what was measured, each with one line and what to do. */

export interface Finding {
  check: string;
  /** look: it works, and somebody should know; bad: something does not work. */
  state: 'ok' | 'look' | 'bad';
  says: string;
  /** null when there is nothing to do. */
  todo: string | null;
}

export function ok(check: string, says: string): Finding {
  return { check, state: 'ok', says, todo: null };
}

export function look(check: string, says: string, todo: string): Finding {
  return { check, state: 'look', says, todo };
}

export function bad(check: string, says: string, todo: string): Finding {
  return { check, state: 'bad', says, todo };
}

/** `assumed`: neither a setting nor a running program told the address. */
export function judgePublicUrl(url: URL, hasSources: boolean, assumed = false): Finding {
  const address = assumed ? `${url.origin} (assumed: no program runs on this DATA_DIR)` : url.origin;
  const check = 'public address';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (loopback)
    return (hasSources ? bad : look)(
      check,
      `${address} is this machine only: no phone system’s webhook can reach it`,
      'set PUBLIC_URL to the https address under which the internet reaches this program',
    );
  if (/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:)/.test(host))
    return bad(
      check,
      `${address} is an address of your own network: no phone system’s webhook can reach it`,
      'set PUBLIC_URL to the https address under which the internet reaches this program',
    );
  if (url.protocol !== 'https:')
    return bad(
      check,
      `${address} is not https: phone systems refuse it and sign-in is not safe`,
      'put a proxy with a certificate in front and set PUBLIC_URL to https://…',
    );
  return ok(check, `${address}; the webhooks of phone systems are sent there`);
}

export function judgeDisk(freeBytes: number, totalBytes: number): Finding {
  const gigabytes = `${(freeBytes / 1e9).toFixed(1)} GB free of ${(totalBytes / 1e9).toFixed(0)} GB`;
  const todo = 'free some space or move DATA_DIR to a larger disk';
  if (freeBytes < 1e9) return bad('disk', `only ${gigabytes}; the database stops when it is full`, todo);
  if (freeBytes < 5e9) return look('disk', gigabytes, todo);
  return ok('disk', gigabytes);
}

/** Webhooks are refused when their signature is more than five minutes away from our clock. */
export function judgeClock(now: Date, databaseNow: Date): Finding {
  const seconds = Math.round(Math.abs(now.getTime() - databaseNow.getTime()) / 1000);
  const todo = 'switch on time synchronisation (NTP) on this machine and on the database’s';
  if (now.getUTCFullYear() < 2026)
    return bad('clock', `this machine says ${now.toISOString()}, which cannot be right`, todo);
  if (seconds > 60) return bad('clock', `this machine and the database differ by ${seconds} s`, todo);
  if (seconds > 2) return look('clock', `this machine and the database differ by ${seconds} s`, todo);
  return ok('clock', `${now.toISOString()}, as the database says`);
}

export interface SourceHealth {
  firm: string;
  name: string;
  status: 'active' | 'paused' | 'needs_attention';
  statusDetail: string;
  unreadable: number;
  missed: number;
  secretOpens: boolean;
}

export function judgeSource(source: SourceHealth): Finding {
  const check = `source “${source.name}” of ${source.firm}`;
  if (!source.secretOpens)
    return bad(
      check,
      'its secrets were sealed with another SECRET_KEY: its webhooks are refused',
      'start with the old key added to SECRET_KEY (newest first, separated by a comma), or enter them again',
    );
  if (source.status === 'needs_attention')
    return bad(check, source.statusDetail || 'it needs attention', 'open Settings → Phone systems');
  if (source.status === 'paused')
    return look(check, 'it is paused: nothing is polled', 'resume it in Settings → Phone systems');
  if (source.unreadable > 0)
    return look(
      check,
      `${source.unreadable} events could not be read; they are kept`,
      'see them on the source’s page, with the reason of each',
    );
  if (source.missed > 0)
    return look(
      check,
      `${source.missed} calls or messages came by polling only: their webhooks were lost`,
      'check that the vendor reaches PUBLIC_URL',
    );
  return ok(check, 'works');
}

export function judgePending(waiting: number, oldestMinutes: number): Finding {
  if (waiting === 0) return ok('events waiting', 'none');
  const says = `${waiting}, the oldest for ${Math.round(oldestMinutes)} min`;
  if (oldestMinutes < 5) return ok('events waiting', says);
  return bad(
    'events waiting',
    says,
    'start the program, or a copy with ROLES=worker, and read its log for the reason',
  );
}

/** One line each; what to do stands under it. */
export function report(findings: readonly Finding[]): string {
  const mark = { ok: 'ok  ', look: 'look', bad: 'BAD ' } as const;
  return findings
    .flatMap(({ check, state, says, todo }) => [
      `${mark[state]}  ${check}: ${says}`,
      ...(todo === null ? [] : [`      → ${todo}`]),
    ])
    .join('\n');
}
