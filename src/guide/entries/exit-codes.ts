import { type Chapter, entry } from '../entry.ts';

export const EXIT_CHAPTER: Chapter = {
  zh: '退出码',
  en: 'Exit codes',
  entries: [
    entry('0', ['一切正常', '全部完成', '不用处理'], ['all is well', 'everything was done', 'nothing']),
    entry(
      '1',
      ['失败', '任务失败或程序缺陷', '看最后一行 error；用 explain 查它的代码'],
      ['failure', 'tasks failed, or a fault of the program', 'read the last line, "error: …", and explain its code'],
    ),
    entry(
      '2',
      ['用法或配置错误，什么都没有启动', '选项、设置或名称写错', '按信息改正后再运行'],
      [
        'usage or configuration, nothing was started',
        'a wrong option, setting or name',
        'correct it as the message says',
      ],
    ),
    entry(
      '3',
      ['部分成功', '有任务失败，或隔离的记录过多', 'status 和 runs show 查看是哪些'],
      ['partial', 'some tasks failed, or too much is in quarantine', '"status" and "runs show" say which'],
    ),
    entry(
      '4',
      ['校验未通过', '数据不符合错误级别的规则', 'quality list 查看'],
      ['a check failed', 'data break a rule of severity error', 'see "quality list"'],
    ),
    entry(
      '5',
      ['上游与约定不符', '上游改了字段、路径或类型', 'contract check 打印修正内容'],
      [
        'upstream differs from the contract',
        'it changed a field, path or type',
        '"contract check" prints the correction',
      ],
    ),
    entry(
      '6',
      ['两个数据库有差异', 'compare 找到了不同的行', '查看 compare 的报告'],
      ['two databases differ', '"compare" found rows that do', 'read its report'],
    ),
    entry(
      '75',
      ['另一个运行正在装载该门店', '运行重叠', '等待，或用 run --wait'],
      ['another run is loading this store', 'runs overlap', 'wait, or use "run --wait"'],
    ),
    entry(
      '130',
      ['已取消', '按了 Ctrl-C 或服务停止', '再运行一次即可继续'],
      ['cancelled', 'Ctrl-C, or the service was stopped', 'run again, it goes on'],
    ),
  ],
};
