import type { PracticeApi } from '../kit/practice-api.ts';
import { VendorError } from '../ports.ts';
import { readAll } from './pull.ts';
import { properties } from './requests.ts';
import * as wire from './wire.ts';

/** Where faxes of nobody and no matter lie, because Clio wants a parent for each document: found, or made once. */
export async function faxFolder(api: PracticeApi): Promise<string> {
  const query = { fields: wire.folderFields, order: 'id(asc)' };
  const [ours] = await readAll(
    api,
    '/folders.json',
    { ...query, external_property_name: properties.folder, external_property_value: 'faxes' },
    wire.folder,
  );
  if (ours !== undefined) return ours.id;
  const root = await rootFolder(api, query);
  const made = await api.call(
    {
      method: 'POST',
      path: '/folders.json',
      query: { fields: wire.folderFields },
      json: {
        data: {
          name: 'Faxes without a matter',
          parent: { id: Number(root), type: 'Folder' },
          external_properties: [{ name: properties.folder, value: 'faxes' }],
        },
      },
    },
    wire.one(wire.folder),
  );
  return made.data.id;
}

/** The account's one root has no address of its own: it is the folder, or a folder's parent, that says so. */
async function rootFolder(api: PracticeApi, query: Record<string, string>): Promise<string> {
  const { data } = await api.call({ path: '/folders.json', query }, wire.list(wire.folder));
  const root = data
    .flatMap((folder) => [folder, ...(folder.parent === null ? [] : [folder.parent])])
    .find((each) => each.root);
  if (root !== undefined) return root.id;
  throw new VendorError({
    failure: 'rejected',
    detail: 'Clio shows no folder in which a fax without contact and matter could lie',
  });
}
