/** Mails about appointments. Of a sensitive matter `{title}` is "Appointment with" the firm, and `{description}` nothing. */
import { may, must, paragraphs, template } from './template.ts';

const all = {
  name: may('Cleo Marsh'),
  firm: must('Hartley & Reid'),
  title: must('Signing of the contract'),
  when: must('Monday 2 March 2026, 10:00 – 11:00 (Europe/London)'),
};
const place = may('12 Mill Lane');
const link = may('https://portal.example.com/portal/appointments/0198c0de');
const description = may('Please bring your passport.');

const answer = 'You can answer with the buttons that your mail program shows, or by opening the invitation.';

const going = (subject: string, opening: string) =>
  template({
    channel: 'email',
    group: 'appointments',
    placeholders: { ...all, place, description, link },
    words: {
      subject,
      body: paragraphs(
        'Dear {name},',
        opening,
        '{title}\n{when}\nWhere: {place}',
        '{description}',
        answer,
        'In the portal: {link}',
        '{firm}',
      ),
    },
  });

const over = (subject: string, opening: string) =>
  template({
    channel: 'email',
    group: 'appointments',
    placeholders: all,
    words: { subject, body: paragraphs('Dear {name},', opening, '{title}\n{when}', '{firm}') },
  });

export const appointmentTemplates = {
  event_invited: going('{title}', '{firm} invites you to an appointment.'),
  event_changed: going(
    'Updated: {title}',
    '{firm} changed what an appointment is about. Its time is the same.',
  ),
  event_moved: going(
    'New time or place: {title}',
    '{firm} changed the time or place of an appointment. Please answer once more.',
  ),
  event_removed: over('Cancelled: {title}', '{firm} no longer needs you at this appointment.'),
  event_cancelled: over('Cancelled: {title}', '{firm} cancelled this appointment.'),
  event_reminder: template({
    channel: 'email',
    group: 'appointments',
    placeholders: { ...all, soon: may('tomorrow'), place, link },
    words: {
      subject: 'Reminder: {title}',
      body: paragraphs(
        'Dear {name},',
        'A reminder of your appointment {soon}:',
        '{title}\n{when}\nWhere: {place}',
        'In the portal: {link}',
        '{firm}',
      ),
    },
  }),
} as const;
