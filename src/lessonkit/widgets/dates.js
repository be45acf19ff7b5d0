// Days as whole numbers and as words. Days are ISO text, in UTC throughout, so that no reader's
// time zone moves an event to the day before.

const DAY = 86400000;

const LONG = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
const SHORT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});

export function dayNumber(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
}

export function isoDay(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

export function inWords(iso) {
  return LONG.format(new Date(`${iso}T00:00:00Z`));
}

export function spanInWords([start, end]) {
  const say = (iso) => SHORT.format(new Date(`${iso}T00:00:00Z`));
  if (start && end && start !== end) return `${say(start)} to ${say(end)}`;
  if (start && end) return say(start);
  if (start) return `From ${say(start)}`;
  return end ? `Until ${say(end)}` : "";
}
