/** The published rates as pricing asks for them: which tax, scale and column the answers of a side lead to. Pure. */
import {
  type Answers,
  moneyWords,
  type QuoteRates,
  type Side,
  type UnitAmount,
} from '../fee-scales/index.ts';
import {
  type CannotCalculate,
  calculatePropertyTax,
  calculateRegistrationFee,
  findInformationFee,
  type RateBookVersion,
  type Registration,
  registerOf,
  registrationOf,
  taxOf,
  type UsedSet,
} from '../rates/index.ts';

const nations = {
  england: 'England',
  wales: 'Wales',
  scotland: 'Scotland',
  northern_ireland: 'Northern Ireland',
  new_south_wales: 'New South Wales',
} as const;
type NationAnswer = keyof typeof nations;

const informationCodes = {
  register_copy: 'official-copy-register',
  title_plan_copy: 'official-copy-title-plan',
  priority_search: 'official-search-priority-OS1',
  bankruptcy_search: 'bankruptcy-search-K16',
} as const;

export interface RatesUsed {
  /** The book's version. */
  book: string;
  sets: UsedSet[];
}

/**
 * Rates of a day. `used` tells afterwards which sets the amounts were made from, so that a sent quote can name them.
 */
export function ratesFor(book: RateBookVersion, today: string): { rates: QuoteRates; used(): RatesUsed } {
  const sets = new Map<string, UsedSet>();
  const use = (set: UsedSet) => void sets.set(set.id, set);
  return {
    rates: {
      propertyTax: (side, answers) => propertyTax(book, today, side, answers, use),
      registrationFee: (side, answers) => registrationFee(book, today, side, answers, use),
      informationFee(fee) {
        const found = findInformationFee(book, informationCodes[fee], today);
        if (found.outcome === 'cannot_calculate') return refused(found);
        use(found.set);
        return { known: true, pence: found.feePounds * 100, why: found.set.name };
      },
    },
    used: () => ({ book: book.version, sets: [...sets.values()] }),
  };
}

function refused({ words }: CannotCalculate): UnitAmount {
  return { known: false, why: words };
}

function propertyTax(
  book: RateBookVersion,
  today: string,
  side: Side,
  answers: Answers,
  use: (set: UsedSet) => void,
): UnitAmount {
  const price = numberOf(answers, 'price');
  if (side === 'transfer_of_equity') return taxOnTransfer(answers);
  if (price === 0) return { known: false, why: 'The price is not known yet' };
  const result = calculatePropertyTax(book, {
    tax: taxOf(nations[nationOf(answers)]),
    effectiveDate: textOf(answers, 'completionDate') ?? today,
    contractDate: textOf(answers, 'contractDate'),
    propertyClass: answers.propertyClass === 'non_residential' ? 'nonResidential' : 'residential',
    price,
    buyer: buyerOf(answers),
    nonUkResident: answers.nonUkResident === true,
    company: answers.company === true,
    replacesMainResidence: answers.replacesMainResidence === true,
    isLinked: answers.linked === true,
    lease:
      answers.variant === 'new_lease'
        ? { termYears: numberOf(answers, 'leaseYears'), annualRents: [numberOf(answers, 'annualRent')] }
        : undefined,
  });
  if (result.outcome === 'cannot_calculate') return refused(result);
  for (const set of result.sets) use(set);
  const say = (pounds: number) => moneyWords(pounds * 100, result.currency);
  const parts = result.calculations.flatMap(({ name, slices }) =>
    slices
      .filter(({ tax }) => tax > 0)
      .map(
        ({ from, to, basisPoints }) =>
          `${basisPoints / 100} % of ${say(to - from)}${name.includes('rent') ? ' (rent)' : ''}`,
      ),
  );
  const since = result.sets[0]?.effectiveFrom;
  const notes = result.notes.map(({ words }) => words);
  return {
    known: true,
    pence: result.taxPounds * 100,
    why: [
      `${result.tax}${since ? ` at the rates since ${dayWords(since)}` : ''}: ${parts.length > 0 ? parts.join(' + ') : 'nothing to pay'}`,
      ...notes,
    ].join('. '),
    slices: result.slices.map(({ from, to, basisPoints, tax }) => ({
      from,
      to,
      rate: basisPoints / 10_000,
      tax,
    })),
  };
}

