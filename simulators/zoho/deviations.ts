import type { Deviation } from '../practice/request-check.ts';

const upload = 'POST /crm/v8/{module}/{record_id}/Attachments';
const readOnly = {
  complaint: /^body: .*must have required property/,
  what: 'a note is written without the fields that Zoho itself fills in',
  reason: 'the description has one schema of a note for reading and writing, and lists all of it as required',
};

/** Where the product's requests, or these answers, knowingly differ from Zoho's published description. */
export const deviations: readonly Deviation[] = [
  {
    operation: upload,
    complaint: /^query attachmentUrl: is missing/,
    what: 'the file itself is sent, as the part `file` of a form',
    reason: 'the description has the upload by link only; the guide has both on this address',
  },
  {
    operation: upload,
    complaint: /^body: none is described/,
    what: 'the file itself is sent, as the part `file` of a form',
    reason: 'the description has the upload by link only; its own unused `requestBodies` has the form',
  },
  {
    operation: upload,
    complaint: /^answer 200: .*must match exactly one schema in oneOf/,
    what: 'the answer names the times and people of the new attachment beside its id',
    reason: 'both forms that the description allows fit then, where it wants exactly one',
  },
  {
    operation: 'GET /crm/v8/{module}/{record_id}/Attachments',
    complaint: /^query ids: is missing/,
    what: 'all attachments of a record are listed',
    reason: 'the description shares the parameter with the deletion of many; the guide lists without it',
  },
  { operation: 'POST /crm/v8/Notes', ...readOnly },
  { operation: 'PUT /crm/v8/Notes/{id}', ...readOnly },
];
