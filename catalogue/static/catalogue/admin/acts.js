/** What was done to the rows, one act after the other, to be undone in turn and done again. */

const MOST = 200;

export class Acts {
  #rows;
  #done = [];
  #undone = [];

  constructor(rows) {
    this.#rows = rows;
  }

  /** Do something to the rows and note what it changed; what is typed meanwhile is no part of it. */
  do(change) {
    const before = this.#look();
    change();
    const after = this.#look();
    const act = { added: [], removed: [], changed: [] };
    for (const [row, values] of after) {
      const former = before.get(row);
      if (!former) act.added.push(row);
      else if (Object.keys(values).some((name) => values[name] !== former[name])) {
        act.changed.push({ row, former: differing(former, values) });
      }
    }
    for (const row of before.keys()) if (!after.has(row)) act.removed.push(row);
    if (!act.added.length && !act.removed.length && !act.changed.length) return;
    this.#done.push(act);
    this.#undone = [];
    if (this.#done.length > MOST) this.#done.shift();
  }

  /** Undo the last act; null where there is none. What was typed in a row that goes, goes along. */
  undo() {
    return this.#turn(this.#done, this.#undone);
  }

  /** Do again what was undone last; null where there is nothing. */
  redo() {
    return this.#turn(this.#undone, this.#done);
  }

  #turn(from, to) {
    const act = from.pop();
    if (!act) return null;
    const changed = act.changed.map(({ row, former }) => ({ row, former: differing(row.values, former) }));
    to.push({ added: act.removed, removed: act.added, changed });
    for (const row of act.added) this.#rows.remove(row);
    for (const row of act.removed) this.#rows.putBack(row);
    for (const { row, former } of act.changed) {
      row.values = former;
      if (!row.key) this.#rows.place(row);
    }
    return act;
  }

  #look() {
    return new Map(this.#rows.all.map((row) => [row, row.values]));
  }
}

/** Of the first, what the second has too and otherwise. */
function differing(one, other) {
  return Object.fromEntries(
    Object.entries(one).filter(([name, value]) => name in other && value !== other[name]),
  );
}
