/** A form as it is typed, and as it is sent. Pure. */
import type { Answer, Api } from '../../api/contract.ts';

export type Widget = Answer<'GET /api/v1/widgets/:id'>;
export type Patch = Api['PATCH /api/v1/widgets/:id']['body'];
export type Side = keyof Widget['prices']['stages'];
export type Transaction = Widget['transactions'][number];

export const transactions = [
  'sale',
  'purchase',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
  'generic_enquiry',
] as const;
export const sides = ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const;
export const shows = ['lines', 'range', 'request'] as const;
export const fonts = ['own', 'page'] as const;
export const nations = ['england', 'wales', 'scotland', 'northern_ireland', 'new_south_wales'] as const;

export interface Typed
  extends Pick<
    Widget,
    | 'name'
    | 'transactions'
    | 'feeScaleId'
    | 'show'
    | 'consentText'
    | 'privacyUrl'
    | 'thanks'
    | 'sourceTag'
    | 'assigneeId'
  > {
  /** One a line. */
  origins: string;
  accent: string;
  font: Widget['look']['font'];
  nation: Widget['prices']['nation'];
  /** With spaces or commas between. */
  typicalPrices: string;
  stages: Widget['prices']['stages'];
  staff: string;
  complaints: string;
  regulatorName: string;
  regulatorNumber: string;
}

export function typedOf(widget: Widget): Typed {
  const { name, feeScaleId, show, consentText, privacyUrl, thanks, sourceTag, assigneeId, prices, look } =
    widget;
  return {
    ...{ name, feeScaleId, show, consentText, privacyUrl, thanks, sourceTag, assigneeId },
    transactions: widget.transactions,
    origins: widget.origins.join('\n'),
    accent: look.accent,
    font: look.font,
    nation: prices.nation,
    typicalPrices: prices.typicalPrices.join('  '),
    stages: prices.stages,
    staff: prices.staff,
    complaints: prices.complaints,
    regulatorName: prices.regulator.name,
    regulatorNumber: prices.regulator.number,
  };
}

export function linesOf(text: string): string[] {
  return text
    .split(/\s*\n\s*/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Whole amounts; null: something is none, or there are too few or too many. */
export function pricesIn(text: string): number[] | null {
  const parts = text
    .trim()
    .split(/[\s;]+/)
    .map((part) => part.replaceAll(/[£$,]/g, ''))
    .filter((part) => part !== '');
  if (parts.length < 1 || parts.length > 10) return null;
  if (!parts.every((part) => /^\d{4,9}$/.test(part) && Number(part) <= 100_000_000)) return null;
  return parts.map(Number);
}

/** What is wrong before it is sent, by field. */
export function faultsOf(typed: Typed): Partial<Record<'name' | 'transactions' | 'typicalPrices', true>> {
  return {
    ...(typed.name.trim() === '' ? { name: true } : {}),
    ...(typed.transactions.length === 0 ? { transactions: true } : {}),
    ...(pricesIn(typed.typicalPrices) === null ? { typicalPrices: true } : {}),
  };
}

/** `published`: whether the price page is, which has a switch of its own. */
export function patchOf(
  typed: Typed,
  { version, published }: { version: number; published: boolean },
): Patch {
  return {
    name: typed.name.trim(),
    origins: linesOf(typed.origins),
    transactions: [...typed.transactions],
    feeScaleId: typed.feeScaleId,
    show: typed.show,
    consentText: typed.consentText.trim(),
    privacyUrl: typed.privacyUrl.trim(),
    thanks: typed.thanks.trim(),
    sourceTag: typed.sourceTag.trim(),
    assigneeId: typed.assigneeId,
    look: { accent: typed.accent.trim(), font: typed.font },
    prices: {
      published,
      nation: typed.nation,
      typicalPrices: pricesIn(typed.typicalPrices) ?? [],
      stages: typed.stages,
      staff: typed.staff.trim(),
      complaints: typed.complaints.trim(),
      regulator: { name: typed.regulatorName.trim(), number: typed.regulatorNumber.trim() },
    },
    version,
  };
}

export function scriptCode({ scriptUrl, key }: Pick<Widget, 'scriptUrl' | 'key'>): string {
  return `<script src="${scriptUrl}" data-widget="${key}" async></script>`;
}

export function frameCode({ frameUrl }: Pick<Widget, 'frameUrl'>): string {
  return `<iframe src="${frameUrl}" title="Get a quote" style="width:100%;max-width:42rem;height:60rem;border:0"></iframe>`;
}
