import { type Chapter, entry } from '../entry.ts';

export const SETTINGS_CHAPTER: Chapter = {
  zh: '配置',
  en: 'Settings',
  entries: [
    entry(
      'BAD_SETTING',
      [
        '一个或多个设置的值不合法，信息中逐条列出',
        '拼写错误、单位写错或引号不配对',
        '按信息改正 .env 或环境变量，再运行 config show 核对',
      ],
      [
        'one or more settings have values that are not allowed; the message lists each',
        'a typing mistake, a wrong unit, quotes that do not match',
        'correct .env or the environment as the message says, then look at "config show"',
      ],
    ),
    entry(
      'MISSING_SETTING',
      ['缺少必填的设置', '.env 不在当前项目目录，或尚未填写', '把信息中点名的设置写入 .env'],
      [
        'a setting that is needed is not set',
        '.env is not in the folder of the project, or was never filled in',
        'write the setting that the message names into .env',
      ],
    ),
    entry(
      'BAD_ENV_FILE',
      ['.env 不是 UTF-8 文本', '用记事本另存成了 Unicode(UTF-16)', '用编辑器另存为 UTF-8'],
      ['.env is not UTF-8 text', 'an editor saved it as "Unicode" (UTF-16)', 'save it as UTF-8'],
    ),
    entry(
      'UNREADABLE_ENV_FILE',
      ['.env 存在但无法读取', '文件属于另一个用户，例如曾用 root 创建', '修改文件的所有者或权限(chown、chmod)'],
      [
        '.env is there and cannot be read',
        'the file belongs to another user, often after a run as root',
        'change its owner or permissions (chown, chmod)',
      ],
    ),
    entry(
      'BAD_DSN',
      [
        'PG_DSN 无法解析',
        '密码中的 @ # / % 没有转义，或缺少库名',
        '按信息中的格式书写；密码中的 @ 写 %40，# 写 %23，/ 写 %2F，% 写 %25',
      ],
      [
        'PG_DSN cannot be understood',
        '@ # / % in the password are not escaped, or the database name is missing',
        'write it as the message shows; in the password @ is %40, # is %23, / is %2F, % is %25',
      ],
    ),
    entry(
      'BAD_API_BASE',
      ['API_BASE 不是合法的接口地址', '带了用户名、查询串，或缺少 http(s)://', '写成 https://主机[:端口][/路径]'],
      [
        'API_BASE is no address of an API',
        'it has a user or a query in it, or lacks http(s)://',
        'write https://host[:port][/path]',
      ],
    ),
    entry(
      'NO_API_BASE',
      ['没有设置接口地址', '.env 里没有 API_BASE', '把 API_BASE 写入 .env；只想试用可运行 demo'],
      [
        'there is no address of the upstream API',
        'API_BASE is not in .env',
        'write API_BASE into .env; to try the program, run "demo"',
      ],
    ),
    entry(
      'BAD_CONTRACT_FILE',
      [
        'CONTRACT_FILE 无法读取或含有未知名称',
        '不是 JSON，或表名、字段名拼错',
        '按信息中的建议改正；contract check 会打印可用的文件',
      ],
      [
        'CONTRACT_FILE cannot be read, or names something unknown',
        'it is no JSON, or a table or field is misspelt',
        'correct it as the message suggests; "contract check" prints such a file',
      ],
    ),
    entry(
      'BAD_STORE_ID',
      ['门店编号不是正的64位整数', '多了空格、引号或逗号', '只写数字'],
      ['a store id is not a positive 64-bit integer', 'blanks, quotes or commas around it', 'write digits only'],
    ),
    entry(
      'BAD_INCLUDE_FILE',
      [
        'ODS_INCLUDE_FILES 点名的文件不能用',
        '文件不在该目录，或不知道它对应哪个表',
        '核对目录和文件名(表名或中文名,如 settlement_records、结账记录)',
      ],
      [
        'ODS_INCLUDE_FILES names a file that cannot be used',
        'it is not in the folder, or nobody knows which table it holds',
        'check folder and name (settlement_records, 结账记录)',
      ],
    ),
    entry(
      'NO_KNOWN_FILE',
      [
        '目录里的 JSON 文件名一个也认不出',
        '目录不对，或文件另有名称',
        '按表名或中文名命名，或用 --file-names 说明各属于哪个表',
      ],
      [
        'no JSON file in the folder has a name that says what it holds',
        'it is another folder than the one meant, or the files are called otherwise',
        'call them after tables, or tell with --file-names which table each belongs to',
      ],
    ),
    entry(
      'NOTHING_TO_REPLAY',
      ['目录里没有可回灌的内容', '目录不对，或尚未归档任何响应', '给出正确的目录，或设置 JSON_DOC_DIR、EXPORT_ROOT'],
      [
        'there is nothing to replay in the folder',
        'it is another folder than the one meant, or nothing was archived yet',
        'name the right folder, or set JSON_DOC_DIR or EXPORT_ROOT',
      ],
    ),
    entry(
      'BAD_FILE_NAMES',
      ['--file-names 的文件看不懂', '不是 JSON，或右边不是已知的表名', '写成 {"文件名": "ods_table"}'],
      [
        'the file of --file-names is not understood',
        'it is no JSON, or names a table that does not exist',
        'write {"name of a file": "ods_table"}',
      ],
    ),
  ],
};
