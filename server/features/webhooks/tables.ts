/** The tables of outgoing webhooks, as migrations/0011-webhook-endpoints.sql makes them. */
import type { Generated } from 'kysely';

export type EndpointStatus = 'active' | 'paused' | 'disabled';
export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'withheld';

export interface WebhookEndpointsTable {
  firm_id: string;
  id: string;
  url: string;
  description: Generated<string>;
  event_types: string[];
  include_restricted: Generated<boolean>;
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_until: Date | null;
  status: Generated<EndpointStatus>;
  status_detail: Generated<string>;
  failures: Generated<number>;
  failing_since: Date | null;
  rest_until: Date | null;
  due_at: Date | null;
  lease: string | null;
  leased_until: Date | null;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  created_by_staff_id: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface WebhookFeedsTable {
  firm_id: string;
  include_restricted: boolean;
  seq: number;
}

interface WebhookToldTable {
  firm_id: string;
  include_restricted: boolean;
  interaction_id: string;
  hash: string;
  entries: unknown;
  told_at: Date;
}

interface WebhookMessagesTable {
  firm_id: string;
  id: string;
  position: Generated<number>;
  type: string;
  interaction_id: string | null;
  matter_ids: Generated<string[]>;
  body: string;
  created_at: Date;
}

export interface WebhookDeliveriesTable {
  firm_id: string;
  id: Generated<string>;
  endpoint_id: string;
  message_id: string;
  position: number;
  type: string;
  state: Generated<DeliveryState>;
  attempts: Generated<number>;
  due_at: Date;
  attempted_at: Date | null;
  status_code: number | null;
  error: string | null;
  answer: string | null;
  duration_ms: number | null;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    webhook_endpoints: WebhookEndpointsTable;
    webhook_feeds: WebhookFeedsTable;
    webhook_told: WebhookToldTable;
    webhook_messages: WebhookMessagesTable;
    webhook_deliveries: WebhookDeliveriesTable;
  }
}
