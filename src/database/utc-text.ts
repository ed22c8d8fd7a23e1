/** SQL that gives a moment as text that every reader takes for the same moment, whatever the zone of the session. */
export const utcText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
