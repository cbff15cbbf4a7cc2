/**
 * Why a file did not come. For a video element every failed request is final, and it tells a busy
 * server from a missing file as little as from a broken line: so the file itself is asked for.
 */

const PATIENCE_MS = 10_000;
const SOON_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Ask for the first byte. Gives `{ problem, waitMs }`: "busy", with how long the server asks to
 * wait; "broken", where the line is, or was; "missing", where asking again makes no difference.
 */
export async function inquire(address) {
  const url = new URL(address, location.href);
  // The policy of the page lets a script ask for nothing from another host.
  if (url.origin !== location.origin) return { problem: "broken", waitMs: SOON_MS };
  url.hash = "";
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE_MS);
  try {
    const options = { headers: { Range: "bytes=0-0" }, cache: "no-store", signal: control.signal };
    const { ok, status, headers } = await fetch(url, options);
    if (status === 503 || status === 429) return { problem: "busy", waitMs: wait(headers) };
    if (ok || status >= 500) return { problem: "broken", waitMs: SOON_MS, isThere: ok };
    return { problem: "missing" };
  } catch {
    return { problem: "broken", waitMs: 2 * SOON_MS };
  } finally {
    clearTimeout(timer);
    control.abort(); // one byte was enough, also where the whole file is the answer
  }
}

function wait(headers) {
  const asked = 1000 * Number(headers.get("Retry-After"));
  return Math.min(Math.max(asked || 0, SOON_MS), LONGEST_WAIT_MS);
}
