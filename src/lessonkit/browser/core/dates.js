// Days as whole numbers and as words. Days are ISO text, in UTC throughout, so that no reader's
// time zone moves an event to the day before.

const DAY = 86400000;

const LONG = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const SHORT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const DAY_AND_MONTH = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });

export function dayNumber(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
}

export function isoDay(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

export function inWords(iso) {
  return LONG.format(new Date(`${iso}T00:00:00Z`));
}

export function shortDay(iso) {
  return SHORT.format(new Date(`${iso}T00:00:00Z`));
}

export function dayAndMonth(iso) {
  return DAY_AND_MONTH.format(new Date(`${iso}T00:00:00Z`));
}

// The month; that of a January with its year.
export function monthOf(iso) {
  const name = MONTH.format(new Date(`${iso}T00:00:00Z`));
  return iso.slice(-5, -3) === "01" ? `${name} ${Number(iso.slice(0, -6))}` : name;
}

/** @param {string[]} span */
export function spanInWords([start, end]) {
  if (start && end && start !== end) return `${shortDay(start)} to ${shortDay(end)}`;
  if (start && end) return shortDay(start);
  if (start) return `From ${shortDay(start)}`;
  return end ? `Until ${shortDay(end)}` : "";
}
