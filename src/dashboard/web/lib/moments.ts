const two = (n: number): string => String(n).padStart(2, '0');

/** A moment in the zone of the reader: `2026-11-22 14:05`; nothing for null. */
export function formatMoment(iso: string | null): string {
  if (iso === null) return '';
  const at = new Date(iso);
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Time of day, to the second. */
export function formatClock(iso: string): string {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How long something took: `850 ms`, `12.3 s`, `4:05 min`, `1:10 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(Math.floor(seconds % 60))} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}

/** From one moment to another; nothing while the end is not there. */
export function formatSpan(from: string | null, to: string | null): string {
  return from === null || to === null ? '' : formatDuration(Date.parse(to) - Date.parse(from));
}
