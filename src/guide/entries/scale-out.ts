import { type Entry, entry } from '../entry.ts';

/** Codes of several machines: `init --distribute` and the queue. */
export const SCALE_OUT_ENTRIES: readonly Entry[] = [
  entry(
    'CITUS_MISSING',
    [
      '数据库没有 citus 扩展',
      '对单机 PostgreSQL 用了 init --distribute',
      '按 docs/scale-out.md 安装 Citus，或去掉 --distribute',
    ],
    [
      'the database has no extension citus',
      'init --distribute was asked of a single PostgreSQL',
      'install Citus as docs/scale-out.md says, or leave --distribute out',
    ],
  ),
  entry(
    'QUEUE_RIGHTS',
    [
      '数据库用户不能创建队列的 schema',
      '它没有在该数据库上 CREATE 的权限',
      '由数据库所有者执行一次 schedule --queue --once，或授予 CREATE 权限',
    ],
    [
      'the database user may not make the schema of the queue',
      'it has no right to create in the database',
      'let the owner run schedule --queue --once, or grant create on the database',
    ],
  ),
  entry(
    'QUEUE_LOST',
    [
      '工作进程写不了队列了',
      '数据库断开或重启，任务的结束没有写下',
      '无须处理：进程会自行重连，未写下的任务会再做一遍；反复出现时检查数据库',
    ],
    [
      'a worker could not write to the queue any more',
      'the database went away before the end of a job was written down',
      'nothing: the process connects again, and the job is done once more; look after the database if it comes back',
    ],
  ),
  entry(
    'CITUS_TOO_OLD',
    ['Citus 版本太旧', '扩展低于所支持的版本', '升级 Citus，并在每台机器上执行 ALTER EXTENSION citus UPDATE'],
    [
      'Citus is too old',
      'the extension is older than what is supported',
      'upgrade it, and run ALTER EXTENSION citus UPDATE on every machine',
    ],
  ),
  entry(
    'CITUS_RIGHTS',
    ['数据库用户无权分布这些表', '它不是表的所有者，或不能登录工作节点', '由所有者或管理员执行一次 init --distribute'],
    [
      'the database user may not distribute the tables',
      'it does not own them, or may not log in on the workers',
      'run init --distribute once as the owner or an administrator',
    ],
  ),
  entry(
    'DASHBOARD_ON_CLUSTER',
    [
      '集群上不提供看板',
      '表已分布到多台机器（Citus），数据库在那里不能把门店隔开',
      '在单机 PostgreSQL 的仓库上提供看板；在集群上用 BI_ROLE 的成员登录读取',
    ],
    [
      'the dashboard is not served from a cluster',
      'the tables are spread over machines (Citus), and the database does not keep stores apart there',
      'serve it from a warehouse on one PostgreSQL; on the cluster read with a login that is a member of BI_ROLE',
    ],
  ),
];
