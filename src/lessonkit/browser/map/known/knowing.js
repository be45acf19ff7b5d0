// What a map knows: its second clock and its switchboard of sources, tied to the state.
import { compare, dayNumber } from "../../core/dates.js";
import { put } from "../../core/model.js";
import { buildClock } from "./clock.js";
import { Evidence, NOW } from "./evidence.js";
import { buildSwitchboard } from "./switchboard.js";
/** @import { MapOnPage, MapState, Model } from "../../state.js" */
/** @import { Stage } from "../stage.js" */

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {Model<MapState>} model
 * @param {(id: string) => void} onOpen of a mark that the panel names
 */
export function buildKnowing(part, spec, stage, model, onOpen) {
  const { evidence } = stage;
  if (!evidence) return { show() {}, follow() {}, count() {} };
  const dayShown = () => model.get("date");
  const clock = evidence.hasClock
    ? buildClock(part(".lk-time"), spec, { onDay: (iso) => put(model, "known_by", iso), dayShown })
    : null;
  const count = boardOf(part, spec, stage, model, onOpen);
  const spare = spareChips(part(".lk-chips"), spec, evidence);
  return {
    count,
    // The clock is pushed along by the day.
    follow() {
      const by = model.get("known_by");
      if (by && compare(by, dayShown()) < 0) put(model, "known_by", dayShown());
      else clock?.show(by);
    },
    show() {
      const by = model.get("known_by");
      evidence.by = by ? dayNumber(by, spec.step) : NOW;
      const off = model.get("sources_off").map((id) => evidence.numbers.get(id));
      evidence.setSources(new Set(off), model.get("two_sides"));
      clock?.show(by);
      spare(evidence.isActive);
    },
  };
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function boardOf(part, spec, stage, model, onOpen) {
  const { evidence } = stage;
  if (!spec.evidence.sides.length) return () => {};
  const isSeen = (f) => stage.visible.has(f.layer) && (!f.point || stage.isInView(f.point));
  const count = buildSwitchboard(part(".lk-sources"), spec, {
    evidence,
    whole: new Evidence(spec, stage.features),
    isSeen,
    isPart: () => !stage.isWhole,
    onOpen,
    onPoint: (ids) => stage.rings.point(ids),
    onOff: (ids) => put(model, "sources_off", ids),
    onTwo: (on) => put(model, "two_sides", on),
  });
  stage.onRest.add(() => count());
  return () => count(model.get("date") ? dayNumber(model.get("date"), spec.step) : NaN);
}

// The chip of not known stands there only while it can have a mark.
/**
 * @param {MapOnPage} spec
 * @param {Evidence} evidence
 */
function spareChips(chips, spec, evidence) {
  const real = new Set(evidence.features.filter((f) => !f.isSaid).map((f) => f.layer));
  const isSpare = ({ id, table }) => table === "control" && !real.has(id);
  const held = spec.layers.filter(({ holder }) => holder);
  // A chip switches all layers of its holder, and goes by the first of them.
  const of = (one) => held.filter(({ holder }) => holder === one.holder);
  const spare = held.filter((one) => of(one)[0] === one && of(one).every(isSpare));
  return (isActive) => {
    for (const { id } of spare)
      chips.querySelector(`[data-layer="${CSS.escape(id)}"]`).hidden = !isActive;
    // The button at their end stands beside one that shows.
    const last = chips.querySelector(".lk-last");
    const shown = [...chips.querySelectorAll(".lk-chip:not([hidden])")].at(-1);
    if (shown && !last.contains(shown)) last.prepend(shown);
  };
}
