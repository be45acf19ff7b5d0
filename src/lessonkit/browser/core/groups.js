// Things in groups.

// Groups by a key, in the order in which they come; not every browser has `Map.groupBy`.
export function groupedBy(things, keyOfThing) {
  const groups = new Map();
  for (const one of things) {
    const key = keyOfThing(one);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return groups;
}
