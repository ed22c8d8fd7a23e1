import { type Chapter, entry } from '../entry.ts';

export const DAILY_CHAPTER: Chapter = {
  zh: '调度、通知、看板与对比',
  en: 'Schedules, alerts, dashboard, comparing',
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
      'CANNOT_LISTEN',
      ['端口不能监听', '端口被占用或没有权限', '换一个 --port，或结束占用它的程序'],
      [
        'the port cannot be listened on',
        'it is in use, or there is no right',
        'give another --port, or end what uses it',
      ],
    ),
    entry(
      'BAD_PASSWORD',
      ['密码不合要求', '太短或太长', '按信息的长度重设'],
      ['the password is not allowed', 'too short or too long', 'choose one of the length that the message says'],
    ),
    entry(
      'NO_PASSWORD',
      ['没有输入密码', '不在终端里运行，也没有从 stdin 给出', '在终端输入，或作为 stdin 的第一行给出'],
      [
        'no password was given',
        'no terminal, and nothing on stdin',
        'type it in a terminal, or give it as the first line of stdin',
      ],
    ),
    entry(
      'PASSWORDS_DIFFER',
      ['两次输入的密码不同', '输入错误', '再输入一次'],
      ['the two passwords are not the same', 'a typing mistake', 'type it again'],
    ),
    entry(
      'BAD_PUBLIC_URL',
      ['--public-url 不是网站地址', '带了路径或缺少 https://', '写成 https://hall.example.com'],
      ['--public-url is no address of a site', 'a path in it, or no https://', 'write https://hall.example.com'],
    ),
    entry(
      'BAD_URL',
      ['--url 不是地址', '缺少 http(s)://', '写完整的地址'],
      ['--url is no address', 'http(s):// is missing', 'write the whole address'],
    ),
    entry(
      'BAD_ROLE',
      ['没有这个角色', '拼写错误', '采用信息列出的角色'],
      ['there is no such role', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'BAD_USER',
      ['不能作为用户名', '为空、含空格或太长', '1到64个字符，不含空格'],
      ['this cannot be a user name', 'empty, with blanks, or too long', '1 to 64 characters without spaces'],
    ),
    entry(
      'UNKNOWN_USER',
      ['没有这个用户', '拼写错误', 'users list 查看'],
      ['there is no such user', 'a misspelling', 'see "users list"'],
    ),
    entry(
      'USER_EXISTS',
      ['已有这个用户', '重复添加', '改密码用 users password，删除用 users remove'],
      [
        'there is a user of this name',
        'added twice',
        'change the password with "users password", remove with "users remove"',
      ],
    ),
    entry(
      'NO_USERS',
      ['还没有用户，不对其他机器开放', '第一次启动看板', '先运行 users add'],
      ['there is no user yet, so it is not opened to other machines', 'the dashboard is new', 'run "users add" first'],
    ),
    entry(
      'NO_READERS',
      ['缺少看板使用的只读角色', '数据库用户不能创建角色', '按信息由管理员创建'],
      [
        'the read-only roles of the dashboard are missing',
        'the database user may not create roles',
        'have an administrator make them as the message says',
      ],
    ),
    entry(
      'NO_PAGES',
      ['看板页面没有构建', '源码目录里还没有构建', '运行 npm run build'],
      ['the pages of the dashboard are not built', 'a checkout that was never built', 'run "npm run build"'],
    ),
    entry(
      'DB_GONE',
      ['看板暂时连不上数据库', '数据库重启或断线', '稍候刷新；仍不行时检查数据库'],
      [
        'the dashboard cannot reach the database at the moment',
        'a restart or a broken connection',
        'reload in a moment; if it stays, look at the database',
      ],
    ),
    entry(
      'TOO_SLOW',
      ['查询太久，已放弃', '范围太大', '选更少的天数'],
      ['a query took too long and was given up', 'the range is too large', 'ask for fewer days'],
    ),
    entry(
      'FAULT',
      ['看板遇到程序缺陷', '程序缺陷', '看 serve 的终端输出并报告'],
      [
        'the dashboard met a fault of the program',
        'a fault of the program',
        'look at the terminal of "serve" and report it',
      ],
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
