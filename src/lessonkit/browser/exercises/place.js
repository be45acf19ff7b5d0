// Finding a place: the card that is open on the exercise's map is the answer.
import { element } from "../core/dom.js";
import { inverse, windOf } from "../core/geo.js";
import { drawMap } from "../map/map.js";
import { modelsOf } from "../core/model.js";
/** @import { ExerciseSpec } from "../state.js" */

const REST = 230; // CSS pixels of a window for the question, the answer and its buttons

export const place = {
  async build(context, host) {
    const { model, spec, styles, onChange } = context;
    const [map] = await modelsOf(model, "map");
    const chosen = Object.assign(element("p", "lk-chosen-place"), { role: "status" });
    const drawing = element("div");
    host.append(
      element("p", "lk-note", "Open the card of a place on this map. That is your answer."),
      drawing,
      chosen,
    );
    const { stop } = drawMap(
      { model: map, el: drawing, styles },
      { spare: REST, asked: spec.prompt },
    );
    context.places = map.get("spec").places;
    const read = () => map.get("spec").cards[map.get("selected")]?.place ?? "";
    const tell = () => {
      const id = read();
      chosen.textContent = id ? `Chosen: ${nameOf(context, id)}` : "No place is chosen.";
    };
    const change = () => {
      tell();
      if (read()) onChange();
    };
    map.on("change:selected", change);
    tell();
    return {
      read,
      write(answer) {
        if ((answer ?? "") === read()) return;
        const { cards } = map.get("spec");
        const id = Object.keys(cards).find(
          (one) => cards[one].place === answer && !cards[one].event,
        );
        map.set("selected", id ?? "");
      },
      stop() {
        map.off("change:selected", change);
        stop();
      },
    };
  },
  judge(context, answer) {
    const { spec, seal, places } = context;
    if (!answer) return { fault: "Open the card of a place on the map first." };
    if (seal.isRight(spec, "place", answer)) return { right: true, said: [] };
    const words = seal.message(spec, "place", answer);
    return {
      right: false,
      said: [words ?? `This is ${nameOf(context, answer)}. ${wayTo(spec, seal, places, answer)}`],
    };
  },
  words: (spec, answer, context) => nameOf(context, answer),
};

const nameOf = ({ places }, id) => places?.[id]?.title ?? id;

// Where the right place lies, seen from the chosen one. Any place of the map may be the right one;
// its hash tells.
/** @param {ExerciseSpec} spec */
function wayTo(spec, seal, places, from) {
  const to = Object.keys(places).find((id) => seal.isRight(spec, "place", id));
  if (!to) return "";
  const [a, b] = [from, to].map((id) => [places[id].lon, places[id].lat]);
  const { km, bearing } = inverse(a, b);
  return `The place asked for lies about ${Number(km.toPrecision(1))} km to the ${windOf(bearing)}.`;
}
