/** What each kind of record shows: by itself, with `fields=all`, and which other records it points to. */

export const kinds = [
  'user',
  'contact',
  'company',
  'phone_number',
  'address',
  'prospect',
  'interaction',
  'note',
  'time_entry',
  'file',
  'practice_area',
  'pipeline',
  'stage',
  'relationship',
] as const;
export type Kind = (typeof kinds)[number];

/** A pointer: a fixed kind whose id stands in the record's field, or "kind/id" in one field. */
export type Pointer = { of: Kind; key: string } | { any: string };

export interface Shape {
  /** Path of the list and of single records. */
  path: string;
  byDefault: readonly string[];
  others: readonly string[];
  pointers: Readonly<Record<string, Pointer>>;
  /** Pointers that come without being asked for. */
  pointersByDefault: readonly string[];
}

const words = (text: string) => text.trim().split(/\s+/);
const times = 'created_at updated_at';
const author = { of: 'user', key: 'created_by_id' } as const;

export const shapes: Readonly<Record<Kind, Shape>> = {
  user: shape('users', `${times} email name`, 'role sign_in_count', { current_firm: { any: 'firm' } }),
  contact: shape(
    'contacts',
    `${times} email first_name last_name`,
    'phone phone_number email_address contact_type',
    { created_by: author, company: { of: 'company', key: 'company_id' } },
  ),
  company: shape('companies', `${times} name email phone_number`, 'address', { created_by: author }, true),
  phone_number: shape('phone_numbers', 'info label', times, { informationable: { any: 'owner' } }, true),
  address: shape(
    'addresses',
    `${times} label street street2 city state zipcode country`,
    'full_address full_street city_state_zip second_half',
    { addressable: { any: 'owner' } },
    true,
  ),
  prospect: shape(
    'prospects',
    `${times} email first_name last_name`,
    `phone case_title case_number case_blurb status sub_status converted_date`,
    {
      contact: { of: 'contact', key: 'contact_id' },
      company: { of: 'company', key: 'company_id' },
      stage: { of: 'stage', key: 'stage_id' },
      practice_area: { of: 'practice_area', key: 'practice_area_id' },
      lead_attorney: { of: 'user', key: 'lead_attorney_id' },
      salesperson: { of: 'user', key: 'salesperson_id' },
      owned_by: { of: 'user', key: 'owned_by_id' },
      created_by: author,
    },
  ),
  interaction: shape(
    'interactions',
    `${times} body happened_at interaction_type`,
    '',
    { created_by: author, interactable: { any: 'owner' } },
    true,
  ),
  note: shape('notes', `${times} body name`, '', { notable: { any: 'owner' } }, true),
  time_entry: shape(
    'time_entries',
    'description duration is_billable is_flat_fee',
    `${times} billable started_at completed_at`,
    {
      contactable: { any: 'owner' },
      staff: { of: 'user', key: 'user_id' },
      invoice: { any: 'invoice' },
    },
    true,
  ),
  file: shape(
    'files',
    `${times} name file_name file_size file_type file_url folder_id`,
    '',
    { documentable: { any: 'owner' } },
    true,
  ),
  practice_area: shape('practice_areas', `${times} name color`, '', {}),
  pipeline: shape('pipelines', `${times} name description pipeline_type statuses`, '', {
    created_by: author,
  }),
  stage: shape('stages', `${times} name color order`, '', {
    pipeline: { of: 'pipeline', key: 'pipeline_id' },
  }),
  relationship: shape('relationships', `${times} contact_id prospect_id name`, '', {}),
};

function shape(
  path: string,
  byDefault: string,
  others: string,
  pointers: Shape['pointers'],
  pointersShown = false,
): Shape {
  return {
    path,
    byDefault: words(byDefault),
    others: others === '' ? [] : words(others),
    pointers,
    pointersByDefault: pointersShown ? Object.keys(pointers) : [],
  };
}
