/** Smokeball's addresses in our parts. Pure. */
import { addressOf } from '../kit/addresses.ts';
import type { MirroredAddress } from '../ports.ts';
import type { WireAddress } from './wire.ts';

/** Two lines in the US; elsewhere a street in parts, or a post box with a place of its own. */
export function addressEntry(address: WireAddress, label: string): readonly MirroredAddress[] {
  if (!address) return [];
  const { addressLine1, addressLine2, city, state, zipCode, locality, county, country, poBox } = address;
  const street = joined([address.streetNumber, address.streetName, address.streetType], ' ');
  const unit = joined([address.unitType, address.unitNumber], ' ');
  const careOf = address.careOf?.trim() ? `c/o ${address.careOf.trim()}` : '';
  const lines = [careOf, address.buildingLevel, unit, addressLine1, street, addressLine2, locality];
  const box = joined([poBox?.poBoxNumber ? poBox.poBoxType || 'PO Box' : '', poBox?.poBoxNumber], ' ');
  // The box's own place counts where no street is told.
  const place = street === '' && !addressLine1?.trim() && box !== '' ? poBox : { city, state, zipCode };
  const [line1 = '', ...rest] = [...lines, box]
    .map((line) => line?.trim() ?? '')
    .filter((line) => line !== '');
  return addressOf({
    label,
    line1,
    line2: rest.join(', '),
    town: place?.city || city,
    county: place?.state || state || county,
    postcode: place?.zipCode || zipCode,
    country,
  });
}

function joined(parts: readonly (string | null | undefined)[], by: string): string {
  return parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(by);
}
