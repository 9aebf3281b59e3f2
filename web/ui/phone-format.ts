/*
 * Light formatting for screens that got no `display` from the API: the three countries' common shapes.
 * What the shapes do not cover is shown in blocks; a number is never changed, only spaced.
 */
type Country = 'GB' | 'US' | 'AU';

const callingCode = { GB: '44', US: '1', AU: '61' } as const;

type Shape = { digits: RegExp; groups: readonly number[] };

const shapes: Readonly<Record<Country, readonly Shape[]>> = {
  GB: [
    { digits: /^2\d{9}$/, groups: [2, 4, 4] },
    { digits: /^(11\d|1\d1)\d{7}$/, groups: [3, 3, 4] },
    { digits: /^[389]\d{9}$/, groups: [3, 3, 4] },
    { digits: /^[17]\d{9}$/, groups: [4, 6] },
  ],
  US: [{ digits: /^[2-9]\d{9}$/, groups: [3, 3, 4] }],
  AU: [
    { digits: /^4\d{8}$/, groups: [3, 3, 3] },
    { digits: /^[2378]\d{8}$/, groups: [1, 4, 4] },
    { digits: /^1[38]00\d{6}$/, groups: [4, 3, 3] },
  ],
};

function blocks(digits: string, groups: readonly number[]): string[] {
  return groups.map((length, index) => {
    const from = groups.slice(0, index).reduce((sum, one) => sum + one, 0);
    return digits.slice(from, from + length);
  });
}

function written(country: Country, parts: readonly string[], atHome: boolean): string {
  const [first = '', ...rest] = parts;
  if (country === 'US') return atHome ? `(${first}) ${rest.join('-')}` : `+1 ${first}-${rest.join('-')}`;
  if (!atHome) return `+${callingCode[country]} ${parts.join(' ')}`;
  if (country === 'AU' && first.length === 4) return parts.join(' ');
  if (country === 'AU' && first.length === 1) return `(0${first}) ${rest.join(' ')}`;
  if (country === 'GB' && first.length === 4) return `0${first} ${rest.join(' ')}`;
  return `0${parts.join(' ')}`;
}

/** `+442079460123` → `020 7946 0123` in a British firm, `+44 20 7946 0123` elsewhere. */
export function formatPhone(e164: string, home: Country): string {
  for (const country of ['GB', 'US', 'AU'] as const) {
    const prefix = `+${callingCode[country]}`;
    if (!e164.startsWith(prefix)) continue;
    const national = e164.slice(prefix.length);
    const shape = shapes[country].find(({ digits }) => digits.test(national));
    if (shape) return written(country, blocks(national, shape.groups), country === home);
  }
  const other = /^\+(\d{2})(\d{2,3})(\d{3})(\d+)$/.exec(e164);
  return other ? `+${other.slice(1).join(' ')}` : e164;
}
