import { describe, expect, test } from 'vitest';
import { checkOf, emptyClient, emptyLead, type LeadValues, sentLead } from './lead-values.ts';

const me = '0198c0de-0000-7000-8000-000000000001';
const jane = { value: '0198c0de-0000-7000-8000-000000000002', label: 'Jane Okafor' };
const valuesOf = (more: Partial<LeadValues>): LeadValues => ({ ...emptyLead(me), ...more });
const lane = { line1: '12 Mill Lane', line2: '', town: 'Hove', county: '', postcode: '', country: '' };

describe('what is sent', () => {
  test('nobody and nothing of an empty form', () => {
    expect(sentLead(emptyLead(me))).toMatchObject({
      title: null,
      clients: [],
      properties: {},
      assigneeId: me,
    });
  });
  test('a contact that was chosen, and a person by any of their facts', () => {
    const clients = [
      emptyClient({ mode: 'known', contact: jane }),
      emptyClient({ phone: ' 07700 900123 ' }),
      emptyClient({ mode: 'known' }),
    ];
    expect(sentLead(valuesOf({ clients })).clients).toEqual([
      { contactId: jane.value },
      { firstName: '', lastName: '', companyName: '', phones: ['07700 900123'], emails: [] },
    ]);
  });
  test('only the properties that the transaction has', () => {
    const properties = { ...emptyLead(me).properties, sale: lane, purchase: lane };
    expect(sentLead(valuesOf({ transaction: 'sale', properties })).properties).toEqual({ sale: lane });
    expect(sentLead(valuesOf({ transaction: 'generic_enquiry', properties })).properties).toEqual({});
  });
});

describe('from a call', () => {
  test('with the caller’s name and number, or the contact that it is with', () => {
    const [client] = emptyLead(me, {
      phone: '+447700900123',
      contact: null,
      name: 'Jane Mary Okafor',
    }).clients;
    expect(client).toMatchObject({
      mode: 'new',
      firstName: 'Jane Mary',
      lastName: 'Okafor',
      phone: '+447700900123',
    });
    const [known] = emptyLead(me, { phone: '+447700900123', contact: jane, name: 'Jane' }).clients;
    expect(known).toMatchObject({ mode: 'known', contact: jane, phone: '' });
  });
});

describe('what is looked for while one types', () => {
  test.each<[string, Partial<LeadValues>, unknown]>([
    ['nothing yet', {}, null],
    ['not for two letters', { clients: [emptyClient({ lastName: 'Ok' })] }, null],
    ['not for half a number or address', { clients: [emptyClient({ phone: '0770', email: 'jane' })] }, null],
    [
      'a whole name',
      { clients: [emptyClient({ firstName: 'Jane', lastName: 'Okafor' })] },
      { names: ['Jane Okafor'], phones: [], emails: [], properties: {} },
    ],
    [
      'the name of a chosen contact, too: it may be on another side',
      { clients: [emptyClient({ mode: 'known', contact: jane })] },
      { names: ['Jane Okafor'], phones: [], emails: [], properties: {} },
    ],
  ])('%s', (_name, more, check) => {
    expect(checkOf(valuesOf(more))).toEqual(check);
  });
});
