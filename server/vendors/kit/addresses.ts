/** Postal addresses as vendors write them, in our parts. Pure. */
import type { MirroredAddress } from '../ports.ts';

type Part = string | null | undefined;
export type WrittenAddress = { [Name in keyof MirroredAddress]?: Part };

/** One address, or none when nothing but a label or a country is written. */
export function addressOf(written: WrittenAddress): readonly MirroredAddress[] {
  const address = {
    label: part(written.label),
    line1: part(written.line1),
    line2: part(written.line2),
    town: part(written.town),
    county: part(written.county),
    postcode: part(written.postcode),
    country: part(written.country),
  };
  const { line1, line2, town, county, postcode } = address;
  return [line1, line2, town, county, postcode].every((each) => each === '') ? [] : [address];
}

/** A street of several lines: the first, and the rest in one. */
export function streetLines(street: Part): { line1: string; line2: string } {
  const [line1 = '', ...rest] = part(street)
    .split(/\s*[\r\n]+\s*/)
    .filter((line) => line !== '');
  return { line1, line2: rest.join(', ') };
}

function part(text: Part): string {
  return text?.trim() ?? '';
}
