/**
 * What a vendor's simulator tells the conformance suites: how to furnish the simulated firm, and what stands in it, in the
 * product's words. One small file of this kind beside each simulator; everything else is the same for all.
 */
import { requestTokens } from '../../server/vendors/kit/oauth.ts';
import { carriesReference } from '../../server/vendors/kit/reference.ts';
import {
  type PracticeContext,
  type PracticeSystem,
  VendorError,
  type WriteProgress,
  type WrittenKind,
} from '../../server/vendors/ports.ts';
import type { Clock } from './clock.ts';
import type { PracticeControl } from './contract.ts';

export interface ConformanceDriver {
  vendor: PracticeSystem;
  /** `lagMilliseconds`: how much later what was written is seen. */
  start(clock: Clock, options?: { lagMilliseconds?: number }): Promise<SimulatedFirm>;
}

/** A record that stands there and counts: not deleted, its file complete. */
export interface Standing {
  kind: WrittenKind;
  id: string;
  /** All of it: its reference, or its name or label, is in here. */
  text: string;
  /** External ids, as the vendor's mirror has them. */
  contact: string | null;
  matter: string | null;
  staff: string | null;
  billable?: boolean;
  /** Of a fee. */
  minutes?: number;
  /** Of a record with raw time. */
  seconds?: number;
  completed?: boolean;
  /** The record that this one is linked to. */
  parent?: string | null;
  bytes?: string;
}

export interface Application {
  clientId: string;
  clientSecret: string;
  apiKey: string | null;
}

export interface SimulatedFirm {
  control: PracticeControl;
  addresses: { apiUrl: string; authUrl: string; uploadUrl: string | null };
  application: Application;
  /** External id of a staff member who is there. */
  staff: string;
  /** Without any. */
  addContact(person: { firstName: string; lastName: string; number: string }): string;
  addMatter(matter: { title: string; contact: string; status?: 'open' | 'closed' }): string;
  /** Somebody changes a contact there. */
  renameContact(id: string, lastName: string): void;
  /** Somebody writes down there where a contact lives; what was written before is gone. */
  setAddress(id: string, address: { street: string; town: string; postcode: string }): void;
  removeContact(id: string): void;
  /** People with one number each, at once and without webhooks. */
  addMany(count: number): void;
  /** It is billed, or locked in another way; absent where nothing of ours can be. */
  lock?(standing: Standing): void;
  /** Where people set up the webhook in the vendor's app. */
  subscribeByHand?(hookUrl: string, secret: string): void;
  standing(): Standing[];
  close(): Promise<void>;
}

/** Those of a kind that carry exactly this reference (or name, or label). */
export function standingOf(firm: SimulatedFirm, kind: WrittenKind, mark: string): Standing[] {
  return firm.standing().filter((one) => one.kind === kind && carriesReference(one.text, mark));
}

/** A client's surroundings as the product makes them: a token until it is refused, then another one. */
export function contextFor(
  vendor: PracticeSystem,
  firm: SimulatedFirm,
  now: () => Date,
): PracticeContext & { signInAgain(): void } {
  let issued = firm.control.signIn.issue();
  let token = issued.accessToken;
  const { clientId, clientSecret, apiKey } = firm.application;
  const context = {
    credentials: { ...firm.addresses, clientId, apiKey },
    token: async () => token,
    async renewToken() {
      if (!vendor.signIn.accessTokenEnds)
        throw new VendorError({ failure: 'unauthorised', detail: 'There is nothing to renew it with.' });
      const application = { ...firm.addresses, clientId, clientSecret };
      const grant = { grant: 'refresh_token', refreshToken: issued.refreshToken } as const;
      token = (await requestTokens(context, vendor.signIn, application, grant)).accessToken;
      return token;
    },
    fetch: globalThis.fetch,
    now,
    country: 'US',
    currency: 'USD',
    /** A person lets us in once more. */
    signInAgain() {
      issued = firm.control.signIn.issue();
      token = issued.accessToken;
    },
  };
  return context;
}

/** Kept in memory, as the product keeps it beside the intent. */
export function createProgress(): WriteProgress {
  let saved: Readonly<Record<string, string>> | null = null;
  return {
    get saved() {
      return saved;
    },
    async save(state) {
      saved = state;
    },
  };
}
