/**
 * T4 in its own words, for tests: what is due follows anew, at each moment, from what was said, looked at and mailed. It
 * knows no timers and shares nothing with the program but the two numbers of the rules.
 */
export interface ModelRules {
  mode: 'back_off' | 'strict';
  delayMinutes: number;
  eachMessage: boolean;
}

export interface ModelMail {
  at: number;
  kind: 'welcome' | 'unread';
  count: number;
  upTo: number;
}

export interface Line {
  seq: number;
  at: number;
  /** Whose it is outside the firm; null: of the firm. */
  by: number | null;
  /** Told to this person alone: that they were let in. */
  only: number | null;
  retracted: boolean;
}

interface Person {
  here: boolean;
  fromSeq: number;
  looked: number;
  /** Mailed, or decided not to be. */
  settled: number;
  mailed: number;
  welcomed: boolean;
  unopened: number;
  /** How many mails lay unopened when a line came. */
  whenItCame: Map<number, number>;
  focusedAt: number;
  postponed: number;
  quietUntil: number;
  barred: Set<'blocked' | 'bounced'>;
  mails: ModelMail[];
}

const minute = 60_000;

export type Model = ReturnType<typeof createModel>;

export function createModel(rules: ModelRules, count: number) {
  const lines: Line[] = [];
  let open = true;
  const people = Array.from(
    { length: count },
    (): Person => ({
      ...{ here: true, fromSeq: 1, looked: 0, settled: 0, mailed: 0, welcomed: false, unopened: 0 },
      ...{ whenItCame: new Map(), focusedAt: Number.NEGATIVE_INFINITY, postponed: 0, quietUntil: 0 },
      ...{ barred: new Set(), mails: [] },
    }),
  );

  const forThem = ({ by, only }: Line, who: number) => by !== who && (only === null || only === who);
  function waiting(person: Person, who: number): Line[] {
    if (!person.here || !open) return [];
    const known = Math.max(person.looked, person.settled, person.fromSeq - 1);
    return lines.filter((line) => line.seq > known && !line.retracted && forThem(line, who));
  }
  function dueOf({ welcomed, whenItCame }: Person, line: Line): number {
    if (!welcomed) return line.at;
    const unopened = rules.mode === 'strict' ? 0 : (whenItCame.get(line.seq) ?? 0);
    const backedOff = [0, 60, 24 * 60][Math.min(unopened, 2)] ?? 0;
    return line.at + Math.max(backedOff, rules.delayMinutes) * minute;
  }
  function settleAll(person: Person): void {
    person.settled = Math.max(person.settled, ...lines.map(({ seq }) => seq));
    person.postponed = 0;
    person.quietUntil = 0;
  }
  function fire(person: Person, who: number, now: number): void {
    if (now < person.quietUntil) return;
    const all = waiting(person, who);
    const due = all.filter((line) => dueOf(person, line) <= now);
    const [oldest] = all;
    if (!oldest || dueOf(person, oldest) > now) person.postponed = 0;
    else if (person.barred.size > 0) settleAll(person);
    else if (now - person.focusedAt < minute && person.postponed < 5) {
      person.postponed += 1;
      person.quietUntil = now + minute;
    } else mail(person, person.welcomed && rules.eachMessage ? due : all, now);
  }
  function mail(person: Person, told: readonly Line[], now: number): void {
    const upTo = told.at(-1)?.seq ?? 0;
    const kind = person.welcomed ? 'unread' : 'welcome';
    person.mails.push({ at: now, kind, count: told.length, upTo });
    person.welcomed = true;
    person.settled = upTo;
    person.mailed = upTo;
    person.unopened += 1;
    person.postponed = 0;
  }
  function look(who: number, seq: number): void {
    const person = at(who);
    if (seq <= person.looked) return;
    person.looked = seq;
    if (seq < person.mailed) return;
    person.unopened = 0;
    person.whenItCame.clear();
  }
  function at(who: number): Person {
    const person = people[who];
    if (!person) throw new Error('there is no such person');
    return person;
  }
  function say(line: Omit<Line, 'retracted'>): void {
    lines.push({ ...line, retracted: false });
    if (line.by !== null) look(line.by, line.seq);
    for (const person of people) person.whenItCame.set(line.seq, person.unopened);
  }

  return {
    lines,
    person: at,
    isOpen: () => open,
    say,
    look,
    focus: (who: number, now: number) => {
      at(who).focusedAt = now;
    },
    retract(seq: number): void {
      for (const line of lines) if (line.seq === seq) line.retracted = true;
    },
    close(): void {
      for (const [who, person] of people.entries()) if (waiting(person, who).length > 0) settleAll(person);
      open = false;
    },
    restore: () => {
      open = true;
    },
    leave: (who: number) => {
      at(who).here = false;
    },
    join(who: number, seq: number, now: number): void {
      Object.assign(at(who), { here: true, fromSeq: seq });
      say({ seq, at: now, by: null, only: who });
    },
    bar(who: number, how: 'blocked' | 'bounced', on: boolean): void {
      if (on) at(who).barred.add(how);
      else at(who).barred.delete(how);
    },
    tick(now: number): void {
      for (const [who, person] of people.entries()) fire(person, who, now);
    },
    /** When something is next to be done; infinite when nothing is. */
    next: () =>
      Math.min(
        ...people.map((person, who) => {
          const [oldest] = waiting(person, who);
          return oldest ? Math.max(dueOf(person, oldest), person.quietUntil) : Number.POSITIVE_INFINITY;
        }),
      ),
    /** Lines that somebody who takes part has neither looked at nor been told of. */
    untold: (who: number) => waiting(at(who), who),
    mails: (who: number) => at(who).mails,
  };
}
