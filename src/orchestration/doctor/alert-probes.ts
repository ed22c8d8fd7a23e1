import type { Clock } from '../../base/clock.ts';
import { silentReporter } from '../../base/reporter.ts';
import type { Config } from '../../config/load-config.ts';
import type { Pool } from '../../database/connection.ts';
import { channelsOf } from '../../notify/channels.ts';
import { type FoundDatabase, needsTables } from './database-probes.ts';
import { ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** Whether people are told, and what they were told lately. */
export function alertProbes(found: FoundDatabase, config: Config, clock: Clock): Probe[] {
  return [
    { id: 'alert-channels', examine: () => examineChannels(config, clock) },
    needsTables(found, 'alerts', examineAlerts),
  ];
}

function examineChannels(config: Config, clock: Clock): Verdict {
  const { all, problems } = channelsOf(config, clock, silentReporter);
  if (problems.length > 0) return warn(problems.join('\n'), 'complete the settings, or take them out');
  if (all.length === 0) return skipped('no channel is set: nobody is told when something fails (ALERT_… settings)');
  return ok(`alerts go to ${all.map(({ name }) => name).join(', ')}; "feiqiu-etl alerts test" tries them`);
}

const OPEN = `select a.kind || ' ' || a.subject || ' of store ' || a.site_id as text from etl_admin.etl_alert a
where a.resolved_at is null order by a.opened_at`;

/** What a channel could not be told, and has not been told since. */
const UNTOLD = `select d.channel || ': ' || max(d.error) || ' (' || count(*) || ' alerts, since ' ||
  to_char(min(d.failed_at) at time zone 'utc', 'YYYY-MM-DD HH24:MI') || ' UTC)' as text
from etl_admin.etl_alert_delivery d where d.error is not null group by d.channel order by 1`;

async function examineAlerts(pool: Pool): Promise<Verdict> {
  const { rows: there } = await pool.query<{ present: boolean }>(
    `select to_regclass('etl_admin.etl_alert_delivery') is not null as present`,
  );
  if (there[0]?.present !== true) return skipped('the tables of alerts are not there yet');
  const untold = (await pool.query<{ text: string }>(UNTOLD)).rows;
  if (untold.length > 0) {
    const finding = `not delivered: ${untold.map(({ text }) => text).join('\n')}`;
    return warn(finding, 'the next run tries again; "feiqiu-etl alerts test" tries the channels now');
  }
  const open = (await pool.query<{ text: string }>(OPEN)).rows;
  if (open.length === 0) return ok('no alert is open');
  return warn(
    `${open.length} alerts are open: ${open
      .slice(0, 5)
      .map(({ text }) => text)
      .join(', ')}`,
    'see "feiqiu-etl alerts list"',
  );
}
