/** A contact as Smokeball's request body: what call logging knows of a number, or all of a client. Pure. */
import type { ContactDetails, ContactToWrite } from '../ports.ts';
import { personName } from './bodies.ts';
import { e164Of, phoneFields } from './phones.ts';

export function contactBody(contact: ContactToWrite, country: string) {
  const { reference: externalSystemId, e164, name, type, details } = contact;
  if (details) return { externalSystemId, ...detailedBody(details, contact, country) };
  const phone = e164 === null ? {} : { phone: phoneFields(e164, country) };
  if (type === 'company') return { externalSystemId, company: { name, ...phone } };
  return { externalSystemId, person: { ...personName(name), ...phone } };
}

function detailedBody(details: ContactDetails, { name, type, e164 }: ContactToWrite, country: string) {
  const numbers = numbersOf(details, e164, country);
  const email = details.emails[0]?.email;
  const common = email ? { email } : {};
  const address = addressBody(details.address, country);
  if (type === 'company') {
    const [phone] = numbers;
    return {
      company: {
        name: details.companyName || name,
        ...(phone ? { phone: phoneOf(phone.number, country) } : {}),
        ...common,
        ...(address ? { businessAddress: address } : {}),
      },
    };
  }
  const { firstName, lastName } = details;
  return {
    person: {
      ...(firstName || lastName ? { firstName, lastName } : personName(name)),
      ...phonesOf(numbers, country),
      ...common,
      ...(address ? { residentialAddress: address } : {}),
    },
  };
}

const mobile = /mobile|cell/i;

type Numbers = ContactDetails['phones'];

/** The number to look for is among them, as it is written or as it is. */
function numbersOf({ phones }: ContactDetails, e164: string | null, country: string): Numbers {
  const known = phones.some(({ number }) => number === e164 || e164Of(number, country) === e164);
  return e164 === null || known ? phones : [{ number: e164, label: '' }, ...phones];
}

/** One mobile and two others are all that there is room for. */
function phonesOf(all: Numbers, country: string) {
  const cell = all.find(({ label }) => mobile.test(label));
  const [phone, phone2] = all.filter((one) => one !== cell);
  const fields = { cell, phone, phone2 };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, one]) =>
      one === undefined ? [] : [[field, phoneOf(one.number, country)]],
    ),
  );
}

/** What is no number stays as it is written. */
export function phoneOf(text: string, country: string) {
  return phoneFields(e164Of(text, country) ?? text, country);
}

/** Lines in the US; elsewhere number and street apart, with a field of its own for the rest in the UK. */
export function addressBody(address: ContactDetails['address'], country: string) {
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
