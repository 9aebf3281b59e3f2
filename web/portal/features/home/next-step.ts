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
