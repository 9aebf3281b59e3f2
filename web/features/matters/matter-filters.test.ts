import { expect, test } from 'vitest';
import { matterQueryOf } from './matter-filters.ts';

test('the address’s filters become the API’s', () => {
  const search = { q: 'mill lane', status: 'open', type: 't1', stage: 's1', who: 'me', sort: 'number' };
  expect(matterQueryOf(search)).toEqual({
    q: 'mill lane',
    status: 'open',
    matterTypeId: 't1',
    stageId: 's1',
    personResponsibleId: 'me',
    sort: 'number',
  });
});

test('a status or an order that nobody knows is left out, and so is what is no filter', () => {
  expect(matterQueryOf({ status: 'asleep', sort: 'luck', selected: 'm1' })).toEqual({});
});
