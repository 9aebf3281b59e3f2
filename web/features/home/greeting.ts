/** The greeting for the hour it is at the firm. */
export function greetingAt(now: Date, timeZone: string): 'goodMorning' | 'goodAfternoon' | 'goodEvening' {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(now),
  );
  if (hour >= 4 && hour < 12) return 'goodMorning';
  return hour >= 12 && hour < 17 ? 'goodAfternoon' : 'goodEvening';
}
