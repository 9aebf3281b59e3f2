import { describe, expect, test } from 'vitest';
import { loadOpenApi } from '../practice/openapi.ts';
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
  },
);
