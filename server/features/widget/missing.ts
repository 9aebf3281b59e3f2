/** What a form and its price page still lack. Pure. */
import type { FeeScaleContent, Side } from '../fee-scales/index.ts';
import { sidesAsked } from './asked.ts';
import type { Missing, Prices, WidgetInput } from './shapes.ts';

export interface Setup
  extends Pick<WidgetInput, 'consentText' | 'privacyUrl' | 'origins' | 'transactions' | 'show'> {
  prices: Prices;
  /** As they will stand on the page. */
  stages: Readonly<Record<Side, readonly string[]>>;
  /** The version in force today. */
  scale: FeeScaleContent | null;
}

/** Firms that offer these must publish their prices (SRA Transparency Rules, rule 1.3). */
export const mandatorySides = ['sale', 'purchase', 'remortgage'] as const;

export function missingOf({
  consentText,
  privacyUrl,
  origins,
  transactions,
  show,
  prices,
  stages,
  scale,
}: Setup): Missing[] {
  const found: Missing[] = [];
  const form = (what: Missing['what'], blocks: boolean, message: string) =>
    found.push({ what, for: 'form', blocks, message });
  const page = (what: Missing['what'], blocks: boolean, message: string) =>
    found.push({ what, for: 'prices', blocks, message });

  if (consentText === '')
    form(
      'consent_text',
      true,
      'Say what the visitor agrees to: what you keep, why, and how long if nothing comes of it.',
    );
  if (privacyUrl === '') form('privacy_url', true, 'Link your privacy notice.');
  if (origins.length === 0)
    form('origins', false, 'Name your website: until then no page but ours may show the form.');
  if (!scale && show !== 'request')
    form(
      'fee_scale',
      false,
      'No fee scale is in force: visitors are told that you will send a quote, and see no price.',
    );

  if (!scale) page('fee_scale', true, 'No fee scale is in force: there is no price to publish.');
  const asked = sidesAsked(transactions);
  const left = mandatorySides.filter((side) => !asked.includes(side));
  if (left.length > 0)
    page(
      'mandatory_transactions',
      false,
      `Not on the page: ${left.join(', ')}. If you offer them, the SRA wants their prices, too.`,
    );
  if (asked.some((side) => stages[side].length === 0))
    page('stages', false, 'Say the key stages of each transaction and how long they usually take.');
  if (prices.staff === '') page('staff', false, 'Say who does the work, and their experience.');
  if (prices.complaints === '') page('complaints', false, 'Say how a client can complain.');
  if (prices.regulator.number === '') page('regulator', false, 'Give your SRA number.');
  return found;
}
