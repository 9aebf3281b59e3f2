/** What an interaction becomes in a destination: the table of call-logging §6 as data beside each vendor. */

export type RecordKind =
  | 'fee'
  | 'task'
  | 'memo'
  | 'document'
  | 'communication'
  | 'communication_and_time_entry'
  | 'interaction'
  | 'interaction_and_time_entry'
  | 'note'
  | 'attachment';

/** One cell of the destination table: make this record, or skip with this rule's name. */
export type PolicyCell =
  | { record: RecordKind; onMatter: boolean }
  | { skip: 'fax_needs_matter' | 'fax_needs_contact' | 'no_contact' };

/** A row of the table with the few facts that its words add. */
export interface DestinationPolicy {
  /** Contact found (or created), exactly one candidate matter. */
  oneMatter: Record<'call' | 'sms' | 'fax', PolicyCell>;
  /** Contact found (or created), none or several matters. */
  otherwise: Record<'call' | 'sms' | 'fax', PolicyCell>;
  /** No contact found and none created. */
  noContact: Record<'call' | 'sms' | 'fax', PolicyCell>;
  /** How talk time is handed over. */
  time: 'worked_and_billed_minutes' | 'raw_seconds' | 'none';
  /** The record carries an activity code field of its own (else the label stands in the text). */
  activityCodeOn: readonly RecordKind[];
  /**
   * Records that cannot stand without a contact. When several contacts share the number, the first by name carries it
   * (one, never all of them), and the review list shows the others.
   */
  contactRequiredOn?: readonly RecordKind[];
  /** Nothing may stand without a contact: a company of the firm's own name, made once, stands in for the missing one. */
  standInCompany?: boolean;
  /** A time entry without a matter is accepted. Absent: yes. */
  timeWithoutMatter?: boolean;
  /** A document without a matter is accepted; where not, this record says so instead. Absent: accepted. */
  documentWithoutMatter?: boolean;
}
