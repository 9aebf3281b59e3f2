/** Key stages that firms begin with, in their usual order, and what they are called in the usual stages of a matter. */
import type { Condition, Side } from '../fee-scales/index.ts';
import type { Templates } from './decide.ts';
import type { Audience, StageTrigger } from './kinds.ts';

export interface UsualStage {
  code: string;
  label: string;
  client?: string;
  referrer?: string;
  appliesIf?: Condition;
  optional?: true;
  trigger?: StageTrigger;
  /** Who reads it; both unless said. */
  visibleTo?: readonly Audience[];
  days?: number;
  /** The client gets a mail when it is reached. */
  tells?: string;
  /** The stage of the firm's own matter type of that side. */
  matterStage?: string;
}

const leasehold: Condition = [{ question: 'tenure', is: ['leasehold', 'share_of_freehold'] }];
const withMortgage: Condition = [{ question: 'mortgage', is: [true] }];
const toRedeem: Condition = [{ question: 'mortgagesToRedeem', from: 1 }];
const clientOnly: readonly Audience[] = ['client'];
const staffOnly: readonly Audience[] = [];

const accepted: UsualStage = {
  code: 'quote_accepted',
  label: 'Quote accepted',
  client: 'You have instructed us',
  referrer: 'Client has instructed us',
  trigger: 'quote_accepted',
  days: 0,
  matterStage: 'Instructed',
};

