/** The rules of onboarding: what is newer, what needs a person, which key stages it reaches, what becomes of orders. Pure. */
import {
  identityTypes,
  type OnboardingOrder,
  type OnboardingTask,
  type OnboardingWorkspace,
  type VendorFailure,
} from '../../vendors/ports.ts';
import type { StageTrigger } from '../key-stages/index.ts';

/**
 * Whether what was told replaces what is kept: by version, then time, then (so that order can never matter) by the text
 * itself. Both have been read by the port's shape, which fixes the order of their fields.
 */
export function isNewer(told: OnboardingWorkspace, kept: OnboardingWorkspace | null): boolean {
  if (kept === null) return true;
  if (told.version !== kept.version) return told.version > kept.version;
  if (told.updatedAt !== kept.updatedAt) return told.updatedAt > kept.updatedAt;
  return JSON.stringify(told) > JSON.stringify(kept);
}

/** What a person decided of one result of one task. */
export interface Decision {
  taskId: string;
  result: 'refer' | 'fail';
  /** ISO 8601 UTC: a later result of the same task is another one. */
  completedAt: string | null;
  decision: 'accept' | 'reject';
}

export const standings = ['open', 'done', 'needs_decision', 'accepted', 'rejected'] as const;
export type Standing = (typeof standings)[number];

/** Where a task stands. `decisions` of its workspace, oldest first. Only a person turns a refer or fail into anything else. */
export function standingOf(task: OnboardingTask, decisions: readonly Decision[]): Standing {
  if (task.result === 'refer' || task.result === 'fail') {
    const last = decisions.findLast(
      ({ taskId, result, completedAt }) =>
        taskId === task.id && result === task.result && completedAt === task.completedAt,
    );
    if (!last) return 'needs_decision';
    return last.decision === 'accept' ? 'accepted' : 'rejected';
  }
  if (task.status !== 'complete') return 'open';
  // A check says how it ended; a form or signature is simply there.
  return task.result === 'pass' || !identityTypes.includes(task.type) ? 'done' : 'open';
}

export interface Told {
  record: OnboardingWorkspace;
  decisions: readonly Decision[];
}

export function decisionsNeeded({ record, decisions }: Told): number {
  return record.tasks.filter((task) => standingOf(task, decisions) === 'needs_decision').length;
}

/** The key stages' triggers that all workspaces of one case together have earned. */
export function triggersOf(told: readonly Told[]): StageTrigger[] {
  const tasks = told.flatMap(({ record, decisions }) =>
    record.tasks.map((task) => ({ ...task, standing: standingOf(task, decisions) })),
  );
  const settled = (some: typeof tasks) =>
    some.length > 0 && some.every(({ standing }) => standing === 'done' || standing === 'accepted');
  const identified =
    told.every(({ record }) => everyoneIsChecked(record)) &&
    settled(tasks.filter(({ type }) => type === 'id' || type === 'address')) &&
    !tasks.some(
      ({ type, standing }) =>
        identityTypes.includes(type) && (standing === 'needs_decision' || standing === 'rejected'),
    );
  const funds = tasks.filter(({ type }) => type === 'sof');
  const screened = tasks.filter(({ type }) => type === 'aml' || type === 'sof');
  const searches = told
    .flatMap(({ record }) => record.orders)
    .filter(({ kind, status }) => kind === 'search' && (status === 'ordered' || status === 'returned'));
  const earned: Partial<Record<StageTrigger, boolean>> = {
    onboarding_id_complete: identified,
    onboarding_checks_complete: identified && funds.length > 0 && settled(screened),
    onboarding_forms_complete: settled(tasks.filter(({ type }) => type === 'form')),
    // The letter that every client signs at the beginning is no contract.
    onboarding_signed: settled(tasks.filter(({ type, paper }) => type === 'sign' && paper !== 'client_care')),
    searches_ordered: searches.length > 0,
    searches_returned: searches.length > 0 && searches.every(({ status }) => status === 'returned'),
  };
  return onboardingTriggers.filter((trigger) => earned[trigger] === true);
}

