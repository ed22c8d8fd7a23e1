import { type Chapter, entry } from '../entry.ts';

export const RUNS_CHAPTER: Chapter = {
  zh: '运行与任务',
  en: 'Runs and tasks',
  entries: [
    entry(
      'WALK_UNPROVEN',
      [
        '列表没有被证明读全',
        '读取时列表变化，或上游的总数不对',
        '行已保留，下次运行会重读；总是如此时运行 contract check',
      ],
      [
        'the list is not proven complete',
        'it changed while it was read, or its total is wrong',
        'rows are kept and the next run reads it again; if it stays, run "contract check"',
      ],
    ),
    entry(
      'CHECK_FAILED',
      ['有错误级别的校验未通过', '数据相互矛盾或缺失', '用 quality list 和 quality show 查看违规行'],
      [
        'a check of severity error is broken',
        'data contradict each other or are missing',
        'look at the failing rows: quality list, quality show',
      ],
    ),
    entry(
      'PROCESS_DIED',
      ['运行的进程中途消失', '断电、被杀或内存不足', '再运行一次；已提交的数据完整，未提交的会重读'],
      [
        'the process of the run vanished',
        'power, a kill, no memory',
        'run again; what was committed is whole, the rest is read again',
      ],
    ),
    entry(
      'CANCELLED',
      ['运行被中断', '按了 Ctrl-C 或服务停止', '再运行一次即可继续'],
      ['the run was stopped', 'Ctrl-C, or the service was stopped', 'run again, it goes on where it was'],
    ),
    entry(
      'UNEXPECTED',
      ['程序没有预料到的错误', '程序缺陷', '连同日志和信息报告'],
      ['an error nobody foresaw', 'a fault of the program', 'report it with the log and the message'],
    ),
    entry(
      'DEPENDENCY_FAILED',
      ['依赖的任务没有成功，未执行', '前面的任务失败', '先解决信息点名的任务'],
      [
        'a task it depends on did not succeed, so it did not run',
        'the task before it failed',
        'mend the task that the message names first',
      ],
    ),
    entry(
      'CREDENTIAL_REFUSED',
      ['令牌已被拒绝，后面的任务不再请求', '同一令牌对每个任务都无效', '换上新令牌再运行'],
      [
        'upstream had refused the token, so this task did not ask',
        'the same token is refused everywhere',
        'put in a new token and run again',
      ],
    ),
    entry(
      'QUARANTINE_LIMIT',
      [
        '隔离的记录比例超过上限',
        '上游改了字段或数据异常',
        '运行 quarantine list 和 contract drift，改正后 quarantine retry',
      ],
      [
        'too large a share of the records is in quarantine',
        'upstream changed a field, or its data are odd',
        'look at "quarantine list" and "contract drift", correct, then "quarantine retry"',
      ],
    ),
    entry(
      'IDS_REFUSED',
      ['部分编号在上游没有明细', '单据已删除或太旧', '只是提醒，不用处理'],
      ['upstream has no details for some ids', 'the documents are gone or too old', 'a warning; nothing to do'],
    ),
    entry(
      'OPTIONAL_REFUSED',
      ['可选接口被上游关闭', '小票接口自2026年2月起常返回1400', '不用处理，一天后再试一次'],
      [
        'an optional endpoint is shut',
        'the tickets answer 1400 since February 2026',
        'nothing; it is asked again a day later',
      ],
    ),
    entry(
      'REPLAY_TROUBLE',
      ['回放时有文件不能使用', '归档不完整或不是本门店的数据', '看信息列出的文件；其余已回放'],
      [
        'some files could not be replayed',
        'the archive is not whole, or is of another store',
        'look at the files in the message; the others were replayed',
      ],
    ),
    entry(
      'NOT_ARCHIVED',
      ['归档中没有该接口的读取记录', '该任务从未运行过', '先运行该任务，或换一个归档目录'],
      ['the archive holds no walk of this endpoint', 'its task never ran', 'run it first, or give another folder'],
    ),
    entry(
      'NO_ID',
      ['没有编号可供请求', '单据表还是空的', '先装载结账单，再检查小票'],
      ['there is no id to ask for', 'no document was loaded yet', 'load settlements first, then check tickets'],
    ),
    entry(
      'UPSTREAM_DOWN',
      ['补数停止：上游没有应答', '上游或网络长时间不可用', '恢复后运行 backfill resume'],
      [
        'a backfill stopped, because upstream does not answer',
        'upstream or the network is down for long',
        'run "backfill resume" when it is back',
      ],
    ),
    entry(
      'WINDOWS_LEFT',
      ['补数还有窗口没有读完整', '读取时列表变化或上游失败', '运行 backfill resume 补读剩下的窗口'],
      [
        'a backfill has windows that were not read in full',
        'the list changed, or upstream failed',
        'read the rest with "backfill resume"',
      ],
    ),
    entry(
      'REFUSED_RECORDS',
      ['导入旧数据时有记录被隔离', '旧记录缺主键或属于别的门店', '用 quarantine list 查看'],
      [
        'records of the old database went to quarantine',
        'they have no key, or belong to another store',
        'see "quarantine list"',
      ],
    ),
    entry(
      'ARCHIVE_PRUNED',
      [
        '归档已清理过，不能清空表后回放',
        'prune 删除了旧的归档',
        '按信息换一个完整的归档目录，或不带 --drop-schema-first 回放',
      ],
      [
        'the archive was pruned, so the tables are not emptied for a replay',
        '"prune" removed old walks',
        'replay a folder that has them all, or leave out --drop-schema-first',
      ],
    ),
    entry(
      'BACKFILL_RUNNING',
      ['该补数正由另一个进程读取', '同一补数启动了两次', '等它结束，或停止它'],
      ['the backfill is being read by another process', 'it was started twice', 'wait for it, or stop it'],
    ),
    entry(
      'BACKFILL_ENDED',
      ['该补数已经结束', '已读完或被取消', '需要再读就新建一个补数'],
      ['the backfill has ended', 'it is done or was given up', 'make a new one to read again'],
    ),
    entry(
      'NOT_RESUMABLE',
      ['这次运行不能继续', '试运行、已成功或由别的命令产生', '按信息提示重新发出命令'],
      [
        'the run cannot be resumed',
        'a dry run, a success, or a run of another command',
        'give the command again as the message says',
      ],
    ),
  ],
};
