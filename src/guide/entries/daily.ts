import { type Chapter, entry } from '../entry.ts';

export const DAILY_CHAPTER: Chapter = {
  zh: '调度、通知与对比',
  en: 'Schedules, alerts, comparing',
  entries: [
    entry(
      'BAD_CRON',
      ['不是 cron 表达式', '少了一段或超出范围', '五段：分 时 日 月 周，例如 "10 */2 * * *"'],
      [
        'this is no cron expression',
        'a field is missing or out of range',
        'five fields: minute hour day month weekday, as in "10 */2 * * *"',
      ],
    ),
    entry(
      'BAD_QUIET_HOURS',
      ['不是安静时段', '格式不对', '写成 18:00-23:30'],
      ['these are no quiet hours', 'another form', 'write 18:00-23:30'],
    ),
    entry(
      'BAD_SCHEDULE',
      ['调度的名称或内容不合法', '名称含大写或空格，或任务未知', '按信息改正'],
      [
        'a schedule has a name or content that is not allowed',
        'capitals or blanks in the name, an unknown task',
        'correct it as the message says',
      ],
    ),
    entry(
      'NOTHING_TO_SET',
      ['没有说明要改什么', 'schedule set 没带选项', '加上要改的选项'],
      ['nothing was given to change', '"schedule set" came without options', 'add what is to change'],
    ),
    entry(
      'UNKNOWN_SCHEDULE',
      ['没有改动过的这个调度', '拼写错误，或它仍是默认值', 'schedule list 查看'],
      ['no changed schedule has this name', 'a misspelling, or it is as shipped', 'see "schedule list"'],
    ),
    entry(
      'BAD_CHANNEL',
      ['通知渠道的设置不合法', '地址或邮箱写错', '按信息改正相应设置'],
      [
        'a channel of alerts is not set up right',
        'a wrong address or mailbox',
        'correct the setting that the message names',
      ],
    ),
    entry(
      'NO_CHANNEL',
      ['没有可用的通知渠道', '没有设置任何渠道', '在 .env 设置一个，再用 alerts test 试发'],
      ['there is no channel for alerts', 'none is set', 'set one in .env and try it with "alerts test"'],
    ),
    entry(
      'CHANNEL_BUSY',
      ['通知渠道忙', '机器人每分钟限量', '稍后自动重试'],
      ['a channel is busy', 'robots take only so many messages a minute', 'it is tried again by itself'],
    ),
    entry(
      'CHANNEL_FAILED',
      ['通知没有发出', '渠道暂时失败，重试后仍不行', '用 alerts test 试发，按信息处理'],
      [
        'an alert could not be sent',
        'the channel failed, several tries included',
        'try it with "alerts test" and do as it says',
      ],
    ),
    entry(
      'CHANNEL_REFUSED',
      ['通知渠道拒绝了消息', '密钥、关键词或收件人不对', '核对该渠道的密钥和安全设置'],
      [
        'a channel refused the message',
        'a wrong key, keyword or recipient',
        'check key and security settings of the channel',
      ],
    ),
    entry(
      'CHANNEL_UNREACHABLE',
      ['连不上通知渠道', '网络或代理问题', '检查网络，稍后自动重试'],
      ['a channel cannot be reached', 'network or proxy', 'check the network; it is tried again by itself'],
    ),
    entry(
      'BAD_MAPPING',
      ['--mapping 含有未知的表或列', '拼写错误', '采用信息列出的名称'],
      ['--mapping names an unknown table or column', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'BAD_CAST',
      ['--mapping 的转换读不了某个值', '类型写错', '换一个转换，或先用 SQL 找出该值'],
      ['a cast of --mapping cannot read a value', 'the type is wrong', 'use another cast, or find the value with SQL'],
    ),
    entry(
      'BAD_TOLERANCE',
      ['--tolerance 不是正的小数', '写法不对', '写成 0.01'],
      ['--tolerance is no positive decimal number', 'another form', 'write one like 0.01'],
    ),
    entry(
      'NO_SCHEMA',
      ['数据库里没有这个模式的表', '模式名写错或连错了库', '采用信息列出的模式'],
      [
        'the database has no tables in this schema',
        'a misspelling, or another database',
        'take a schema that the message lists',
      ],
    ),
    entry(
      'NO_TABLES',
      ['--tables 没有匹配到表', '拼写错误', '采用信息列出的表'],
      ['--tables matches no table', 'a misspelling', 'take tables that the message lists'],
    ),
    entry(
      'NO_TIME_COLUMN',
      ['没有可按时间选取的列', '表里没有公认的时间列', '用 --time-column 指明'],
      ['no table has a time to choose rows by', 'no column is known as such', 'name one with --time-column'],
    ),
    entry(
      'NO_FETCH_TIME',
      ['旧数据没有说明接收时间', '旧表没有该列', '用 --fetched-at 说明'],
      [
        'rows of the old database do not say when they were received',
        'the old table has no such column',
        'state it with --fetched-at',
      ],
    ),
    entry(
      'NO_LEGACY_SCHEMA',
      ['旧库没有这个模式的表', '模式名写错或连错了库', '采用信息列出的模式'],
      [
        'the old database has no tables in this schema',
        'a misspelling, or another database',
        'take a schema that the message lists',
      ],
    ),
    entry(
      'NO_LEGACY_TABLE',
      ['旧库没有这个原始记录表', '拼写错误', '采用信息列出的表'],
      ['the old database has no such table of raw records', 'a misspelling', 'take a table that the message lists'],
    ),
  ],
};
