/** A client, a matter and what a conversion writes on it, as Clio's request bodies. Pure. */
import { carriesReference } from '../kit/reference.ts';
import type {
  ContactDetails,
  ContactToWrite,
  CostRecoveryToWrite,
  FixedFeeToWrite,
  MatterMemoToWrite,
  MatterToWrite,
} from '../ports.ts';
import { clientWords } from './map.ts';
import { isNumber } from './phones.ts';
import { idOf, number } from './requests.ts';

/** The name as Clio will tell it again. */
export function nameOfClient({ name, type, details }: ContactToWrite): string {
  if (!details) return name;
  const whole = `${details.firstName} ${details.lastName}`.trim();
  return (type === 'company' ? details.companyName : whole) || name;
}

/** What `details` add to a new contact. */
export function detailsOf({ e164, country, details }: ContactToWrite) {
  if (!details) return {};
  const { phones, emails, address } = details;
  const own = phones.find(({ number: text }) => e164 === null || isNumber(text, e164, country));
  const numbers = own === undefined && e164 !== null ? [{ number: e164, label: '' }, ...phones] : phones;
  const first = own ?? numbers[0];
  return {
    ...(numbers.length === 0
      ? {}
      : {
          phone_numbers: numbers.slice(0, most).map((phone) => ({
            name: labelIn(['Work', 'Home', 'Mobile', 'Fax'], phone.label),
            number: phone.number,
            default_number: phone === first,
          })),
        }),
    ...(emails.length === 0
      ? {}
      : {
          email_addresses: emails.slice(0, most).map(({ email, label }, index) => ({
            name: labelIn(['Work', 'Home'], label),
            address: email,
            default_email: index === 0,
          })),
        }),
    ...(address === null ? {} : { addresses: [addressBody(address)] }),
  };
}

/** Clio takes twenty of each. */
const most = 20;

export function labelIn(labels: readonly string[], label: string): string {
  return labels.find((one) => one.toLowerCase() === label.trim().toLowerCase()) ?? 'Other';
}

export function addressBody({
  line1,
  line2,
  town,
  county,
  postcode,
  country,
}: NonNullable<ContactDetails['address']>) {
  const filled = { city: town, province: county, postal_code: postcode, country };
  return {
    name: 'Home',
    street: [line1, line2].filter((line) => line !== '').join('\n'),
    ...Object.fromEntries(Object.entries(filled).filter(([, text]) => text !== '')),
  };
}

/** One client is the matter's; further ones and the referrer stand beside it, all in the one request. */
export function matterBody(matter: MatterToWrite, client: { id: number }) {
  const { clients, clientRole, referrer, matterType, personResponsible } = matter;
  const beside = [
    ...clients.slice(1).map((other) => ({ contact: idOf(other), description: clientWords(clientRole) })),
    ...(referrer === null ? [] : [{ contact: idOf(referrer), description: 'Referrer' }]),
  ];
  return {
    client,
    description: [matter.title, matter.description].filter((text) => text.trim() !== '').join('\n'),
    status: 'open',
    open_date: matter.openedOn,
    client_reference: matter.reference,
    ...(matterType === null ? {} : { practice_area: idOf(matterType) }),
    ...(personResponsible === null ? {} : { responsible_attorney: idOf(personResponsible) }),
    ...(beside.length === 0 ? {} : { relationships: beside }),
  };
}

const oneHour = 3600;

/**
 * There is no published kind of entry for a fixed fee: it is one hour at the whole price, which comes to the same whether
 * the activity's rate is an hourly or a flat one.
 */
export function fixedFeeBody(fee: FixedFeeToWrite, activityDescriptionId: string | null) {
  return {
    ...chargeBody(fee),
    quantity: oneHour,
    non_billable: false,
    ...(activityDescriptionId === null
      ? {}
      : { activity_description: { id: number(activityDescriptionId) } }),
  };
}

/** The price is that of all of it: how Clio counts an expense's quantity is not published. */
export function costBody(cost: CostRecoveryToWrite) {
  const subject = cost.quantity === 1 ? cost.subject : `${cost.quantity} × ${cost.subject}`;
  return {
    ...chargeBody({ ...cost, subject }),
    // What is taxed is taxed as the account says.
    ...(cost.tax === 'standard' ? {} : { tax_setting: 'no_tax' }),
  };
}

function chargeBody({
  date,
  amount,
  subject,
  text,
  reference,
  matter,
  staff,
}: Pick<FixedFeeToWrite, 'date' | 'amount' | 'subject' | 'text' | 'reference' | 'matter' | 'staff'>) {
  return {
    date,
    price: amount / 100,
    note: noteOf([subject, text], reference),
    matter: idOf(matter),
    ...(staff === null ? {} : { user: idOf(staff) }),
  };
}

/** Notes are made in the name of whoever let us in: there is no field for a person. */
export function noteBody(memo: MatterMemoToWrite) {
  return {
    subject: memo.subject,
    detail: noteOf([memo.text], memo.reference),
    detail_text_type: 'plain_text',
    date: memo.date,
  };
}

/** With the reference as a line of its own, by which it is found again. */
function noteOf(parts: readonly string[], reference: string): string {
  const text = parts.filter((part) => part.trim() !== '').join('\n');
  return carriesReference(text, reference) ? text : `${text}\n${reference}`.trim();
}
