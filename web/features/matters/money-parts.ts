function formatOf(currency: string, locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
}

/** How many decimals the currency is written with. */
export function decimalsOf(currency: string, locale: string): number {
  return formatOf(currency, locale).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "£", "$". */
export function symbolOf(currency: string, locale: string): string {
  return formatOf(currency, locale)
    .formatToParts(0)
    .filter(({ type }) => type === 'currency')
    .map(({ value }) => value)
    .join('');
}

/** Minor units: an hourly rate for so many minutes, rounded half up, as the server reckons it. */
export function amountFor(rate: number, minutes: number): number {
  return Math.floor((rate * minutes + 30) / 60);
}
