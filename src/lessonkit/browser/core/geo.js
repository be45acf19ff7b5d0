// Distances, directions and ways on the WGS 84 ellipsoid. Points are [lon, lat] in degrees.

const A = 6378137; // metres, semi-major axis
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RAD = Math.PI / 180;
const OVER_POLES = 20003.931 / Math.PI; // km for one radian
const MILE = 1.609344;
const WINDS = [
  "north",
  "north-north-east",
  "north-east",
  "east-north-east",
  "east",
  "east-south-east",
  "south-east",
  "south-south-east",
  "south",
  "south-south-west",
  "south-west",
  "west-south-west",
  "west",
  "west-north-west",
  "north-west",
  "north-north-west",
];

// Geodesic distance in km and first bearing in degrees from north, clockwise: the inverse
// problem by the formulas of T. Vincenty (Survey Review 23, 1975). Nearly on the other side of the
// earth they find nothing: there the sphere is right to 0.3 %.
/**
 * @param {number[]} from
 * @param {number[]} to
 */
export function inverse([lon1, lat1], [lon2, lat2]) {
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - F) * Math.tan(lat * RAD)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const apart = ((((lon2 - lon1 + 180) % 360) + 360) % 360) * RAD - Math.PI;
  let lambda = apart;
  let arc;
  for (let n = 0; n < 100; n += 1) {
    arc = arcOn(s1, c1, s2, c2, lambda);
    if (arc.sine === 0) return { km: 0, bearing: 0 };
    const { sine, cosine, sigma, sinAlpha, cos2m, cosSqAlpha } = arc;
    const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
    const next =
      apart +
      (1 - c) * F * sinAlpha * (sigma + c * sine * (cos2m + c * cosine * (2 * cos2m ** 2 - 1)));
    const done = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (done) break;
    if (n === 99 || Math.abs(lambda) > Math.PI) return onSphere([lon1, lat1], [lon2, lat2]);
  }
  const bearing = Math.atan2(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda)) / RAD;
  return { km: lengthOf(arc) / 1000, bearing: (bearing + 360) % 360 };
}

// As on a sphere on which the way to the other side is as long as over the poles.
function onSphere([lon1, lat1], [lon2, lat2]) {
  const [p, q, l] = [lat1 * RAD, lat2 * RAD, (lon2 - lon1) * RAD];
  const north = Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(l);
  const east = Math.cos(q) * Math.sin(l);
  const along = Math.sin(p) * Math.sin(q) + Math.cos(p) * Math.cos(q) * Math.cos(l);
  const angle = Math.atan2(Math.hypot(north, east), along);
  return { km: angle * OVER_POLES, bearing: (Math.atan2(east, north) / RAD + 360) % 360 };
}

// The arc on the auxiliary sphere between two reduced latitudes, `lambda` apart in longitude.
function arcOn(s1, c1, s2, c2, lambda) {
  const sine = Math.hypot(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda));
  const cosine = s1 * s2 + c1 * c2 * Math.cos(lambda);
  const sinAlpha = sine && (c1 * c2 * Math.sin(lambda)) / sine;
  const cosSqAlpha = 1 - sinAlpha ** 2;
  const cos2m = cosSqAlpha ? cosine - (2 * s1 * s2) / cosSqAlpha : 0; // 0 along the equator
  return { sine, cosine, sigma: Math.atan2(sine, cosine), sinAlpha, cosSqAlpha, cos2m };
}

function lengthOf({ sine, cosine, sigma, cosSqAlpha, cos2m }) {
  const u = (cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const correction =
    b *
    sine *
    (cos2m +
      (b / 4) *
        (cosine * (2 * cos2m ** 2 - 1) -
          (b / 6) * cos2m * (4 * sine ** 2 - 3) * (4 * cos2m ** 2 - 3)));
  return B * a * (sigma - correction);
}

// Points along the great circle between two points, ends included, to draw the line with. On the
// sphere: against the ellipsoid the line moves by less than its own width.
/**
 * @param {number[]} from
 * @param {number[]} to
 */
export function pathBetween(from, to, steps = 32) {
  const [a, b] = [from, to].map(([lon, lat]) => [
    Math.cos(lat * RAD) * Math.cos(lon * RAD),
    Math.cos(lat * RAD) * Math.sin(lon * RAD),
    Math.sin(lat * RAD),
  ]);
  const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  if (angle < 1e-9) return [from, to];
  return Array.from({ length: steps + 1 }, (_, n) => {
    const [p, q] = [Math.sin(angle * (1 - n / steps)), Math.sin((angle * n) / steps)];
    const [x, y, z] = a.map((v, i) => p * v + q * b[i]);
    return [Math.atan2(y, x) / RAD, Math.atan2(z, Math.hypot(x, y)) / RAD];
  });
}

export function toMiles(km) {
  return km / MILE;
}

export function toKm(miles) {
  return miles * MILE;
}

// The direction in words: one of sixteen winds.
export function windOf(bearing) {
  return WINDS[Math.round(bearing / 22.5) % 16];
}

// A round length for a scale bar, in km, at most `most`.
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * power).find((n) => n <= most);
}
