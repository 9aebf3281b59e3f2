/** The one thing that stands on top: what needs the person first. Pure. */
import type { Appointment, Home, Line, ToDo } from './read-home.ts';

export type NextStep =
  | { kind: 'to_do'; toDo: ToDo }
  | { kind: 'answer'; appointment: Appointment }
  | { kind: 'unread'; line: Line }
  | { kind: 'coming'; appointment: Appointment }
  | { kind: 'nothing' };

/**
 * What is due today or was, then appointments that wait for an answer, then what the firm wrote, then what is due later, and
 * last the next appointment. `today`: YYYY-MM-DD in the firm's zone.
 */
export function nextStep(home: Pick<Home, 'toDos' | 'appointments' | 'lines'>, today: string): NextStep {
  const [toDo] = home.toDos;
  if (toDo && toDo.dueOn !== null && toDo.dueOn <= today) return { kind: 'to_do', toDo };
  const asked = home.appointments.find(({ answer }) => answer === 'needs-action');
  if (asked) return { kind: 'answer', appointment: asked };
  const line = home.lines.find(({ unread }) => unread > 0);
  if (line) return { kind: 'unread', line };
  if (toDo) return { kind: 'to_do', toDo };
  const coming = home.appointments.find(({ answer }) => answer !== 'declined');
  return coming ? { kind: 'coming', appointment: coming } : { kind: 'nothing' };
}

/** The matter that it is about. */
export function matterOf(step: NextStep): string | null {
  if (step.kind === 'to_do') return step.toDo.matterId;
  if (step.kind === 'unread') return step.line.matterId;
  return 'appointment' in step ? step.appointment.matterId : null;
}

/** What stands below: a thing to do or an appointment that is on top is not said twice. Messages stay, as the way to them. */
export function besides<Shown extends Pick<Home, 'toDos' | 'appointments'>>(
  home: Shown,
  step: NextStep,
): Shown {
  const onTop = step.kind === 'to_do' ? step.toDo.id : 'appointment' in step ? step.appointment.id : null;
  return {
    ...home,
    toDos: home.toDos.filter(({ id }) => id !== onTop),
    appointments: home.appointments.filter(({ id }) => id !== onTop),
  };
}
