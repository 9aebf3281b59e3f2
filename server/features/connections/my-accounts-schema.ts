/** The API of a staff member's own accounts in practice systems. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import { connectionPerson } from './shapes.ts';

const person = connectionPerson.pick({ externalId: true, name: true, email: true });
export const myAccount = z.object({
  connectionId: z.uuid(),
  system: z.string().describe('"Smokeball"'),
  linked: person.nullable().describe('Who you are there; null: nobody yet'),
  choices: z.array(person).describe('People there who might be you; yours by e-mail address first'),
});

const connectionId = z.object({ connectionId: z.uuid() });

export const myAccountRoutes = {
  listMyAccounts: route({
    method: 'GET',
    path: '/api/v1/my-accounts',
    summary: 'Who you are in the connected practice systems',
    tag: 'Connections',
    access: 'member',
    answer: pageOf(myAccount),
    audit: 'none',
  }),
  askMyAccount: route({
    method: 'POST',
    path: '/api/v1/my-accounts/:connectionId',
    summary: 'Say who you are there; a code goes to that address, unless you sign in with it',
    tag: 'Connections',
    access: 'member',
    params: connectionId,
    body: z.object({ externalId: z.string().min(1).max(300) }),
    secretAnswer: true,
    answer: z.object({
      linked: person.nullable(),
      ticket: z.string().nullable().describe('To be sent back with the code, within 15 minutes'),
    }),
    problems: ['wrong_state'],
    audit: 'connection.account_asked',
  }),
  confirmMyAccount: route({
    method: 'PUT',
    path: '/api/v1/my-accounts/:connectionId',
    summary: 'Prove it with the code',
    tag: 'Connections',
    access: 'member',
    params: connectionId,
    body: z.object({ ticket: z.string().min(1).max(2000), code: z.string().trim().min(1).max(20) }),
    answer: z.object({ linked: person }),
    problems: ['wrong_state'],
    audit: 'connection.person_mapped',
  }),
};
