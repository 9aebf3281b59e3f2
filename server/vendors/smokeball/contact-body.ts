/** A contact as Smokeball's request body: what call logging knows of a number, or all of a client. Pure. */
import type { ContactDetails, ContactToWrite } from '../ports.ts';
import { personName } from './bodies.ts';
import { phoneFields } from './phones.ts';

export function contactBody(contact: ContactToWrite, country: string) {
  const { reference: externalSystemId, e164, name, type, details } = contact;
  if (details) return { externalSystemId, ...detailedBody(details, contact, country) };
  const phone = e164 === null ? {} : { phone: phoneFields(e164, country) };
  if (type === 'company') return { externalSystemId, company: { name, ...phone } };
  return { externalSystemId, person: { ...personName(name), ...phone } };
}

function detailedBody(details: ContactDetails, { name, type, e164 }: ContactToWrite, country: string) {
  const numbers = e164 === null ? details.phones : [{ number: e164, label: '' }, ...details.phones];
  const email = details.emails[0]?.email;
  const common = email ? { email } : {};
  const address = addressBody(details.address, country);
  if (type === 'company') {
    const [phone] = numbers;
    return {
      company: {
        name: details.companyName || name,
        ...(phone ? { phone: phoneFields(phone.number, country) } : {}),
        ...common,
        ...(address ? { businessAddress: address } : {}),
      },
    };
  }
  const { firstName, lastName } = details;
  return {
    person: {
      ...(firstName || lastName ? { firstName, lastName } : personName(name)),
      ...phonesOf(details, e164, country),
      ...common,
      ...(address ? { residentialAddress: address } : {}),
    },
  };
}

const mobile = /mobile|cell/i;

/** One mobile and two others are all that there is room for; the number to look for comes first. */
function phonesOf({ phones }: ContactDetails, e164: string | null, country: string) {
  const known = e164 === null || phones.some(({ number }) => number === e164);
  const all = known ? phones : [{ number: e164, label: '' }, ...phones];
  const cell = all.find(({ label }) => mobile.test(label));
  const [phone, phone2] = all.filter((one) => one !== cell);
  const fields = { cell, phone, phone2 };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, one]) =>
      one === undefined ? [] : [[field, phoneFields(one.number, country)]],
    ),
  );
}

/** Lines in the US; elsewhere number and street apart, with a field of its own for the rest in the UK. */
function addressBody(address: ContactDetails['address'], country: string) {
  if (address === null) return null;
  const { line1, line2, town: city, county, postcode: zipCode, country: land } = address;
  const place = filled({ city, zipCode, country: land });
  if (country === 'US')
    return { ...filled({ addressLine1: line1, addressLine2: line2, state: county }), ...place };
  const british = country === 'GB';
  const street = british || line2 === '' ? line1 : [line1, line2].filter(Boolean).join(', ');
  const [, streetNumber = '', streetName = street] =
    /^(\d+[A-Za-z]?(?:[-–/]\d+[A-Za-z]?)?)\s+(.+)$/.exec(street) ?? [];
  const rest = british ? { locality: line2, county } : { state: county };
  return { ...filled({ streetNumber, streetName, ...rest }), ...place };
}

function filled(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));
}
