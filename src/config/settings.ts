import { DEFAULT_BUSINESS_DAY_START_HOUR } from '../base/business-day.ts';
import type { SiteId } from '../base/ids.ts';
import { ALERT_SETTINGS } from './alert-settings.ts';
import {
  date,
  decimal,
  dsn,
  fileNames,
  flag,
  httpUrl,
  instant,
  integer,
  oneOf,
  path,
  quietHours,
  roleName,
  siteId,
  text,
  timeZone,
  token,
} from './kinds.ts';
import { optional, type Setting, setting } from './setting.ts';

/** Every setting the program knows, by the name it has in `.env` and the environment. The one list all else is made of. */
export const SETTINGS = {
  PG_DSN: optional(dsn, {
    group: 'database',
    zh: 'PostgreSQL 连接串;留空则使用内置数据库',
    en: 'PostgreSQL connection string; leave empty to use the embedded database',
    example: 'postgresql://user:password@localhost:5432/billiards',
  }),
  BI_ROLE: setting(roleName, 'feiqiu_bi', {
    group: 'database',
    zh: '报表只读角色名;另建 <角色名>_personal 可读个人信息;none 表示不建',
    en: 'Read-only role for reports; <name>_personal also reads personal data; none makes neither',
  }),
  API_BASE: optional(httpUrl, {
    group: 'api',
    zh: '上游接口地址',
    en: 'Address of the upstream API',
    example: 'https://api.example.com',
  }),
  API_TOKEN: optional(token, {
    group: 'api',
    zh: '上游接口令牌(机密)',
    en: 'Token of the upstream API (secret)',
    example: 'your_token_here',
  }),
  API_TOKEN_COMMAND: optional(text('a command that prints a token', 'secret'), {
    group: 'api',
    zh: '令牌过期时执行的命令,其标准输出即为新令牌',
    en: 'Command run when the token has expired; what it prints is the new token',
    example: './renew-token.sh',
  }),
  API_TIMEOUT_SECONDS: setting(integer(1, 600), '20', {
    group: 'api',
    zh: '单次请求超时(秒)',
    en: 'Seconds after which a request is given up',
  }),
  API_RETRIES: setting(integer(0, 20), '5', {
    group: 'api',
    zh: '暂时性失败的重试次数',
    en: 'How often a request that failed for a passing reason is tried again',
  }),
  API_PAGE_SIZE: setting(integer(1, 1000), '100', {
    group: 'api',
    zh: '每页记录数',
    en: 'Records asked for per page',
  }),
  API_PAGE_CONCURRENCY: setting(integer(1, 64), '8', {
    group: 'api',
    zh: '每个令牌同时进行的请求数上限',
    en: 'Most requests in flight at once per token',
  }),
  API_REQUESTS_PER_SECOND: optional(decimal(0.01, 1000), {
    group: 'api',
    zh: '每个令牌每秒请求数上限;留空则不限',
    en: 'Most requests per second per token; leave empty for no limit',
    example: '10',
  }),
  API_LIMIT_SHARED: setting(flag, 'false', {
    group: 'api',
    zh: 'API_REQUESTS_PER_SECOND 是否对使用同一数据库的所有进程合计;多台机器运行 worker 时设为 true',
    en: 'Whether API_REQUESTS_PER_SECOND counts over all processes that use the database; true where workers run on several machines',
  }),
  CONTRACT_FILE: optional(path, {
    group: 'api',
    zh: '修正上游接口假设(路径、参数、字段名)的 JSON 文件',
    en: 'JSON file that corrects assumptions about the upstream API (paths, parameters, field names)',
    example: './contract.json',
  }),
  STORE_ID: optional<SiteId>(siteId, {
    group: 'store',
    zh: '门店编号',
    en: 'Id of the store',
    example: '2790685415443269',
  }),
  TIMEZONE: setting(timeZone, 'Asia/Shanghai', {
    group: 'store',
    zh: '门店所在时区',
    en: 'Time zone of the store',
  }),
  BUSINESS_DAY_START_HOUR: setting(integer(0, 23), String(DEFAULT_BUSINESS_DAY_START_HOUR), {
    group: 'store',
    zh: '营业日开始的小时，仅在首次装载前有效；之后用 feiqiu-etl stores business-day',
    en: 'Hour at which the business day starts; before the first load only, later "feiqiu-etl stores business-day" changes it',
  }),
  HISTORY_FROM: optional(date, {
    group: 'store',
    zh: '门店历史数据的起始日期;留空则为最近 7 天',
    en: 'First day of history to load; leave empty for the last 7 days',
    example: '2025-01-01',
  }),
  DATA_ROOT: setting(path, './data', {
    group: 'folders',
    zh: '内置数据库与工作文件的目录',
    en: 'Folder of the embedded database and working files',
  }),
  EXPORT_ROOT: setting(path, './export', {
    group: 'folders',
    zh: '归档目录:原始响应保存在其 JSON 子目录',
    en: 'Folder of the archive: responses as received are kept in JSON below it',
  }),
  LOG_ROOT: setting(path, './logs', { group: 'folders', zh: '日志目录', en: 'Folder of the log files' }),
  LOG_LEVEL: setting(oneOf(['trace', 'debug', 'info', 'warn', 'error']), 'info', {
    group: 'folders',
    zh: '日志级别',
    en: 'Least important level that is logged',
  }),
  TASK_CONCURRENCY: setting(integer(1, 32), '8', {
    group: 'load',
    zh: '一家门店同时执行的任务数;所用数据库连接为其一半',
    en: 'Tasks of a store that run at the same time, with half as many connections to the database',
  }),
  WINDOW_MAX_DAYS: setting(integer(1, 366), '7', {
    group: 'load',
    zh: '单个读取窗口的最大天数',
    en: 'Longest window, in days, read as one piece',
  }),
  WINDOW_OVERLAP_HOURS: setting(decimal(0, 720), '2', {
    group: 'load',
    zh: '相邻窗口的重叠小时数(用于捕获迟到的修改)',
    en: 'Hours by which windows overlap, to catch late edits',
  }),
  WALK_DEADLINE_MINUTES: setting(decimal(1, 1440), '60', {
    group: 'load',
    zh: '单次读取(一个窗口)的时限(分钟);上游要求等待更久时任务以“稍后再试”结束',
    en: 'Minutes one walk may take; when upstream asks to wait longer, the task ends as "retry at"',
  }),
  WINDOW_LAG_MINUTES: setting(decimal(0, 1440), '5', {
    group: 'load',
    zh: '窗口上界距当前时间的分钟数',
    en: 'Minutes before the present at which windows end',
  }),
  SCHEDULE_STORES: setting(integer(1, 64), '2', {
    group: 'schedule',
    zh: '计划任务同时处理的门店数',
    en: 'Stores that scheduled work is done for at the same time',
  }),
  QUIET_HOURS: optional(quietHours, {
    group: 'schedule',
    zh: '静默时段(门店当地时间),其间计划任务不启动,结束后补上',
    en: 'Hours of the store in which nothing scheduled starts; it starts when they end',
    example: '19:00-23:30',
  }),
  QUARANTINE_LIMIT: setting(decimal(0, 1), '0.01', {
    group: 'load',
    zh: '任务中可被隔离的记录比例,超过则为部分成功(退出码 3)',
    en: 'Share of a task’s records that may be quarantined before the run counts as partial (exit code 3)',
  }),
  ...ALERT_SETTINGS,
  RETENTION_ARCHIVE_DAYS: setting(integer(0, 36500), '0', {
    group: 'retention',
    zh: '已装载的归档响应保留天数;0 表示永久保留',
    en: 'Days that archived answers are kept once they are loaded; 0 = for ever',
  }),
  RETENTION_HISTORY_DAYS: setting(integer(0, 36500), '0', {
    group: 'retention',
    zh: 'ODS 历史版本保留天数(维度来源表除外);0 表示永久保留',
    en: 'Days that superseded versions in ODS are kept, but those that dimensions are made from; 0 = for ever',
  }),
  RETENTION_CHECK_DAYS: setting(integer(0, 36500), '90', {
    group: 'retention',
    zh: '检查结果保留天数(现状所需的除外);0 表示永久保留',
    en: 'Days that check results are kept, but those by which a check stands; 0 = for ever',
  }),
  RETENTION_RUN_DAYS: setting(integer(0, 36500), '365', {
    group: 'retention',
    zh: '运行记录与重述记录保留天数;0 表示永久保留',
    en: 'Days that the records of runs and restatements are kept; 0 = for ever',
  }),
  RETENTION_QUARANTINE_DAYS: setting(integer(0, 36500), '365', {
    group: 'retention',
    zh: '已关闭的隔离记录保留天数;0 表示永久保留',
    en: 'Days that closed entries of the quarantine are kept; 0 = for ever',
  }),
  RETENTION_ALERT_DAYS: setting(integer(0, 36500), '365', {
    group: 'retention',
    zh: '已消除的告警保留天数;0 表示永久保留',
    en: 'Days that alerts are kept once they are over; 0 = for ever',
  }),
  RETENTION_AUDIT_DAYS: setting(integer(0, 36500), '0', {
    group: 'retention',
    zh: '看板审计记录保留天数;0 表示永久保留',
    en: 'Days that the audit of the dashboard is kept; 0 = for ever',
  }),
  RETENTION_LOG_DAYS: setting(integer(0, 36500), '90', {
    group: 'retention',
    zh: '日志文件保留天数;0 表示永久保留',
    en: 'Days that log files are kept; 0 = for ever',
  }),
  BACKUP_ROOT: setting(path, './backup', {
    group: 'retention',
    zh: '内置数据库备份的目录',
    en: 'Folder of the backups of the embedded database',
  }),
  JSON_DOC_DIR: optional(path, {
    group: 'replay',
    zh: '离线回灌使用的 JSON 目录',
    en: 'Folder of JSON files to replay',
    example: './json-doc',
  }),
  ODS_INCLUDE_FILES: setting(fileNames, '', {
    group: 'replay',
    zh: '仅导入这些文件或表(逗号分隔,表名或中文名均可,不含 .json);留空则全部',
    en: 'Only these files or tables (comma separated, without .json); empty means all',
    aliases: ['INCLUDE_FILES'],
  }),
  ODS_DROP_SCHEMA_FIRST: setting(flag, 'false', {
    group: 'replay',
    zh: '导入前是否重建 schema(仍需 --yes 确认)',
    en: 'Whether to rebuild the schema first (still needs --yes)',
    aliases: ['DROP_SCHEMA_FIRST'],
  }),
  ETL_SKIP_DOTENV: setting(flag, 'false', {
    group: 'testing',
    zh: '设为 1 则不读取 .env(只在环境变量中有效)',
    en: 'Set to 1 to leave .env unread (only meaningful in the environment)',
  }),
  ETL_NOW: optional(instant, {
    group: 'testing',
    zh: '仅测试用:假定的当前时间',
    en: 'For tests only: the moment to take for the present',
    example: '2025-06-01T12:00:00+08:00',
  }),
  TEST_MODE: setting(oneOf(['ONLINE', 'OFFLINE']), 'ONLINE', {
    group: 'testing',
    zh: '测试模式:ONLINE 使用模拟接口,OFFLINE 使用归档 JSON',
    en: 'ONLINE tests read the simulator, OFFLINE tests an archive folder',
  }),
  TEST_JSON_ARCHIVE_DIR: optional(path, {
    group: 'testing',
    zh: 'OFFLINE 测试的归档目录',
    en: 'Archive folder of OFFLINE tests',
    example: './test-archive',
  }),
  TEST_JSON_TEMP_DIR: optional(path, {
    group: 'testing',
    zh: '测试输出 JSON 的临时目录',
    en: 'Folder for JSON written by tests',
    example: './test-artifacts',
  }),
  TEST_DB_DSN: optional(dsn, {
    group: 'testing',
    zh: '测试用 PostgreSQL;留空则使用内置数据库',
    en: 'PostgreSQL for tests; leave empty to use the embedded database',
    example: 'postgresql://user:password@localhost:5432/testdb',
  }),
} as const satisfies Record<string, Setting>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends Setting<infer T, infer D> ? (D extends string ? T : T | undefined) : never;

/** The value of every setting, checked and converted; those without default may be undefined. */
export type Settings = { readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]> };

/** All names, in the order they are shown. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];
