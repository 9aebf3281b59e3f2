const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

export type Device = { browser: string | undefined; system: string | undefined; isPhone: boolean };

/** What a User-Agent header says, in words that people know; every browser claims to be several others. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? '';
  const system = systems.find(([sign]) => sign.test(text))?.[1];
  return {
    browser: browsers.find(([sign]) => sign.test(text))?.[1],
    system,
    isPhone: system === 'iPhone' || (system === 'Android' && /\bMobile\b/.test(text)),
  };
}
