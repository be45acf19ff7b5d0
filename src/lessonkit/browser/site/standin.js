// A stand-in for the widget models of Jupyter: the same state and the same events, without a kernel.
// It is what the scripts of the widgets ask for and no more.

export class Models {
  // `states` has the state of each model by its id; `unpack` makes it when it is first asked for.
  constructor(states, unpack = (state) => state) {
    this.states = states;
    this.unpack = unpack;
    this.made = {};
    /** @type {string | undefined} */
    this.elsewhere = undefined;
    this.apart = false; // whether the browser may keep the answers of each page of a site apart
    /** @type {((notebook: string) => { title: string, href: string } | null) | undefined} */
    this.pageOf = undefined;
  }

  async get_model(id) {
    if (!(id in this.states)) throw Error(`There is no model ${id}.`);
    return (this.made[id] ??= new Model(this.unpack(this.states[id]), this));
  }
}

class Model {
  constructor(state, manager) {
    this.state = state;
    this.widget_manager = manager;
    this.heard = new Map();
  }

  get(name) {
    return this.state[name];
  }

  // Like a model of Jupyter, it tells of a change only if there is one.
  set(name, value) {
    if (JSON.stringify(value) === JSON.stringify(this.state[name])) return;
    this.state[name] = value;
    const now = [...(this.heard.get(`change:${name}`) ?? [])]; // one may take itself off
    for (const listener of now) listener();
  }

  on(event, listener) {
    if (!this.heard.has(event)) this.heard.set(event, new Set());
    this.heard.get(event).add(listener);
  }

  off(event, listener) {
    this.heard.get(event)?.delete(listener);
  }

  save_changes() {}
}
