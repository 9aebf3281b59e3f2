/** A book as tables to read. Pure. */
import type { FeeSet, PropertyTax, RateBook, RateSet } from './book.ts';
import { onDay } from './in-force.ts';
import type { RatesView, ShownPart, ShownSet } from './schema.ts';
import { agesOf } from './staleness.ts';
import type { CurrentRates } from './store.ts';

export function viewOf(rates: CurrentRates, today: string, on: string): RatesView {
  const { book, version, origin, loadedAt } = rates;
  const shown = [...taxParts(book, on), ...feeParts(book, on)];
  const ages = agesOf(book, today, on);
  const parts = shown.flatMap((one): ShownPart[] => {
    const age = ages.find(({ part }) => part === one.part);
    return age ? [{ ...age, nations: one.nations, currency: one.currency, sets: one.sets }] : [];
  });
  return {
    book: {
      id: book.id,
      title: book.title,
      version,
      origin,
      loadedAt: loadedAt?.toISOString() ?? null,
      confirmedOn: ages.map(({ confirmedOn }) => confirmedOn).sort()[0] ?? book.confirmedOn,
      stale: ages.some(({ stale }) => stale),
    },
    on,
    parts,
  };
}

type Shown = Pick<ShownPart, 'part' | 'nations' | 'currency' | 'sets'>;

function taxParts(book: RateBook, on: string): Shown[] {
  return book.propertyTaxes.map((tax) => ({
    part: tax.tax,
    nations: tax.nations,
    currency: tax.currency,
    sets: [...tax.sets.map((set) => bandsShown(set, on)), ...surchargesShown(tax, on)],
  }));
}

const none = { propertyClass: null, variant: null, scale: null, name: null, charged: null } as const;

interface Origin {
  id: string;
  effectiveFrom: string;
  effectiveTo: string | null;
}

function common<T extends Origin>(
  set: T,
  evidence: { verification: ShownSet['verification']; source: string; notes?: string | undefined },
  on: string,
) {
  const { id, effectiveFrom, effectiveTo } = set;
  return {
    id,
    effectiveFrom,
    effectiveTo,
    inForce: onDay([set], on) !== null,
    verification: evidence.verification,
    source: evidence.source,
    notes: evidence.notes ?? null,
  };
}

function bandsShown(set: RateSet, on: string): ShownSet {
  const withBase = set.method === 'basePerHundred';
  return {
    ...none,
    ...common(set, set, on),
    kind: set.variant === 'leaseRent' ? 'rent' : 'bands',
    propertyClass: set.propertyClass,
    variant: set.variant,
    columns: withBase ? ['rate', 'base'] : ['rate'],
    rows: set.bands.map(({ from, to, rate, base }) => ({
      label: null,
      from,
      to,
      values: withBase ? [rate, base ?? null] : [rate],
    })),
  };
}

function surchargesShown(tax: PropertyTax, on: string): ShownSet[] {
  return tax.surcharges.flatMap((surcharge) =>
    surcharge.periods.map((period) => ({
      ...none,
      ...common(period, surcharge, on),
      kind: 'surcharge' as const,
      propertyClass: 'residential' as const,
      name: surcharge.name,
      charged: surcharge.method,
      columns: ['rate' as const],
      rows: [
        {
          label: null,
          // The least price: a pound more where only what lies above a limit is charged.
          from: surcharge.minimumPrice ?? (surcharge.priceAbove === undefined ? 0 : surcharge.priceAbove + 1),
          to: null,
          values: [period.rate],
        },
      ],
    })),
  );
}

function feeParts(book: RateBook, on: string): Shown[] {
  const { informationFees, vat } = book;
  return [
    ...book.registrationFees.map((register) => ({
      part: register.register,
      nations: register.nations,
      currency: register.currency,
      sets: register.sets.map((set) => feesShown(set, on)),
    })),
    {
      part: 'information',
      nations: informationFees.nations,
      currency: informationFees.currency,
      sets: informationFees.sets.map((set) => ({
        ...none,
        ...common(set, set, on),
        kind: 'items',
        columns: ['fee'],
        rows: set.items.map(({ name, per, fee }) => ({
          label: `${name}, per ${per}`,
          from: null,
          to: null,
          values: [fee],
        })),
      })),
    },
    {
      part: 'vat',
      nations: ['United Kingdom'],
      currency: vat.currency,
      sets: vat.sets.map((set) => ({
        ...none,
        ...common(set, set, on),
        kind: 'rate',
        columns: ['rate'],
        rows: [{ label: null, from: null, to: null, values: [set.rate] }],
      })),
    },
  ];
}

function feesShown(set: FeeSet, on: string): ShownSet {
  const columns = (['full', 'portalWhole', 'voluntary'] as const).filter((column) =>
    set.steps.some((step) => step[column] !== undefined),
  );
  return {
    ...none,
    ...common(set, set, on),
    kind: 'fees',
    scale: set.scale,
    columns,
    rows: set.steps.map((step) => ({
      label: null,
      from: step.from,
      to: step.to,
      values: columns.map((column) => step[column] ?? null),
    })),
  };
}
