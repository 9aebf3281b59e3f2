/** What the form of rules shows, and what it sends. */
import type { SettingsChange, TextSettings } from './queries.ts';

export interface RulesFields extends Record<string, unknown> {
  senderWord: string;
  wordRegistered: boolean;
  prefer: string;
  countries: string[];
  quietFrom: string;
  quietUntil: string;
  quietWeekends: boolean;
  signInByNumber: boolean;
  unknownSenders: string;
  triageAssigneeId: string;
  keywordAnswers: string;
  dailyParts: string;
}

/** 1260 → "21:00" */
export function clockOf(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** "21:00" → 1260; null when it is no time of the day. */
export function minutesOf(clock: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock.trim()) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

export function fieldsOf(settings: TextSettings): RulesFields {
  return {
    senderWord: settings.senderWord ?? '',
    wordRegistered: settings.wordRegistered,
    prefer: settings.prefer,
    countries: [...settings.countries],
    quietFrom: clockOf(settings.quietFrom),
    quietUntil: clockOf(settings.quietUntil),
    quietWeekends: settings.quietWeekends,
    signInByNumber: settings.signInByNumber,
    unknownSenders: settings.unknownSenders,
    triageAssigneeId: settings.triageAssigneeId ?? '',
    keywordAnswers: settings.keywordAnswers,
    dailyParts: String(settings.dailyParts),
  };
}

/** The fields that cannot be sent as they are. */
export function faultsOf(fields: RulesFields): ('quietFrom' | 'quietUntil' | 'countries' | 'dailyParts')[] {
  const parts = Number(fields.dailyParts);
  return [
    ...(minutesOf(fields.quietFrom) === null ? (['quietFrom'] as const) : []),
    ...(minutesOf(fields.quietUntil) === null ? (['quietUntil'] as const) : []),
    ...(fields.countries.length === 0 ? (['countries'] as const) : []),
    ...(Number.isInteger(parts) && parts >= 1 && parts <= 100_000 ? [] : (['dailyParts'] as const)),
  ];
}

export function changeOf(fields: RulesFields): SettingsChange {
  const word = fields.senderWord.trim();
  return {
    senderWord: word === '' ? null : word,
    wordRegistered: fields.wordRegistered,
    prefer: fields.prefer === 'word' ? 'word' : 'number',
    countries: fields.countries,
    quietFrom: minutesOf(fields.quietFrom) ?? 0,
    quietUntil: minutesOf(fields.quietUntil) ?? 0,
    quietWeekends: fields.quietWeekends,
    signInByNumber: fields.signInByNumber,
    unknownSenders: fields.unknownSenders === 'drop' ? 'drop' : 'triage',
    triageAssigneeId: fields.triageAssigneeId === '' ? null : fields.triageAssigneeId,
    keywordAnswers: fields.keywordAnswers === 'ours' ? 'ours' : 'provider',
    dailyParts: Number(fields.dailyParts),
  };
}

/** Every country with its name, by name. */
export function countryChoices(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const codes = [...letters].flatMap((first) => [...letters].map((second) => `${first}${second}`));
  return codes
    .filter((code) => !notACountry.has(code))
    .flatMap((value) => {
      const label = names.of(value);
      return label === undefined ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label, language));
}

/** Unions, regions and withdrawn codes that browsers name, too. */
const notACountry = new Set(
  'AN BU CS DD DY EU EZ FX HV NH NT PZ QO QU RH SU TP UK UN VD XA XB YD YU ZR ZZ AC CP CQ DG EA IC TA AQ BV HM'.split(
    ' ',
  ),
);
