import type { VendorError } from '../../vendors/ports.ts';

/** What the vendor said, for people: without the address and the status, which are for logs. */
export function wordsOf(vendor: { label: string }, { problem }: VendorError): string {
  const said = problem.detail.replace(/^[A-Z]+ \/\S*: (?:\d{3}\b ?)?/, '').trim();
  return `${vendor.label} says: ${said === '' ? problem.detail : said}`;
}
