/**
 * The simulator's own answers against the published description: types and values, names being checked by
 * `shapes.test.ts`. The description knows neither `meta` nor null, though the guide and every client show both.
 */
import { z } from 'zod';
import type { Answer, Route } from '../practice/contract.ts';
import { loadOpenApi } from '../practice/openapi.ts';

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

/** Phones are read as Work, Personal or Other by the description, and written as seven kinds. */
const contradiction = /\/phone_numbers\/\d+\/name must be equal/;

/** What is wrong with an answer; null too where the description is not at hand. */
export function complaintAbout(
  { method, template }: Pick<Route, 'method' | 'template'>,
  made: Answer,
): string | null {
  const [, resource = ''] = /^\/([a-z_]+)/.exec(template) ?? [];
  const isGood = made.status === 200 || made.status === 201;
  const body = z.looseObject({ data: z.unknown() }).safeParse(made.body);
  if (!isGood || !body.success || names[resource] === undefined) return null;
  const isList = Array.isArray(body.data.data);
  const schema = `${names[resource]}_${isList ? 'List' : 'Show'}`;
  const api = loadOpenApi('clio', { closed: false });
  const check = api?.check(`answer ${schema}`, { $ref: `clio.json#/components/schemas/${schema}` }, false);
  const said = check?.(withoutNulls(body.data)) ?? null;
  const left = said?.split('; ').filter((each) => !contradiction.test(each)) ?? [];
  return left.length === 0 ? null : `${method} ${template}: the answer: ${left.join('; ')}`;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(fields.map(([name, each]) => [name, withoutNulls(each)]));
}
