/**
 * The published description was made from the samples of a collection, one request each. What its own guide promises for
 * all lists, and what the words beside a sample promise, does not stand in the machine-readable part.
 */
import type { Deviation } from '../practice/request-check.ts';

const lists = [
  '/v1/users',
  '/v1/contacts',
  '/v1/companies',
  '/v1/phone_numbers',
  '/v1/addresses',
  '/v1/prospects',
  '/v1/interactions/',
  '/v1/notes',
  '/v1/time_entries',
  '/v1/files',
  '/v1/practice_areas',
  '/v1/pipelines',
  '/v1/stages',
  '/v1/relationships',
];
const singles = [
  '/v1/contacts/find_by_phone/{phone_number}',
  '/v1/contacts/{contact_id}',
  '/v1/companies/{company_id}',
  '/v1/stages/{stage_id}',
  '/v1/time_entries/{time_entry_id}',
  '/v1/users/{user_id}',
];

export const deviations: readonly Deviation[] = [
  ...lists.map((path) => ({
    operation: `GET ${path}`,
    complaint: /^query (fields|page|sort_by|sort_order|filter_by|filter_on|filter_with): is not described$/,
    what: 'fields, page, order and filter on a list',
    reason: 'the guide’s chapters on fields, paging, sorting and filtering promise them for every list',
  })),
  ...singles.map((path) => ({
    operation: `GET ${path}`,
    complaint: /^query fields: is not described$/,
    what: '`fields` on a single record',
    reason: 'the guide’s chapter on fields promises it for every request that answers records',
  })),
  {
    operation: 'PUT /v1/time_entries/{time_entry_id}',
    complaint:
      /additional properties \((started_at|completed_at|billable|user_id|contactable_type|contactable_id)\)/,
    what: 'the fields of a new time entry in a change of one',
    reason: 'the sample shows two of them; the collection’s own list of the request has them all',
  },
  {
    operation: 'PUT /v1/files/{file_id}',
    complaint: /additional properties \((documentable_type|documentable_id)\)/,
    what: 'the owner in a change of a file',
    reason: 'the words beside the sample list them',
  },
];
