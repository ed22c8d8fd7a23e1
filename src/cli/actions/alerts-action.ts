import { ConfigError } from '../../base/errors.ts';
import { CHANNEL_SETTINGS, type Channels, channelsOf } from '../../notify/channels.ts';
import type { Channel, ChannelName } from '../../notify/message.ts';
import { type ListedAlert, listAlerts } from '../../orchestration/alerts/alert-store.ts';
import type { ChannelResult } from '../../orchestration/alerts/deliver.ts';
import { trySend } from '../../orchestration/alerts/deliver.ts';
import { raiseOutage } from '../../orchestration/alerts/outage.ts';
import { checkAlerts } from '../../orchestration/alerts/raise.ts';
import { alertWords } from '../../orchestration/alerts/words.ts';
import type { AlertTestOptions } from '../commands/alerts.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings, openWorkplace, type Surroundings, withReadingPlace, withStopSignal } from '../workplace.ts';

/** The alerts on record. */
export function executeAlertList(options: CommonOptions, all: boolean): Promise<ListedAlert[]> {
  return withReadingPlace(options, ({ db }) => listAlerts(db, all));
}

/** What a look at all stores has found, and what became of each channel. */
export interface AlertCheck {
  readonly alerts: readonly ListedAlert[];
  readonly channels: readonly ChannelResult[];
}

/** Looks now and tells what is due. Without a channel the findings are kept all the same. */
export async function executeAlertCheck(options: CommonOptions): Promise<AlertCheck> {
  const surroundings = loadSurroundings(options);
  const { all, problems } = channelsOfSurroundings(surroundings);
  for (const problem of problems) surroundings.reporter.warn(problem);
  if (all.length === 0) surroundings.reporter.warn(noChannel());
  return withStopSignal(async (signal) => {
    try {
      return await openWorkplace(surroundings, { signal, stores: 1 }, async (place) => {
        const channels = await checkAlerts(place, all);
        return { alerts: await listAlerts(place.database.pool, false), channels };
      });
    } catch (error) {
      await raiseOutage({ ...surroundings, signal }, error);
      throw error;
    }
  });
}

/** What became of a message to a channel; null: delivered. */
export interface Delivery {
  readonly channel: ChannelName;
  readonly error: string | null;
}

/** Sends a test message. Needs no database. */
export async function executeAlertTest(options: AlertTestOptions): Promise<Delivery[]> {
  const surroundings = loadSurroundings(options);
  const { ALERT_LANG, ALERT_LINK: link } = surroundings.config.values;
  const { test } = alertWords(ALERT_LANG);
  const chosen = chooseChannels(channelsOfSurroundings(surroundings), options.channel);
  return withStopSignal((signal) =>
    Promise.all(
      chosen.map(async (channel) => ({
        channel: channel.name,
        error: await trySend(
          channel,
          {
            title: test.title,
            severity: 'info',
            lines: [test.line(channel.name)],
            ...(link === undefined ? {} : { link }),
          },
          signal,
        ),
      })),
    ),
  );
}

const channelsOfSurroundings = ({ config, clock, reporter }: Surroundings): Channels =>
  channelsOf(config, clock, reporter);

/** The channels to use; throws ConfigError when there is none, or when settings do not make one. */
export function chooseChannels({ all, problems }: Channels, name?: ChannelName): readonly Channel[] {
  if (problems.length > 0) throw new ConfigError('BAD_CHANNEL', problems.join('\n'));
  const chosen = name === undefined ? all : all.filter((channel) => channel.name === name);
  if (chosen.length > 0) return chosen;
  if (all.length === 0) throw new ConfigError('NO_CHANNEL', noChannel());
  const set = all.map((channel) => channel.name).join(', ');
  throw new ConfigError('NO_CHANNEL', `channel ${name} is not set; those that are: ${set}`);
}

function noChannel(): string {
  return `no channel is set: put at least one of ${CHANNEL_SETTINGS.join(', ')} (with SMTP_URL) into the environment or .env`;
}
