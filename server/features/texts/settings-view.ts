/** How the firm sends texts, as its administrators see it. */
import type { Tx } from '../../platform/db/database.ts';
import { firmFacts } from '../firms/index.ts';
import { spentParts } from './facts-store.ts';
import { listLines } from './lines-store.ts';
import { findSettings, hookUrlOf, type SettingsRow, type TextsDeps } from './settings-store.ts';
import type { TextSettings } from './shapes.ts';

export async function viewSettings(tx: Tx, deps: TextsDeps, firmId: string): Promise<TextSettings> {
  const row = await findSettings(tx, firmId);
  const [first] = Object.values(deps.senders);
  const sender = (row && deps.senders[row.provider]) ?? first;
  const { country, timeZone } = await firmFacts(tx, firmId);
  const at = deps.platform.clock.now();
  const lines = await listLines(tx, firmId);
  return {
    ...(row
      ? ofRow(row, deps)
      : { ...notConnected, countries: [country], apiUrl: sender?.defaults.apiUrl ?? '' }),
    provider: sender?.kind ?? '',
    label: sender?.label ?? '',
    installationWord: deps.platform.textSenderWord,
    partsToday: await spentParts(tx, { firmId, timeZone, at, exceptTextId: null }),
    lines: lines.map((line) => ({
      id: line.id,
      number: line.number,
      label: line.label,
      kind: line.kind,
      usRegistered: line.us_registered,
      serviceId: line.service_id,
      isDefault: line.is_default,
      version: line.version,
    })),
  };
}

type OfRow = Omit<TextSettings, 'provider' | 'label' | 'installationWord' | 'partsToday' | 'lines'>;

const notConnected: OfRow = {
  connected: false,
  status: null,
  apiUrl: '',
  accountId: '',
  hasKey: false,
  hookUrl: null,
  senderWord: null,
  wordRegistered: false,
  prefer: 'number',
  countries: [],
  quietFrom: 1260,
  quietUntil: 540,
  quietWeekends: false,
  signInByNumber: false,
  unknownSenders: 'triage',
  triageAssigneeId: null,
  keywordAnswers: 'provider',
  dailyParts: 500,
  test: { state: 'none', detail: '', at: null },
  trouble: '',
  restUntil: null,
  lastHookAt: null,
  version: 0,
};

function ofRow(row: SettingsRow, { platform }: TextsDeps): OfRow {
  return {
    connected: true,
    status: row.status,
    apiUrl: row.api_url,
    accountId: row.account_id,
    hasKey: row.key_id !== null,
    hookUrl: hookUrlOf(platform, row.hook_key),
    senderWord: row.sender_word,
    wordRegistered: row.word_registered,
    prefer: row.prefer,
    countries: row.countries,
    quietFrom: row.quiet_from,
    quietUntil: row.quiet_until,
    quietWeekends: row.quiet_weekends,
    signInByNumber: row.sign_in_by_number,
    unknownSenders: row.unknown_senders,
    triageAssigneeId: row.triage_assignee_id,
    keywordAnswers: row.keyword_answers,
    dailyParts: row.daily_parts,
    test: { state: row.test_state, detail: row.test_detail, at: row.tested_at?.toISOString() ?? null },
    trouble: row.trouble,
    restUntil: row.rest_until?.toISOString() ?? null,
    lastHookAt: row.last_hook_at?.toISOString() ?? null,
    version: row.version,
  };
}