export const usualStages: Readonly<Record<Side, readonly UsualStage[]>> = {
  sale: [
    accepted,
    {
      code: 'client_care_id',
      label: 'Client care and ID complete',
      trigger: 'onboarding_id_complete',
      client: 'Your papers and identity are checked',
      days: 5,
    },
    {
      code: 'forms_returned',
      label: 'Property forms returned (TA6, TA10, TA7 if leasehold)',
      trigger: 'onboarding_forms_complete',
      client: 'We have your property forms',
      referrer: 'Property forms received',
      days: 7,
    },
    {
      code: 'official_copies',
      label: 'Official copies received',
      client: 'We have the title from the Land Registry',
      visibleTo: clientOnly,
      days: 2,
    },
    {
      code: 'management_pack',
      label: 'Management pack received',
      client: 'We have the pack from the managing agent',
      appliesIf: leasehold,
      days: 21,
    },
    {
      code: 'contract_pack_issued',
      label: 'Draft contract pack issued',
      client: 'The contract pack is with your buyer’s solicitor',
      referrer: 'Contract pack issued',
      days: 5,
      tells:
        'we have sent the draft contract pack to your buyer’s solicitor. They will look through it and may have questions.',
      matterStage: 'Contract pack sent',
    },
    {
      code: 'enquiries_received',
      label: 'Enquiries received',
      client: 'The buyer’s solicitor has questions',
      days: 14,
      matterStage: 'Enquiries',
    },
    {
      code: 'replies_sent',
      label: 'Replies to enquiries sent',
      client: 'The questions are answered',
      days: 10,
    },
    {
      code: 'documents_signed',
      label: 'Contract and transfer signed',
      trigger: 'onboarding_signed',
      client: 'You have signed the contract and the transfer',
      days: 7,
      matterStage: 'Ready to exchange',
    },
    {
      code: 'redemption_figure',
      label: 'Redemption figure received',
      client: 'Your lender has told us what is owed',
      appliesIf: toRedeem,
      visibleTo: clientOnly,
      days: 3,
    },
    { code: 'completion_agreed', label: 'Completion date agreed', client: 'Moving day is agreed', days: 3 },
    {
      code: 'exchanged',
      label: 'Contracts exchanged',
      client: 'Contracts are exchanged: the sale is binding',
      referrer: 'Contracts exchanged',
      days: 3,
      tells: 'contracts are exchanged. Your sale is now binding on both sides.',
      matterStage: 'Exchanged',
    },
    {
      code: 'completion_statement',
      label: 'Completion statement sent',
      client: 'You have our completion statement',
      visibleTo: clientOnly,
      days: 3,
    },
    {
      code: 'completed',
      label: 'Completed, keys released',
      client: 'Completed: the keys can be handed over',
      referrer: 'Completed',
      days: 7,
      tells: 'your sale has completed, and the keys may be handed over. Congratulations.',
      matterStage: 'Completed',
    },
    {
      code: 'proceeds_sent',
      label: 'Mortgage redeemed, agent paid, proceeds sent',
      client: 'Everything is paid and the rest is on its way to you',
      visibleTo: clientOnly,
      days: 1,
    },
    { code: 'closed', label: 'File closed', visibleTo: staffOnly, optional: true, days: 14 },
  ],
  purchase: [
    accepted,
    {
      code: 'client_care_id',
      label: 'Client care, ID and source of funds complete',
      trigger: 'onboarding_checks_complete',
      client: 'Your papers, identity and funds are checked',
      days: 5,
    },
    {
      code: 'memorandum_of_sale',
      label: 'Memorandum of sale received',
      client: 'We have the sale memorandum from the agent',
      days: 3,
    },
    {
      code: 'searches_ordered',
      label: 'Searches paid and ordered',
      trigger: 'searches_ordered',
      client: 'Your searches are ordered',
      days: 5,
      matterStage: 'Searches',
    },
    {
      code: 'contract_pack_received',
      label: 'Contract pack received',
      client: 'We have the contract pack from the seller’s solicitor',
      referrer: 'Contract pack received',
      days: 10,
    },
    {
      code: 'enquiries_raised',
      label: 'Enquiries raised',
      client: 'We have asked the seller’s solicitor our questions',
      days: 5,
      matterStage: 'Enquiries',
    },
    {
      code: 'searches_back',
      label: 'Searches back',
      trigger: 'searches_returned',
      client: 'Your searches are back',
      days: 14,
      tells:
        'your search results are back. We are going through them and will tell you what matters in our report.',
    },
    {
      code: 'mortgage_offer',
      label: 'Mortgage offer received',
      client: 'We have your mortgage offer',
      appliesIf: withMortgage,
      days: 7,
    },
    {
      code: 'enquiries_satisfied',
      label: 'Enquiries satisfied',
      client: 'Our questions are answered',
      days: 14,
    },
    {
      code: 'report_sent',
      label: 'Report on title sent',
      client: 'You have our report on the property',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'documents_signed',
      label: 'Contract, transfer and mortgage deed signed',
      client: 'You have signed the contract and deeds',
      days: 7,
      matterStage: 'Ready to exchange',
    },
    {
      code: 'deposit_in',
      label: 'Deposit received',
      client: 'We have your deposit',
      days: 3,
      visibleTo: clientOnly,
    },
    {
      code: 'exchanged',
      label: 'Contracts exchanged',
      client: 'Contracts are exchanged: the purchase is binding',
      referrer: 'Contracts exchanged',
      days: 3,
      tells:
        'contracts are exchanged. Your purchase is now binding on both sides. Please have buildings insurance in place.',
      matterStage: 'Exchanged',
    },
    {
      code: 'final_searches_funds',
      label: 'Final searches done, funds requested',
      client: 'We are getting ready for completion',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'completed',
      label: 'Completed',
      client: 'Completed: the keys are yours',
      referrer: 'Completed',
      days: 7,
      tells:
        'your purchase has completed: the keys are yours. Congratulations. We now send the tax return and register you as the owner.',
      matterStage: 'Completed',
    },
    {
      code: 'tax_return_filed',
      label: 'Tax return filed',
      client: 'The tax return is filed',
      days: 7,
      visibleTo: clientOnly,
    },
    {
      code: 'registration_submitted',
      label: 'Registration submitted',
      client: 'Your registration is with the Land Registry',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'registered',
      label: 'Registered',
      client: 'You are registered as the owner',
      days: 60,
      visibleTo: clientOnly,
      tells: 'the Land Registry has registered you as the owner.',
      matterStage: 'Registered',
    },
  ],
  remortgage: [
    accepted,
    {
      code: 'id_complete',
      label: 'ID complete',
      client: 'Your identity is checked',
      trigger: 'onboarding_id_complete',
      days: 5,
    },
    {
      code: 'offer_received',
      label: 'Mortgage offer received',
      client: 'We have your new mortgage offer',
      days: 7,
      matterStage: 'Offer received',
    },
    {
      code: 'title_redemption',
      label: 'Title and redemption figure received',
      client: 'We know what is owed on the old loan',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'searches_indemnity',
      label: 'Searches or indemnity in place',
      client: 'Searches are done',
      days: 7,
      visibleTo: clientOnly,
    },
    {
      code: 'deed_signed',
      label: 'Mortgage deed signed',
      client: 'You have signed the mortgage deed',
      days: 7,
      matterStage: 'Ready to complete',
    },
    {
      code: 'funds_requested',
      label: 'Funds requested',
      client: 'We have asked your new lender for the money',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'completed',
      label: 'Completed, old loan redeemed',
      client: 'Completed: your old loan is paid off',
      referrer: 'Completed',
      days: 1,
      tells: 'your remortgage has completed, and your old loan is paid off.',
      matterStage: 'Completed',
    },
    {
      code: 'registration_submitted',
      label: 'Registration submitted',
      client: 'Your new mortgage is with the Land Registry',
      days: 5,
      visibleTo: clientOnly,
    },
    {
      code: 'registered',
      label: 'Registered',
      client: 'Your new mortgage is registered',
      days: 30,
      visibleTo: clientOnly,
      matterStage: 'Registered',
    },
  ],
  transfer_of_equity: [
    accepted,
    {
      code: 'id_advice',
      label: 'ID and independent advice complete',
      client: 'Identity is checked and advice was taken',
      days: 10,
    },
    {
      code: 'lender_consent',
      label: 'Lender’s consent received',
      client: 'Your lender agrees',
      appliesIf: withMortgage,
      days: 21,
      matterStage: 'Consents',
    },
    {
      code: 'deed_signed',
      label: 'Transfer (TR1) signed',
      client: 'The transfer is signed',
      days: 7,
      matterStage: 'Deed signed',
    },
    {
      code: 'completed',
      label: 'Completed',
      client: 'The transfer has completed',
      referrer: 'Completed',
      days: 3,
      tells:
        'the transfer has completed. We now see to the tax return, if one is due, and the Land Registry.',
      matterStage: 'Completed',
    },
    {
      code: 'tax',
      label: 'Tax return filed, if one is due',
      client: 'The tax is dealt with',
      days: 7,
      optional: true,
      visibleTo: clientOnly,
    },
    {
      code: 'registered',
      label: 'Registered',
      client: 'The new owners are registered',
      days: 30,
      visibleTo: clientOnly,
      matterStage: 'Registered',
    },
  ],
};

/** The firm's own kinds of matter, as `practice/seed.ts` names them. */
export const matterTypeOf: Readonly<Record<Side, string>> = {
  sale: 'Sale',
  purchase: 'Purchase',
  remortgage: 'Remortgage',
  transfer_of_equity: 'Transfer of equity',
};

export function templatesOf({ tells }: UsualStage): Templates {
  const body = tells === undefined ? null : `Hello {client},\n\nnews of {property}: ${tells}\n\n{firm}`;
  return {
    client: { email: body === null ? null : { subject: '{stage}', body }, sms: null },
    referrer: { email: null },
  };
}
