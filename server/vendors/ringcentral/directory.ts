import type { ProviderUser } from '../ports.ts';
import type { Api } from './api.ts';
import { type ExtensionRecord, extensionRecord, phoneNumberRecord } from './wire.ts';

/** Extension types that are people; all others are queues, menus, lines and boxes. */
const peopleTypes = new Set(['User', 'DigitalUser', 'VirtualUser', 'FlexibleUser', 'FaxUser']);
/** Stands for the account where a number has no extension; real ids are digits. */
const company = 'company';
/** Types besides people whose extension has a message box of its own. */
const boxTypes = new Set([...peopleTypes, 'Department', 'Voicemail']);

/**
 * The account's extensions as users and groups, with the direct numbers that belong to them. Numbers that belong to
 * nobody (the main number) stand under a group of their own, `company`, so that they are known as the firm's.
 */
export async function listUsers(api: Api): Promise<ProviderUser[]> {
  const extensions = await listExtensions(api);
  const numbers = await numbersByOwner(api);
  const users = extensions.map((extension) => toProviderUser(extension, numbers.get(extension.id) ?? []));
  const shared = numbers.get(company);
  if (shared === undefined) return users;
  return [
    ...users,
    { providerUserId: company, type: 'group', name: 'Company numbers', numbers: shared, active: true },
  ];
}

/** Ids of the enabled extensions that hold messages, in a fixed order. */
export async function listMessageBoxes(api: Api): Promise<string[]> {
  const extensions = await listExtensions(api);
  return extensions
    .filter((extension) => isActive(extension) && boxTypes.has(extension.type ?? ''))
    .map((extension) => extension.id)
    .sort();
}

async function listExtensions(api: Api): Promise<ExtensionRecord[]> {
  const records = await api.list('/account/~/extension?perPage=1000');
  return records.flatMap((record) => extensionRecord.safeParse(record).data ?? []);
}

/** Empty when the app may not read numbers: the directory is useful without them. */
async function numbersByOwner(api: Api): Promise<Map<string, string[]>> {
  const records = await api.list('/account/~/phone-number?perPage=1000', { absentStatuses: [403, 404] });
  const numbers = new Map<string, string[]>();
  for (const record of records.flatMap((each) => phoneNumberRecord.safeParse(each).data ?? [])) {
    const owner = record.extension?.id ?? company;
    numbers.set(owner, [...(numbers.get(owner) ?? []), record.phoneNumber]);
  }
  return numbers;
}

function toProviderUser(extension: ExtensionRecord, numbers: string[]): ProviderUser {
  const { contact } = extension;
  const fullName = [contact?.firstName, contact?.lastName].filter((part) => part !== undefined).join(' ');
  return {
    providerUserId: extension.id,
    type: peopleTypes.has(extension.type ?? '') ? 'user' : 'group',
    name:
      extension.name ??
      (fullName === '' ? `Extension ${extension.extensionNumber ?? extension.id}` : fullName),
    numbers,
    active: isActive(extension),
    ...(contact?.email === undefined ? {} : { email: contact.email }),
    ...(extension.extensionNumber === undefined ? {} : { extension: extension.extensionNumber }),
  };
}

function isActive(extension: ExtensionRecord): boolean {
  return extension.status === 'Enabled';
}
