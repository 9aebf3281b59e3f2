/** Forms that matter types have: their fields, by the vendor's keys. */
import { type Kept, newId, type State } from './state.ts';

export interface LayoutToAdd {
  id?: string;
  name: string;
  fields: readonly { name: string; type: string; possibleValues?: readonly string[] }[];
}

const details = (name: string) => `Matter/CompletionDetails/${name}`;
const texts = (type: string, names: readonly string[]) =>
  names.map((name) => ({ name: details(name), type }));

/** Only `CompletionDate` and `IsLeasehold` are published as keys; the others are made after them. */
export const completionDetails: LayoutToAdd = {
  name: 'Completion Details',
  fields: [
    ...texts('Date', ['ExchangeDate', 'CompletionDate', 'RedemptionValidTo']),
    ...texts('Number', ['PurchasePrice', 'Chattels', 'Deposit', 'MortgageAdvance', 'RedemptionFigure']),
    { name: details('DepositHeldAs'), type: 'Combobox', possibleValues: ['Stakeholder', 'Agent'] },
    ...texts('Checkbox', ['IsLeasehold']),
    ...texts('Text', ['KeyHolder', 'OtherSideFirm', 'TaxReturnRef', 'RegistrationRef']),
    { name: details('Lender'), type: 'Role' },
  ],
};

/** What the vendor ships with types about property. */
export function usualLayouts(name: string, type: 0 | 1): readonly LayoutToAdd[] {
  return type === 0 && /purchase|sale|remortgage|convey|property/i.test(name) ? [completionDetails] : [];
}

export function designRow(state: State, { id = newId(), name, fields }: LayoutToAdd): Kept {
  const updated = state.stamp();
  const view = {
    id,
    versionId: newId(),
    name,
    lastUpdated: updated,
    description: null,
    fields: fields.map(({ possibleValues, ...field }) => ({
      ...field,
      possibleValues: possibleValues === undefined ? null : [...possibleValues],
    })),
  };
  return { id, updated, view };
}
