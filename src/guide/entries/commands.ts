import { type Chapter, entry } from '../entry.ts';

export const COMMANDS_CHAPTER: Chapter = {
  zh: '命令的参数',
  en: 'What a command was given',
  entries: [
    entry(
      'AMBIGUOUS_KEY',
      ['多家门店都有这一行', '没有指定门店', '用 --stores 指明门店'],
      ['several stores have this row', 'no store was named', 'say which with --stores'],
    ),
    entry(
      'BAD_DATE',
      ['日期不能用', '已经过去，或格式不对', '写成 2026-01-02'],
      ['the day cannot be used', 'it is over, or written in another form', 'write 2026-01-02'],
    ),
    entry(
      'BAD_ENTRY',
      ['不是隔离记录的编号', '写成了别的列', 'quarantine list 的第一列就是编号'],
      [
        'this is no number of a quarantine entry',
        'it is from another column',
        'the first column of "quarantine list" shows them',
      ],
    ),
    entry(
      'BAD_HOUR',
      ['不是0到23的钟点', '带了分钟或超出范围', '只写整点，例如 8'],
      ['this is no hour from 0 to 23', 'it has minutes, or is out of range', 'write a whole hour, as in 8'],
    ),
    entry(
      'BAD_INSTANT',
      ['不是带时区的时刻', '缺少时区', '写成 2025-11-30T00:00:00+08:00'],
      ['this is no moment with its zone', 'the zone is missing', 'write 2025-11-30T00:00:00+08:00'],
    ),
    entry(
      'BAD_KEY',
      ['主键的写法不对', '缺少一列，或类型不符', '按信息中的示例书写'],
      [
        'the key of a row is not as it should be',
        'a part is missing, or of another kind',
        'write it as the message shows',
      ],
    ),
    entry(
      'BAD_NUMBER',
      ['不是允许范围内的数', '写成了文字或超出范围', '按信息中的范围书写'],
      ['this is no number in the range allowed', 'a word, or out of range', 'write one as the message says'],
    ),
    entry(
      'BAD_OPTIONS',
      ['选项互相矛盾或缺少一个', '两个选项不能同时用', '按信息只留一个，或补上'],
      [
        'options exclude each other, or one is missing',
        'two that do not go together',
        'keep one as the message says, or add what is missing',
      ],
    ),
    entry(
      'BAD_OUTPUT',
      ['--output 指定的文件不能写', '目录不存在或没有权限', '换一个可写的位置'],
      [
        'the file of --output cannot be written',
        'its folder is not there, or there is no right',
        'give a place that can be written',
      ],
    ),
    entry(
      'BAD_RANGE',
      ['--from 或 --to 不能用', '格式不对，或起点在终点之后', '写成 2026-01-02 或 "2026-01-02 08:00:00"'],
      [
        '--from or --to cannot be used',
        'another form, or the start lies after the end',
        'write 2026-01-02 or "2026-01-02 08:00:00"',
      ],
    ),
    entry(
      'BAD_SOURCE',
      ['--source 未知', '拼写错误', '写 online 或 archive'],
      ['--source is not known', 'a misspelling', 'write online or archive'],
    ),
    entry(
      'BAD_TIME',
      ['不是一个时间', '格式不对', '写成 "2026-01-02 08:00:00"'],
      ['this is no time', 'another form', 'write "2026-01-02 08:00:00"'],
    ),
    entry(
      'BAD_TIMEZONE',
      ['不是时区', '拼写错误', '写成 Asia/Shanghai'],
      ['this is no time zone', 'a misspelling', 'write one like Asia/Shanghai'],
    ),
    entry(
      'BAD_WAIT',
      ['--wait 不是秒数', '带了单位', '只写秒数'],
      ['--wait is not a number of seconds', 'a unit is written with it', 'write seconds only'],
    ),
    entry(
      'BAD_MISBEHAVIOUR',
      ['模拟器的异常选项写法不对', '多给或少给了值', 'simulate serve --help 列出写法'],
      [
        'an option of a misbehaviour of the simulator is wrong',
        'a value too many or too few',
        '"simulate serve --help" lists them',
      ],
    ),
    entry(
      'UNKNOWN_MISBEHAVIOUR',
      ['没有这个异常名', '拼写错误', '采用信息中的建议'],
      ['there is no such misbehaviour', 'a misspelling', 'take the name that the message suggests'],
    ),
    entry(
      'NO_FOLDER',
      ['目录无法读取或写入', '路径写错或没有权限', '核对路径和权限'],
      ['the folder cannot be read or written', 'a wrong path, or no right', 'check path and permissions'],
    ),
    entry(
      'NO_WALKS',
      ['目录里没有归档', '目录指错，或从未运行过', '指向 EXPORT_ROOT 下由运行写出的目录'],
      [
        'the folder holds no archive',
        'another folder, or nothing ran yet',
        'give a folder that runs wrote, below EXPORT_ROOT',
      ],
    ),
    entry(
      'NO_REASON',
      ['--reason 为空', '没写原因', '写明为什么接受这些违规'],
      ['--reason is empty', 'no reason was given', 'say why the violations are accepted'],
    ),
    entry(
      'NO_RANGE',
      ['没有给出日期范围', '缺少 --from 或 --to', '两个都写上，首尾两天都包含'],
      ['no range of days was given', '--from or --to is missing', 'give both; both days are included'],
    ),
    entry(
      'NO_STORE',
      ['没有要装载的门店', '没有设置 STORE_ID，登记表也是空的', '设置 STORE_ID，或用 stores add 登记'],
      [
        'there is no store to load',
        'STORE_ID is not set, and no store is registered',
        'set STORE_ID, or add one with stores add',
      ],
    ),
    entry(
      'NO_TASKS',
      ['没有点名任务', '--tasks 为空', '给出任务代码，用逗号分隔'],
      ['no task was named', '--tasks is empty', 'give codes, comma separated'],
    ),
    entry(
      'NOT_CONFIRMED',
      ['需要确认的操作没有确认', '会清除数据的命令要求 --yes', '想好了再加 --yes'],
      [
        'a step that needs to be confirmed was not',
        'a command that removes data asks for --yes',
        'add --yes if you mean it',
      ],
    ),
    entry(
      'NOT_TRACEABLE',
      ['该表的行不是上游的记录', '它是计算出来的，或随产品提供', '用 lineage 查看它的来源'],
      [
        'rows of this table are no records of upstream',
        'they are computed, or come with the product',
        '"lineage" says from what',
      ],
    ),
    entry(
      'STORE_KNOWN',
      ['门店已经登记过', '重复添加', '修改用 stores set'],
      ['the store is registered already', 'added twice', 'change it with "stores set"'],
    ),
    entry(
      'BAD_TOKEN_ENV',
      [
        '--token-env 要的是环境变量的名称',
        '写成了令牌本身',
        '写变量名，例如 API_TOKEN_SECOND；写错的令牌可能留在命令历史里，请更换',
      ],
      [
        '--token-env wants the name of an environment variable',
        'the token itself was written',
        'write a name such as API_TOKEN_SECOND; a token typed there is in the history of the shell, so renew it',
      ],
    ),
    entry(
      'NO_NAMES',
      ['选项没有点名任何东西', '只写了逗号或空格', '写名称，用逗号分隔'],
      ['an option that takes names got none', 'only commas or blanks were given', 'give names, comma separated'],
    ),
    entry(
      'EXPORT_NOT_WRITTEN',
      ['导出写不进目录', '没有权限、目录只读或磁盘已满', '用 --output 换一个目录；已写完的文件是完整的'],
      [
        'the export cannot be written',
        'no right, a read-only folder or a full disk',
        'give another folder with --output; files that are there are whole',
      ],
    ),
    entry(
      'NO_STORE_COLUMN',
      ['该表不区分门店', '导出全局的表时给了 --stores', '去掉 --stores，或不导出该表'],
      [
        'the table does not tell stores apart',
        'a table of the whole chain was exported with --stores',
        'leave out --stores, or the table',
      ],
    ),
    entry(
      'PERSONAL_COLUMN',
      ['该列是个人信息', '没有 --personal 却点名了它', '确有需要时加 --personal，并妥善保管文件'],
      [
        'the column is personal data',
        'it was named without --personal',
        'add --personal if you need it, and look after the file',
      ],
    ),
    entry(
      'UNKNOWN_CHECK',
      ['没有这个校验', '拼写错误', 'quality list 列出全部'],
      ['there is no such check', 'a misspelling', '"quality list" shows all'],
    ),
    entry(
      'UNKNOWN_CODE',
      ['没有这个代码的说明', '拼写错误，或不是本程序的代码', '运行 explain 列出全部'],
      ['nothing is known of this code', 'a misspelling, or a code of another program', '"explain" lists all'],
    ),
    entry(
      'UNKNOWN_COLUMN',
      ['没有这个列、表或字段', '拼写错误', '采用信息中的建议'],
      ['there is no such column, table or field', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'UNKNOWN_DIMENSION',
      ['没有这个维度', '拼写错误，或它没有历史', '采用信息列出的名称'],
      ['there is no such dimension', 'a misspelling, or it has no history', 'take one that the message lists'],
    ),
    entry(
      'UNKNOWN_ENTRY',
      ['隔离区没有这一条', '已处理或编号写错', 'quarantine list --all 查看'],
      ['there is no such entry in quarantine', 'it was settled, or the number is wrong', 'see "quarantine list --all"'],
    ),
    entry(
      'UNKNOWN_FAMILY',
      ['没有这一类校验', '拼写错误', '采用信息列出的类别'],
      ['there is no such family of checks', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'UNKNOWN_KEY',
      ['表里没有这个主键的行', '未装载、已隔离或属于别的门店', '按信息中的提示查找'],
      [
        'the table has no row of this key',
        'not loaded, in quarantine, or of another store',
        'follow the hints of the message',
      ],
    ),
    entry(
      'UNKNOWN_RULE',
      ['没有这条隔离规则', '拼写错误', '采用信息列出的规则'],
      ['there is no such rule of the quarantine', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'UNKNOWN_RUN',
      ['没有这个编号的运行', '编号写错或属于别的库', 'runs 列出最近的运行'],
      ['there is no run of this id', 'a wrong id, or another database', '"runs" lists the latest'],
    ),
    entry(
      'UNKNOWN_STORE',
      ['没有登记这家门店', '编号写错或尚未登记', 'stores list 查看，再登记'],
      ['the store is not registered', 'a wrong id, or it was never added', 'see "stores list", then register it'],
    ),
    entry(
      'UNKNOWN_TABLE',
      ['没有这个表', '拼写错误', '采用信息中的建议'],
      ['there is no such table', 'a misspelling', 'take one that the message lists'],
    ),
    entry(
      'UNKNOWN_TASK',
      ['没有这个任务或任务组', '拼写错误', '采用信息列出的代码'],
      ['there is no such task or group', 'a misspelling', 'take a code that the message lists'],
    ),
    entry(
      'UNKNOWN_BACKFILL',
      ['没有这个补数', '编号写错', 'backfill list 查看'],
      ['there is no such backfill', 'a wrong id', 'see "backfill list"'],
    ),
  ],
};