export const onboardingTriggers = [
  'onboarding_id_complete',
  'onboarding_checks_complete',
  'onboarding_forms_complete',
  'onboarding_signed',
  'searches_ordered',
  'searches_returned',
] as const satisfies readonly StageTrigger[];

/** A client who was added after the others must not be passed over. */
function everyoneIsChecked({ clients, tasks }: OnboardingWorkspace): boolean {
  const checks = tasks.filter(({ type }) => type === 'id' || type === 'address');
  const ofAll = checks.some(({ clientId }) => clientId === null);
  return ofAll || clients.every(({ id }) => checks.some(({ clientId }) => clientId === id));
}

export const renewals = ['later', 'due_soon', 'overdue'] as const;
export type Renewal = (typeof renewals)[number];
const soonDays = 30;

/** Days as YYYY-MM-DD, in the firm's zone. */
export function renewalOf(renewalOn: string | null, today: string): Renewal | null {
  if (renewalOn === null) return null;
  const days = (Date.parse(renewalOn) - Date.parse(today)) / 86_400_000;
  if (days <= 0) return 'overdue';
  return days <= soonDays ? 'due_soon' : 'later';
}

export type CostPlan =
  | { order: OnboardingOrder; make: { net: number; vat: number; gross: number } }
  | { order: OnboardingOrder; skip: 'switched_off' | 'kept_elsewhere' | 'other_currency' };

/** What becomes of orders that came back with a price and were not looked at before. */
export function planCosts(
  { orders }: Pick<OnboardingWorkspace, 'orders'>,
  facts: { known: readonly string[]; switchedOn: boolean; keptElsewhere: boolean; currency: string },
): CostPlan[] {
  return orders.flatMap((order): CostPlan[] => {
    const { id, status, price } = order;
    if (status !== 'returned' || !price?.gross || facts.known.includes(id)) return [];
    if (facts.keptElsewhere) return [{ order, skip: 'kept_elsewhere' }];
    if (!facts.switchedOn) return [{ order, skip: 'switched_off' }];
    if (price.currency !== facts.currency) return [{ order, skip: 'other_currency' }];
    return [{ order, make: price }];
  });
}

/** Papers that the matter gets a copy of: of what is finished, and never of an identity check. */
export function papersOf({ tasks, orders }: OnboardingWorkspace): { id: string; name: string }[] {
  const finished = [
    ...tasks.filter(({ status }) => status === 'complete'),
    ...orders.filter(({ status }) => status === 'returned'),
  ];
  const papers = finished.flatMap(({ documents }) => documents.filter(({ copied }) => copied));
  return [...new Map(papers.map(({ id, name }) => [id, { id, name }])).values()];
}

/** A name that is a file's name and nothing else: no folder, no control or direction signs, `.pdf` at its end. */
export function fileNameOf(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]+/gu, '')
    .replace(/\.pdf$/i, '')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
  return `${plain.slice(0, 200).toWellFormed().trim() || 'Document'}.pdf`;
}

/** What is to be done when one workspace or paper was not answered. `rest`: it is not about that one. */
export type NextTry =
  | { kind: 'rest' }
  | { kind: 'again'; seconds: number }
  | { kind: 'give_up'; why: string };

const mostTries = 12;

/** A service tells of things before it has them: what is missing is asked for again. `attempts`: how often it was. */
export function nextTry(problem: Pick<VendorFailure, 'failure' | 'detail'>, attempts: number): NextTry {
  const { failure, detail } = problem;
  if (failure === 'rejected') return { kind: 'give_up', why: detail.slice(0, 500) };
  if (failure !== 'not_found') return { kind: 'rest' };
  return attempts < mostTries
    ? { kind: 'again', seconds: restSeconds(attempts) }
    : { kind: 'give_up', why: 'The service does not know it.' };
}

/** A service that is down is asked less and less often, at most once in half an hour. */
export function restSeconds(failures: number): number {
  return Math.min(30 * 60, 30 * 2 ** Math.min(failures, 10));
}