/** What the new owner pays and takes over is taxed by what else they own: a person works it out. */
function taxOnTransfer(answers: Answers): UnitAmount {
  const takenOver = numberOf(answers, 'moneyPaid') + numberOf(answers, 'loan');
  return takenOver === 0
    ? { known: true, pence: 0, why: 'No money is paid and no mortgage taken over' }
    : { known: false, why: 'Tax on a transfer of equity hangs on what is taken over: work it out' };
}

function buyerOf({ buyerStatus }: Answers): 'standard' | 'firstTimeBuyer' | 'additional' {
  if (buyerStatus === 'first_time_buyer') return 'firstTimeBuyer';
  return buyerStatus === 'additional' ? 'additional' : 'standard';
}

function registrationFee(
  book: RateBookVersion,
  today: string,
  side: Side,
  answers: Answers,
  use: (set: UsedSet) => void,
): UnitAmount {
  const nation = nations[nationOf(answers)];
  const register = registerOf(nation);
  if (!register) return { known: false, why: `The registration fees of ${nation} are not in the rates` };
  const application = applicationOf(side, answers);
  if (!application) return { known: false, why: 'The price or the loan is not known yet' };
  const charge = registrationOf(application, register);
  if (charge.outcome === 'free') return { known: true, pence: 0, why: charge.words };
  const fee = calculateRegistrationFee(book, {
    register,
    // The Registers of Scotland have one scale.
    scale: register === 'ROS' ? 1 : charge.scale,
    value: charge.value,
    application: charge.application,
    date: today,
    ...(register === 'ROS' ? { extraTitleSheets: Math.max(0, numberOf(answers, 'titles') - 1) } : {}),
  });
  if (fee.outcome === 'cannot_calculate') return refused(fee);
  use(fee.set);
  const scale = register === 'HMLR' ? `, scale ${charge.scale}` : '';
  return {
    known: true,
    pence: fee.feePounds * 100,
    why: `${fee.set.name}${scale}, ${columnWords[charge.application]}, for ${moneyWords(charge.value * 100, 'GBP')}`,
  };
}

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const said = new Map<string, string>();

/** "1 April 2025". Kept: the days of rates are few, and every quote says them. */
export function dayWords(day: string): string {
  const known = said.get(day);
  if (known !== undefined) return known;
  const words = days.format(new Date(`${day}T00:00:00Z`));
  if (said.size < 1_000) said.set(day, words);
  return words;
}

const columnWords = {
  portalWhole: 'a whole title',
  post: 'by post',
  part: 'part of a title',
  lease: 'a new lease',
  firstRegistration: 'first registration',
  voluntaryFirstRegistration: 'voluntary first registration',
} as const;

function applicationOf(side: Side, answers: Answers): Registration | null {
  const price = numberOf(answers, 'price');
  if (price === 0) return null;
  switch (side) {
    case 'sale':
      return { kind: 'sale' };
    case 'purchase':
      return answers.variant === 'new_lease'
        ? { kind: 'newLease', premium: price, annualRent: numberOf(answers, 'annualRent') }
        : {
            kind: 'purchase',
            price,
            newBuild: answers.newBuild === true,
            ...(answers.registered === false ? { firstRegistration: 'compulsory' as const } : {}),
          };
    case 'remortgage': {
      const loan = numberOf(answers, 'loan');
      return loan === 0 ? null : { kind: 'remortgage', loan };
    }
    case 'transfer_of_equity': {
      const share = numberOf(answers, 'sharePercent');
      return {
        kind: 'transferOfEquity',
        consideration: numberOf(answers, 'moneyPaid'),
        shareValue: Math.floor((price * share) / 100),
        mortgageOnShare: Math.floor((numberOf(answers, 'loan') * share) / 100),
        courtOrder: answers.courtOrder === true,
      };
    }
  }
}

function nationOf({ nation }: Answers): NationAnswer {
  return typeof nation === 'string' && isNation(nation) ? nation : 'england';
}
function isNation(text: string): text is NationAnswer {
  return text in nations;
}
function numberOf(answers: Answers, question: string): number {
  const value = answers[question];
  return typeof value === 'number' ? value : 0;
}
function textOf(answers: Answers, question: string): string | undefined {
  const value = answers[question];
  return typeof value === 'string' ? value : undefined;
}
