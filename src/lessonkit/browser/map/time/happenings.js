// What happens on a day, or in a month or a year, in short.

const MOST = 2; // so many events are told; the rest are counted

// What the map marks comes first. That others have no mark on it is said once.
/** @param {{ title: string, drawn: boolean }[]} events */
export function happenings(events, most = MOST) {
  // Its title is as short as "And 1 more event."
  const count = events.length === most + 1 ? events.length : most;
  const told = [true, false].flatMap((isOn) => events.filter(({ drawn }) => drawn === isOn));
  const shown = told.slice(0, count);
  const [marked, others] = [true, false].map((isOn) =>
    shown.filter(({ drawn }) => drawn === isOn).map(({ title }) => title),
  );
  if (others.length === 1) marked.push(`${others[0]} (no mark on this map)`);
  else if (others.length) marked.push(`Not marked on this map: ${others.join("; ")}`);
  const rest = told.length - shown.length;
  if (rest) marked.push(`And ${rest} more events`);
  return marked.map((words) => `${words}.`).join(" ");
}
