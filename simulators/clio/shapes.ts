/** Which fields each kind of record has, as the published description lists them; what is not kept is answered null. */

export const resources = [
  'users',
  'contacts',
  'matters',
  'relationships',
  'practice_areas',
  'matter_stages',
  'activity_descriptions',
  'communications',
  'activities',
  'notes',
  'documents',
  'folders',
  'webhooks',
] as const;
export type Resource = (typeof resources)[number];

/** Something inside a record: another record by its id, or the record's own part (one or a list). */
export type Nested =
  | { of: Resource | 'accounts'; key: string }
  | { own: readonly string[]; many: boolean; participant?: true };

export interface Shape {
  flat: readonly string[];
  nested: Readonly<Record<string, Nested>>;
}

const words = (text: string) => text.trim().split(/\s+/);
const base = 'id etag created_at updated_at';
const externalProperties = { own: words(`${base} name value`), many: true } as const;
const participants = {
  own: words(`${base} type name identifier secondary_identifier enabled initials job_title_name`),
  many: true,
  participant: true,
} as const;
const folder = { of: 'folders', key: 'parent_id' } as const;

export const shapes: Readonly<Record<Resource | 'accounts', Shape>> = {
  accounts: { flat: words(`${base} name`), nested: {} },
  users: {
    flat: words(`${base} account_owner clio_connect default_calendar_id email enabled first_name initials last_name
      name phone_number rate roles subscription_type time_zone`),
    nested: { account: { of: 'accounts', key: 'account_id' } },
  },
  contacts: {
    flat: words(`${base} name first_name middle_name last_name date_of_birth type prefix title initials
      primary_email_address secondary_email_address primary_phone_number secondary_phone_number is_client`),
    nested: {
      phone_numbers: { own: words(`${base} number name primary`), many: true },
      email_addresses: { own: words(`${base} address name primary`), many: true },
      addresses: { own: words(`${base} street city province postal_code country name primary`), many: true },
      company: { of: 'contacts', key: 'company_id' },
    },
  },
  matters: {
    flat: words(`${base} number display_number custom_number description status location client_reference client_id
      billable maildrop_address billing_method open_date close_date pending_date shared has_tasks
      last_activity_date matter_stage_updated_at`),
    nested: {
      client: { of: 'contacts', key: 'client_id' },
      practice_area: { of: 'practice_areas', key: 'practice_area_id' },
      matter_stage: { of: 'matter_stages', key: 'matter_stage_id' },
      responsible_attorney: { of: 'users', key: 'responsible_attorney_id' },
      originating_attorney: { of: 'users', key: 'originating_attorney_id' },
      responsible_staff: { of: 'users', key: 'responsible_staff_id' },
    },
  },
  relationships: {
    flat: words(`${base} description`),
    nested: { matter: { of: 'matters', key: 'matter_id' }, contact: { of: 'contacts', key: 'contact_id' } },
  },
  practice_areas: { flat: words(`${base} name category code`), nested: {} },
  matter_stages: { flat: words(`${base} practice_area_id name order`), nested: {} },
  activity_descriptions: {
    flat: words(`${base} name visible_to_co_counsel default type utbms_activity_id utbms_task_name utbms_task_id
      accessible_to_user category_type`),
    nested: { rate: { own: words('amount non_billable_amount type hierarchy'), many: false } },
  },
  communications: {
    flat: words(`${base} subject body type date time_entries_count received_at`),
    nested: {
      user: { of: 'users', key: 'user_id' },
      matter: { of: 'matters', key: 'matter_id' },
      senders: participants,
      receivers: participants,
      external_properties: externalProperties,
    },
  },
  activities: {
    flat: words(`${base} type date quantity_in_hours rounded_quantity_in_hours quantity rounded_quantity
      quantity_redacted price note flat_rate billed on_bill total contingency_fee reference non_billable
      non_billable_total no_charge tax_setting`),
    nested: {
      activity_description: { of: 'activity_descriptions', key: 'activity_description_id' },
      communication: { of: 'communications', key: 'communication_id' },
      matter: { of: 'matters', key: 'matter_id' },
      user: { of: 'users', key: 'user_id' },
    },
  },
  notes: {
    flat: words(`${base} type subject detail detail_text_type date time_entries_count`),
    nested: {
      author: { of: 'users', key: 'user_id' },
      matter: { of: 'matters', key: 'matter_id' },
      contact: { of: 'contacts', key: 'contact_id' },
    },
  },
  documents: {
    flat: words(`${base} deleted_at type locked name received_at filename size content_type`),
    nested: {
      parent: folder,
      matter: { of: 'matters', key: 'matter_id' },
      contact: { of: 'contacts', key: 'contact_id' },
      external_properties: externalProperties,
      latest_document_version: {
        own: words(`${base} document_id uuid filename size version_number content_type received_at put_url
          fully_uploaded put_headers multiparts`),
        many: false,
      },
    },
  },
  folders: {
    flat: words(`${base} deleted_at type locked name root`),
    nested: {
      parent: folder,
      matter: { of: 'matters', key: 'matter_id' },
      contact: { of: 'contacts', key: 'contact_id' },
      external_properties: externalProperties,
    },
  },
  webhooks: {
    flat: words(`${base} url fields shared_secret model status events expires_at`),
    nested: { user: { of: 'users', key: 'user_id' } },
  },
};
