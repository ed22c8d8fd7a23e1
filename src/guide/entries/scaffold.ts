import { type Chapter, entry } from '../entry.ts';

export const SCAFFOLD_CHAPTER: Chapter = {
  zh: '脚手架',
  en: 'Scaffolding',
  entries: [
    entry(
      'BAD_SAMPLE',
      ['样本不能用', '不是 JSON、没有记录列表，或结构太深', '保存上游的一个完整应答；信息给出行列或原因'],
      [
        'the sample cannot be used',
        'it is no JSON, has no list of records, or is too deep',
        'save one whole answer of upstream; the message says line and column, or why',
      ],
    ),
    entry(
      'BAD_NAME',
      ['名称不合法', '大写、空格或太短', '按信息中的示例书写'],
      ['the name is not allowed', 'capitals, blanks, or too short', 'write it as the message shows'],
    ),
    entry(
      'FILE_EXISTS',
      ['已有同名的文件或声明，什么都没有写', '重复运行，或名称被占用', '换一个名称，或先删除旧文件'],
      [
        'a file or declaration of this name is there; nothing was written',
        'it ran twice, or the name is taken',
        'choose another name, or remove the old files first',
      ],
    ),
    entry(
      'NO_KEY',
      ['样本里没有可作主键的字段', '没有每条都不同的整数，或样本有重复记录', '用 --key 指定，或换一个没有重复的样本'],
      [
        'no field of the sample can be the key',
        'none has another whole number in each record, or records repeat',
        'name one with --key, or save an answer without repeated records',
      ],
    ),
    entry(
      'NO_TIME',
      ['样本里没有可作业务时间的字段', '没有每条都有的时间', '用 --time 指定；主数据用 --dimension'],
      [
        'no field of the sample can be the business time',
        'none is a time in every record',
        'name one with --time; for master data use --dimension',
      ],
    ),
    entry(
      'NO_SOURCES',
      ['这里没有源码', '从安装包运行，而不是源码目录', '在 git 检出的目录运行，或用 --dir 指明'],
      [
        'there are no sources here',
        'it runs from an installed package',
        'run it in a git checkout, or name one with --dir',
      ],
    ),
    entry(
      'UNKNOWN_FIELD',
      ['样本里没有这个字段', '拼写错误', '采用信息列出的字段'],
      ['the sample has no such field', 'a misspelling', 'take one that the message lists'],
    ),
  ],
};
