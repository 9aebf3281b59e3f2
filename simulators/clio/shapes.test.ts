import { describe, expect, test } from 'vitest';
import { loadOpenApi } from '../practice/openapi.ts';
import { complaintAbout } from './answers.ts';
import { shapes } from './shapes.ts';

describe.skipIf(loadOpenApi('clio', { closed: true }) === null)(
  'the published description, which lies beside the repository',
  () => {
    const names: Readonly<Record<string, string>> = {
      users: 'User',
      contacts: 'Contact',
      matters: 'Matter',
      relationships: 'Relationship',
      practice_areas: 'PracticeArea',
      matter_stages: 'MatterStage',
      activity_descriptions: 'ActivityDescription',
      communications: 'Communication',
      activities: 'Activity',
      documents: 'Document',
      folders: 'Folder',
      webhooks: 'Webhook',
    };
    test.each(Object.keys(names))('has every field of our %s', (resource) => {
      const api = loadOpenApi('clio', { closed: true });
      const shape = Object.entries(shapes).find(([name]) => name === resource)?.[1];
      for (const [part, fields] of [
        [`${names[resource]}_base`, shape?.flat ?? []],
        [`${names[resource]}`, Object.keys(shape?.nested ?? {})],
      ] as const) {
        for (const field of fields) {
          const schema = {
            $ref: `clio.json#/components/schemas/${part}${part.endsWith('_base') ? '' : '/allOf/1'}/properties/${field}`,
          };
          expect(() => api?.check(`${part} ${field}`, schema, false)(null), `${part} ${field}`).not.toThrow();
        }
      }
    });

    test.each([
      ['an id that is text', [{ id: 'x' }], 'the answer: /data/0/id must be integer'],
      ['a kind that there is not', [{ id: 1, type: 'Group' }], '/data/0/type must be equal'],
      ['a mobile phone, which only requests know', [{ id: 1, phone_numbers: [{ name: 'Mobile' }] }], null],
      ['nothing, for a field that may be empty', [{ id: 1, title: null }], null],
    ])('notices %s in an answer of ours', (_title, data, expected) => {
      const route = { method: 'GET', template: '/contacts.json' } as const;
      const said = complaintAbout(route, { status: 200, body: { data } });
      if (expected === null) expect(said).toBeNull();
      else expect(said).toContain(expected);
    });
  },
);
