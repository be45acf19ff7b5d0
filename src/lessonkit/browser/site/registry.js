// What draws each widget of a page: scripts of the page put their views in.

/** @type {Record<string, (context: any) => any>} */
export const VIEWS = {};
