/** An invented firm to begin with: enough for the demo, and names that tests can rely on. */

import type { ContactDto } from './contact-routes.ts';
import type { People } from './people.ts';

export const demoIds = {
  nora: '00000000-0000-4000-8000-00000000c001',
  noraUser: '00000000-0000-4000-8000-00000000d001',
  theo: '00000000-0000-4000-8000-00000000c002',
  conveyance: '8aca3574-0000-4000-8000-000000000001_IL',
  intake: '8aca3574-0000-4000-8000-000000000002_IL',
  stages: '00000000-0000-4000-8000-00000000e000',
  opened: '00000000-0000-4000-8000-00000000e001',
  settled: '00000000-0000-4000-8000-00000000e002',
  ada: '00000000-0000-4000-8000-00000000a001',
  charles: '00000000-0000-4000-8000-00000000a002',
  purchase: '00000000-0000-4000-8000-00000000b001',
  dispute: '00000000-0000-4000-8000-00000000b002',
  lead: '00000000-0000-4000-8000-00000000b003',
} as const;

export function seedFirm(people: People): void {
  people.addStaff({
    id: demoIds.nora,
    userId: demoIds.noraUser,
    firstName: 'Nora',
    lastName: 'Hartley',
    email: 'nora@example.com',
    phone: { areaCode: '312', number: '5550180' },
  });
  people.addStaff({
    id: demoIds.theo,
    userId: null,
    firstName: 'Theo',
    lastName: 'Moss',
    email: 'theo@example.com',
  });
  people.addMatterType({ id: demoIds.conveyance, name: 'Purchase', roles: ['Purchaser', 'Vendor'] });
  people.addMatterType({ id: demoIds.intake, name: 'Enquiry', type: 1 });
  people.addStageSet({
    id: demoIds.stages,
    name: 'Purchase',
    stages: [
      { id: demoIds.opened, name: 'Opened' },
      { id: demoIds.settled, name: 'Settled' },
    ],
  });
  const home = {
    streetNumber: '4',
    streetName: 'Elm',
    streetType: 'St',
    city: 'Chicago',
    state: 'IL',
    zipCode: '60606',
  };
  const ada = person('Ada', 'Byron', '5550101');
  people.addContact({ person: { ...ada.person, residentialAddress: home } }, demoIds.ada);
  people.addContact(person('Charles', 'Cabbage', '5550102'), demoIds.charles);
  const responsible = { matterTypeId: demoIds.conveyance, personResponsibleStaffId: demoIds.nora };
  people.addMatter({
    id: demoIds.purchase,
    number: 'M-1001',
    description: 'Purchase of 4 Elm St',
    clientIds: [demoIds.ada],
    ...responsible,
  });
  for (const [id, number, description] of [
    [demoIds.dispute, 'M-1002', 'Boundary dispute'],
    [demoIds.lead, 'L-1003', 'Will'],
  ] as const) {
    const isLead = id === demoIds.lead;
    people.addMatter({ id, number, description, clientIds: [demoIds.charles], isLead, ...responsible });
  }
  people.moveStage(demoIds.purchase, demoIds.stages, demoIds.opened);
}

function person(firstName: string, lastName: string, number: string): ContactDto {
  return { person: { firstName, lastName, cell: { areaCode: '312', number } } };
}

/** So many people with numbers from the ranges that are reserved for fiction. */
export function* inventedContacts(count: number): Generator<ContactDto> {
  for (let index = 0; index < count; index += 1) {
    const areaCode = String(201 + (Math.floor(index / 100) % 799));
    const number = `55501${String(index % 100).padStart(2, '0')}`;
    yield {
      person: {
        firstName: `Given${index % 1000}`,
        lastName: `Family${index}`,
        email: `person${index}@example.com`,
        cell: { areaCode, number },
      },
    };
  }
}
