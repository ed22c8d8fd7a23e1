/** A text as an SQL literal. For DDL and generated SQL; values of a statement go as parameters. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as it stands in SQL, whatever is in it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
