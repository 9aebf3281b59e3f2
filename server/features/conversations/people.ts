/** Names of those who take part. */
import type { Tx } from '../../platform/db/database.ts';
import { preparedForFew } from '../../platform/db/prepared.ts';
import type { Person } from './shapes.ts';

export const theProgram: Person = { id: '00000000-0000-0000-0000-000000000000', who: 'program', name: '' };

/**
 * Staff and portal users by their ids; read as the program, or as staff. Whose access became another's is that person, under
 * the name of then.
 */
export async function namesOf(tx: Tx, firmId: string, ids: readonly string[]): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await preparedForFew<Person & { key: string }>('names_of', wanted.length)`
    select s.id as key, s.id, 'staff' as who, trim(s.first_name || ' ' || s.last_name) as name
      from staff_members s where s.firm_id = ${firmId} and s.id = any((select ${wanted}::uuid[])::uuid[])
    union all
    select u.id as key, coalesce(u.replaced_by_id, u.id) as id, 'external' as who, c.display_name as name
      from portal_users u join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
      where u.firm_id = ${firmId} and u.id = any((select ${wanted}::uuid[])::uuid[])`.execute(tx);
  return new Map(rows.map(({ key, ...person }) => [key, person]));
}

/** Somebody by id; the program for none. */
export function personIn(names: ReadonlyMap<string, Person>, id: string | null): Person {
  if (id === null) return theProgram;
  return names.get(id) ?? { id, who: 'staff', name: '' };
}
