// What time it is: the simulator's, which somebody may have moved; it may stand still.

let aheadMs = 0;
let standsAtMs = null;

export const now = () => new Date(standsAtMs ?? Date.now() + aheadMs);

/** Go by what the simulator told. */
export function setTime({ ahead_ms: ahead, stands_at_ms: stands }) {
  aheadMs = ahead ?? 0;
  standsAtMs = stands ?? null;
}
