// What repeats is stored once: in the page, or for all pages in a script that they share. In the
// state stands where: {"$": 3} is number 3 of the page, {"$": -3} number 2 that all share, and
// {"+": [...]} a text in pieces.

export function unpacker(page, shared) {
  const stored = (n) => (n < 0 ? shared[-n - 1] : page[n]);
  const piece = (one) => (typeof one === "number" ? stored(one) : one);
  const unpack = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(unpack);
    if ("$" in value) return unpack(stored(value.$));
    if ("+" in value) return value["+"].map(piece).join("");
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
  };
  return unpack;
}
