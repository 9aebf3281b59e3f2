import type { VendorError } from '../../vendors/ports.ts';

/** What the vendor said, for people: without the address and the status, which are for logs. */
export function wordsOf(vendor: { label: string }, error: VendorError): string {
  return `${vendor.label} says: ${saidIn(error)}`;
}

export function saidIn({ problem }: VendorError): string {
  const said = problem.detail.replace(/^[A-Z]+ \/\S*: (?:\d{3}\b ?)?/, '').trim();
  return said === '' ? problem.detail : said;
}
