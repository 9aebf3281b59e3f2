/** The modules that are simulated, with the standard fields that matter here. */
export const modules = ['Contacts', 'Leads', 'Accounts', 'Deals', 'Calls', 'Notes'] as const;
export type ModuleName = (typeof modules)[number];

interface ModuleFacts {
  fields: readonly string[];
  mandatory: readonly string[];
  phones: readonly string[];
  /** Fields that point to a record of a module, or to a user. */
  lookups: Readonly<Record<string, ModuleName | 'users'>>;
  /** What a lookup to it shows. */
  nameOf(row: Readonly<Record<string, unknown>>): string;
  /** Fields of many lines: a query can show them, not compare them. */
  multiLine: readonly string[];
}

const person = ['First_Name', 'Last_Name', 'Full_Name', 'Email', 'Secondary_Email', 'Phone', 'Mobile', 'Fax'];
const street = ['Street', 'City', 'State', 'Zip_Code', 'Country'];
const addressed = (prefix: string, code: string) =>
  ['Street', 'City', 'State', code, 'Country'].map((part) => `${prefix}_${part}`);
const always = ['id', 'Owner', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'Description'];
const fullName = (row: Readonly<Record<string, unknown>>) =>
  [row.First_Name, row.Last_Name].filter((part) => typeof part === 'string' && part !== '').join(' ');

export const facts: Readonly<Record<ModuleName, ModuleFacts>> = {
  Contacts: {
    fields: [
      ...always,
      ...person,
      ...['Home_Phone', 'Other_Phone', 'Asst_Phone', 'Account_Name', 'Lead_Source'],
      ...addressed('Mailing', 'Zip'),
      ...addressed('Other', 'Zip'),
    ],
    mandatory: ['Last_Name'],
    phones: ['Phone', 'Mobile', 'Home_Phone', 'Other_Phone', 'Asst_Phone', 'Fax'],
    lookups: { Account_Name: 'Accounts', Owner: 'users' },
    nameOf: fullName,
    multiLine: ['Description'],
  },
  Leads: {
    fields: [...always, ...person, ...street, 'Company', 'Lead_Status', 'Lead_Source', 'Converted__s'],
    mandatory: ['Last_Name'],
    phones: ['Phone', 'Mobile', 'Fax'],
    lookups: { Owner: 'users' },
    nameOf: fullName,
    multiLine: ['Description'],
  },
  Accounts: {
    fields: [
      ...always,
      ...['Account_Name', 'Phone', 'Fax', 'Website'],
      ...addressed('Billing', 'Code'),
      ...addressed('Shipping', 'Code'),
    ],
    mandatory: ['Account_Name'],
    phones: ['Phone', 'Fax'],
    lookups: { Owner: 'users' },
    nameOf: (row) => String(row.Account_Name),
    multiLine: ['Description'],
  },
  Deals: {
    fields: [
      ...always,
      'Deal_Name',
      'Stage',
      'Pipeline',
      'Contact_Name',
      'Account_Name',
      'Closing_Date',
      'Amount',
      'Type',
    ],
    mandatory: ['Deal_Name', 'Stage'],
    phones: [],
    lookups: { Contact_Name: 'Contacts', Account_Name: 'Accounts', Owner: 'users' },
    nameOf: (row) => String(row.Deal_Name),
    multiLine: ['Description'],
  },
  Calls: {
    fields: [
      ...always,
      'Subject',
      'Call_Type',
      'Call_Start_Time',
      'Call_Duration',
      'Call_Duration_in_seconds',
      'Call_Purpose',
      'Call_Result',
      'Call_Agenda',
      'Who_Id',
      'What_Id',
      '$se_module',
      'Caller_ID',
      'Dialled_Number',
    ],
    mandatory: ['Subject', 'Call_Type', 'Call_Start_Time', 'Call_Duration'],
    phones: [],
    lookups: { Who_Id: 'Contacts', Owner: 'users' },
    nameOf: (row) => String(row.Subject),
    multiLine: ['Description'],
  },
  Notes: {
    fields: [...always, 'Note_Title', 'Note_Content', 'Parent_Id'],
    mandatory: ['Note_Content', 'Parent_Id'],
    phones: [],
    lookups: { Owner: 'users' },
    nameOf: (row) => String(row.Note_Title ?? ''),
    multiLine: ['Note_Content', 'Description'],
  },
};

export function isModule(name: string | undefined): name is ModuleName {
  return modules.some((each) => each === name);
}
