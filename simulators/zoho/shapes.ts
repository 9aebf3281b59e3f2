/** Records as they are shown. */
import { z } from 'zod';
import { facts, isModule, type ModuleName } from './modules.ts';
import type { FileRow, Row, ZohoState } from './state.ts';

const link = z.object({ id: z.string() });

/** The fields asked for (null: all), lookups with their names. */
export function shown(state: ZohoState, module: ModuleName, row: Row, fields: readonly string[] | null) {
  const names = fields ?? Object.keys(row);
  const { lookups } = facts[module];
  const values = names
    .filter((name) => facts[module].fields.includes(name))
    .map((name) => [name, shownValue(state, row, name, lookups[name])] as const);
  return { ...Object.fromEntries(values), id: row.id };
}

function shownValue(
  state: ZohoState,
  row: Row,
  name: string,
  target: ModuleName | 'users' | undefined,
): unknown {
  const value = row[name] ?? null;
  if (name === 'Full_Name') return facts.Contacts.nameOf(row);
  if (name === 'Converted__s') return value === true;
  const id = link.safeParse(value).data?.id;
  if (id === undefined) return value;
  const module = name === 'What_Id' ? row.$se_module : target;
  if (module === 'users') return minified(state, id);
  if (typeof module !== 'string' || !isModule(module)) return value;
  const found = state.get(module, id);
  // What was deleted leaves its place empty.
  return found === undefined ? null : { id, name: facts[module].nameOf(found) };
}

function minified(state: ZohoState, id: string) {
  const user = state.users.get(id);
  return { id, name: user?.full_name ?? '', email: user?.email ?? '' };
}

export function connectedUser(state: ZohoState) {
  const [first] = state.users.values();
  return minified(state, first?.id ?? '');
}

/** Notes come with all that is theirs, whatever was asked for. */
export function shownNote(state: ZohoState, row: Row) {
  const me = connectedUser(state);
  const parent = z.object({ id: z.string(), module: z.unknown() }).parse(row.Parent_Id);
  return {
    Modified_Time: row.Modified_Time,
    $attachments: [],
    Owner: me,
    Created_Time: row.Created_Time,
    Parent_Id: parent,
    $editable: true,
    $is_shared_to_client: false,
    Modified_By: me,
    $size: '0',
    $state: 'save',
    $voice_note: false,
    id: row.id,
    Created_By: me,
    Note_Title: row.Note_Title ?? '',
    Note_Content: row.Note_Content,
  };
}

export function shownFile(state: ZohoState, file: FileRow) {
  const me = connectedUser(state);
  const { module, id } = file.parent;
  const row = isModule(module) ? state.get(module, id) : undefined;
  const name = row !== undefined && isModule(module) ? facts[module].nameOf(row) : '';
  return {
    Owner: me,
    Modified_By: me,
    Created_By: me,
    Parent_Id: { id, name },
    id: file.id,
    Modified_Time: file.at,
    Created_Time: file.at,
    File_Name: file.File_Name,
    Size: String(file.bytes.length),
    $editable: true,
    $file_id: `file${file.id}`,
    $type: 'Attachment',
    $se_module: module,
    $state: 'save',
    $link_url: null,
  };
}
