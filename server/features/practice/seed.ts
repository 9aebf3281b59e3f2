/** The first rows of a firm's practice record: kinds of matter with their stages, as its country names them. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertStageSet } from './matter-types-store.ts';
import './tables.ts';

type Types = Record<string, readonly string[]>;

const purchaseGb = [
  'Instructed',
  'Searches',
  'Enquiries',
  'Ready to exchange',
  'Exchanged',
  'Completed',
  'Registered',
];
const litigation = ['Assessment', 'Letter before action', 'Proceedings', 'Disclosure', 'Trial', 'Concluded'];
const family = ['Instructed', 'Negotiation', 'Application', 'Hearing', 'Order made', 'Concluded'];
const will = ['Instructions', 'Draft sent', 'Approved', 'Signed', 'Stored'];

const typesByCountry: Record<string, Types> = {
  GB: {
    Purchase: purchaseGb,
    Sale: ['Instructed', 'Contract pack sent', 'Enquiries', 'Ready to exchange', 'Exchanged', 'Completed'],
    Remortgage: ['Instructed', 'Searches', 'Offer received', 'Ready to complete', 'Completed', 'Registered'],
    'Transfer of equity': ['Instructed', 'Consents', 'Deed signed', 'Completed', 'Registered'],
    Will: will,
    'Lasting power of attorney': ['Instructions', 'Draft sent', 'Signed', 'Submitted', 'Registered'],
    Probate: [
      'Instructed',
      'Estate valued',
      'Grant applied for',
      'Grant received',
      'Estate collected',
      'Distributed',
    ],
    Family: family,
    Litigation: litigation,
    Employment: ['Assessment', 'Early conciliation', 'Claim', 'Hearing', 'Concluded'],
    General: ['Open', 'Concluded'],
  },
  US: {
    'Real estate purchase': ['Engaged', 'Contract', 'Title search', 'Clear to close', 'Closed', 'Recorded'],
    'Real estate sale': ['Engaged', 'Contract', 'Title cleared', 'Closed'],
    Refinance: ['Engaged', 'Title search', 'Clear to close', 'Closed', 'Recorded'],
    'Estate planning': ['Intake', 'Drafting', 'Review', 'Signed'],
    Probate: ['Intake', 'Petition filed', 'Letters issued', 'Inventory', 'Distribution', 'Closed'],
    'Family law': ['Intake', 'Filed', 'Discovery', 'Mediation', 'Trial', 'Judgment'],
    Litigation: ['Intake', 'Complaint', 'Discovery', 'Motions', 'Trial', 'Closed'],
    'Personal injury': ['Intake', 'Treatment', 'Demand', 'Negotiation', 'Litigation', 'Settled'],
    'Criminal defense': ['Intake', 'Arraignment', 'Pre-trial', 'Trial', 'Disposition'],
    General: ['Open', 'Closed'],
  },
  AU: {
    Purchase: [
      'Instructed',
      'Contract review',
      'Exchanged',
      'Cooling off ended',
      'Finance approved',
      'Settled',
    ],
    Sale: ['Instructed', 'Contract prepared', 'Exchanged', 'Ready to settle', 'Settled'],
    Refinance: ['Instructed', 'Documents signed', 'Booked', 'Settled'],
    Lease: ['Instructed', 'Draft', 'Negotiation', 'Signed', 'Registered'],
    Will: will,
    'Deceased estate': [
      'Instructed',
      'Assets found',
      'Probate applied for',
      'Probate granted',
      'Distributed',
    ],
    'Family law': family,
    Litigation: litigation,
    'Personal injury': ['Assessment', 'Claim lodged', 'Medical evidence', 'Conference', 'Settled'],
    General: ['Open', 'Concluded'],
  },
};

/** Adds the usual kinds of matter of the firm's country; a country that we do not know gets the United Kingdom's. */
export async function seedPractice(tx: Tx, firm: { id: string; country: string }): Promise<void> {
  const types = typesByCountry[firm.country] ?? typesByCountry.GB ?? {};
  for (const [name, stages] of Object.entries(types)) {
    const stageSetId = newId();
    await insertStageSet(tx, firm.id, stageSetId, { name, stages });
    await tx
      .insertInto('matter_types')
      .values({ firm_id: firm.id, id: newId(), name, stage_set_id: stageSetId })
      .execute();
  }
}
