/** SQL that gives a moment as text that every reader takes for the same moment, whatever the zone of the session. */
export const utcText = (moment: string): string =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** The same to the microsecond that PostgreSQL keeps; it sorts like time. */
export const exactUtcText = (moment: string): string =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** SQL that gives a moment as wall-clock time, as people of a store read it; `zone` is SQL as well. */
export const localText = (moment: string, zone = 's.timezone'): string =>
  `to_char(${moment} at time zone ${zone}, 'YYYY-MM-DD HH24:MI:SS')`;
