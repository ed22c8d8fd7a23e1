import { type Chapter, entry } from '../entry.ts';
import { SCALE_OUT_ENTRIES } from './scale-out.ts';

export const DATABASE_CHAPTER: Chapter = {
  zh: '数据库',
  en: 'Database',
  entries: [
    entry(
      'DB_UNREACHABLE',
      [
        '连不上数据库',
        '服务未启动、主机或端口不对、防火墙拦截',
        '确认服务已启动并检查 PG_DSN；没有自己的服务器就清空 PG_DSN，改用内置数据库',
      ],
      [
        'the database cannot be reached',
        'it does not run, host or port are wrong, or a firewall is between',
        'start it and check PG_DSN; without a server of your own leave PG_DSN empty and use the embedded one',
      ],
    ),
    entry(
      'NO_TEST_DB_DSN',
      ['没有说明要检查哪个数据库', 'TEST_DB_DSN 未设置', '设置 TEST_DB_DSN，或用 --dsn 指定'],
      ['nobody says which database to check', 'TEST_DB_DSN is not set', 'set TEST_DB_DSN, or give --dsn'],
    ),
    entry(
      'DB_LOGIN',
      ['数据库拒绝登录', '用户名或密码错误，或 pg_hba.conf 不允许', '核对 PG_DSN 中的用户和密码'],
      [
        'the database refused the login',
        'user or password are wrong, or pg_hba.conf does not allow it',
        'check user and password in PG_DSN',
      ],
    ),
    entry(
      'DB_MISSING',
      ['服务器上没有这个库', '库名写错，或还没有创建', '创建该库(createdb)，或改正 PG_DSN'],
      [
        'the server has no database of this name',
        'the name is misspelt, or it was never made',
        'create it (createdb) or correct PG_DSN',
      ],
    ),
    entry(
      'DB_TLS',
      ['无法建立加密连接', '服务器没有 TLS，或证书不受信任', '检查 PG_DSN 的 sslmode 和 sslrootcert'],
      [
        'no encrypted connection could be made',
        'the server has no TLS, or its certificate is not trusted',
        'check sslmode and sslrootcert in PG_DSN',
      ],
    ),
    entry(
      'DB_RIGHTS',
      ['数据库用户没有建表权限', '用户不是库的所有者', '按信息授权(GRANT CREATE ON DATABASE)，再运行 init'],
      [
        'the database user may not create what is needed',
        'the user does not own the database',
        'grant it as the message says (GRANT CREATE ON DATABASE), then run "init"',
      ],
    ),
    entry(
      'DB_TOO_OLD',
      ['PostgreSQL 版本太旧', '服务器低于所支持的版本', '升级服务器，或改用内置数据库'],
      [
        'the PostgreSQL server is too old',
        'it is older than what is supported',
        'upgrade it, or use the embedded database',
      ],
    ),
    ...SCALE_OUT_ENTRIES,
    entry(
      'DB_NEWER',
      ['库由更新的版本迁移过', '在旧版本程序上打开了新库', '使用信息中的版本或更新的版本'],
      [
        'the database was migrated by a newer release',
        'an older program opens a newer database',
        'use that release or a newer one',
      ],
    ),
    entry(
      'MIGRATION_CHANGED',
      ['已执行过的迁移文件内容变了', '手工改动了迁移文件', '恢复该文件；要改结构请新增迁移'],
      [
        'a migration that was applied has other content now',
        'somebody edited the file',
        'restore the file; changes of structure are a new migration',
      ],
    ),
    entry(
      'NO_WAREHOUSE',
      ['库里没有数据表，或不是本版本的表', '还没有运行过 init 或 run', '运行 feiqiu-etl init'],
      [
        'the tables are not there, or not those of this version',
        'neither "init" nor "run" was run yet',
        'run "feiqiu-etl init"',
      ],
    ),
    entry(
      'COMMIT_ROLLED_BACK',
      ['提交时事务被回滚', '某条语句失败而错误没有上报，属于程序缺陷', '重新运行；若重现，请连同日志报告'],
      [
        'the transaction was rolled back at its commit',
        'a statement failed and the error got lost: a fault of the program',
        'run again; if it comes back, report it with the log',
      ],
    ),
    entry(
      'LEASE_HELD',
      [
        '另一个运行正在写该门店(退出码75)',
        '定时任务与手工运行重叠',
        '等它结束，或用 run --wait；进程已死的租约约15秒后失效',
      ],
      [
        'another run is writing this store (exit code 75)',
        'a scheduled run and one by hand overlap',
        'wait for it, or use "run --wait"; the lease of a dead process ends after about 15 seconds',
      ],
    ),
    entry(
      'LEASE_LOST',
      ['本运行的租约被别的运行接管', '机器休眠或长时间卡住，没有心跳', '什么都没有丢；再运行一次即可'],
      [
        'this run lost its store to another one',
        'the machine slept or hung and gave no sign of life',
        'nothing is lost; run again',
      ],
    ),
    entry(
      'EMBEDDED_START',
      ['内置数据库没有启动', '磁盘已满、端口或共享内存被占用、数据目录损坏', '看信息中的日志末尾；释放磁盘后再启动'],
      [
        'the embedded database did not start',
        'the disk is full, something holds its port or memory, or the folder is damaged',
        'read the end of the log in the message; make room and start again',
      ],
    ),
    entry(
      'EMBEDDED_STOP',
      ['内置数据库停不下来', '仍有连接在用，或磁盘很慢', '关闭连接它的程序，稍后再试'],
      [
        'the embedded database does not stop',
        'connections are still in use, or the disk is slow',
        'close what uses it, and try again',
      ],
    ),
    entry(
      'EMBEDDED_NOT_READY',
      ['内置数据库一直处于启动或停止中', '崩溃后正在恢复大量数据', '等它恢复；看数据目录下的日志'],
      [
        'the embedded database has been starting or stopping for minutes',
        'it recovers after a crash',
        'wait for it; look at its log',
      ],
    ),
    entry(
      'EMBEDDED_PROGRAM',
      ['PostgreSQL 的程序异常退出', '磁盘已满或文件被拦截(杀毒软件)', '按信息中的原文处理后重试'],
      [
        'a program of PostgreSQL failed',
        'the disk is full, or a virus scanner held its files',
        'do as its words in the message say, and try again',
      ],
    ),
    entry(
      'EMBEDDED_DATA_OWNER',
      ['数据目录属于另一个用户', '曾以 root 运行过', '以该用户运行，或用 chown -R 把目录交还给自己'],
      [
        'the data folder belongs to another user',
        'it was made by a run as root',
        'run as that user, or give it back with chown -R',
      ],
    ),
    entry(
      'EMBEDDED_DATA_UNKNOWN',
      ['数据目录非空，却不是 PostgreSQL 的目录', 'DATA_ROOT 指到了别的目录', '换一个 DATA_ROOT，或移走其中内容'],
      [
        "the data folder is not empty and not PostgreSQL's",
        'DATA_ROOT points somewhere else',
        'choose another DATA_ROOT, or move its content away',
      ],
    ),
    entry(
      'EMBEDDED_DATA_VERSION',
      ['数据目录由另一个 PostgreSQL 版本创建', '升级或降级了程序', '按信息列出的三种办法之一处理；数据没有改动'],
      [
        'the data folder is of another release of PostgreSQL',
        'the program was upgraded or downgraded',
        'follow one of the three ways in the message; nothing was changed',
      ],
    ),
    entry(
      'EMBEDDED_NEEDS_GLIBC',
      ['内置数据库需要 glibc', '在 Alpine 等 musl 系统上运行', '换用 Debian 等系统，或设置 PG_DSN'],
      [
        'the embedded database needs the GNU C library',
        'the system is Alpine or another with musl',
        'use Debian or the like, or set PG_DSN',
      ],
    ),
    entry(
      'EMBEDDED_NOT_RUNNABLE',
      [
        '内置数据库的程序不能执行',
        '安装目录不可执行，或对该用户不可见',
        '按信息让其中一个目录可执行，重新 npm ci，或设置 PG_DSN',
      ],
      [
        'the programs of the embedded database cannot be run',
        'their folder is not executable, or hidden from this user',
        'make one of the places reachable, reinstall with "npm ci", or set PG_DSN',
      ],
    ),
    entry(
      'EMBEDDED_NO_USER',
      [
        'PostgreSQL 不能以 root 运行，而本机没有可用的账号',
        '容器里只有 root',
        '用普通用户运行，创建 postgres 账号，或设置 PG_DSN',
      ],
      [
        'PostgreSQL refuses to run as root, and there is no other account',
        'a container with root only',
        'run as an ordinary user, make an account postgres, or set PG_DSN',
      ],
    ),
    entry(
      'EMBEDDED_ORPHANS',
      ['上次异常退出的 PostgreSQL 进程还在', '机器掉电或进程被强制结束', '按信息结束这些进程，再试'],
      [
        'processes of a PostgreSQL that died are still there',
        'power was lost, or it was killed',
        'end the processes that the message names, and try again',
      ],
    ),
    entry(
      'EMBEDDED_PACKAGE_MISSING',
      ['没有安装内置数据库的软件包', '安装时跳过了可选依赖', '运行 npm install --include=optional，或设置 PG_DSN'],
      [
        'the package of the embedded database is not installed',
        'optional dependencies were left out',
        'run "npm install --include=optional", or set PG_DSN',
      ],
    ),
    entry(
      'EMBEDDED_STATE',
      ['内置数据库的状态文件缺失或损坏', 'postgres.json 被删除或改动', '按信息结束进程后重新启动，会生成新密码'],
      [
        'the state file of the embedded database is missing or damaged',
        'postgres.json was deleted or edited',
        'end the process as the message says and start again; a new password is set then',
      ],
    ),
    entry(
      'EMBEDDED_UNSUPPORTED',
      ['该操作系统没有内置数据库', '平台不受支持', '设置 PG_DSN，使用自己的服务器'],
      [
        'there is no embedded database for this system',
        'the platform is not supported',
        'set PG_DSN to a server of your own',
      ],
    ),
    entry(
      'DATA_ROOT',
      ['内置数据库的目录不可写', '目录只读或属于别人', '把 DATA_ROOT 指到可写的目录，或设置 PG_DSN'],
      [
        'the folder of the embedded database cannot be written',
        'it is read-only or of another user',
        'set DATA_ROOT to one that can be written, or PG_DSN to a server',
      ],
    ),
    entry(
      'NEVER_STARTED',
      ['内置数据库从未启动过，还没有地址', '第一次使用', '运行 feiqiu-etl db start'],
      [
        'the embedded database was never started, so it has no address',
        'it is the first time',
        'run "feiqiu-etl db start"',
      ],
    ),
    entry(
      'NOT_EMBEDDED',
      ['设置了 PG_DSN，db 命令不适用', '用的是自己的服务器', '用服务器自己的工具；或清空 PG_DSN'],
      [
        'PG_DSN is set, so the db commands are not for it',
        'the database is a server of your own',
        'use the tools of that server, or leave PG_DSN empty',
      ],
    ),
    entry(
      'NO_DATABASE',
      ['要备份的内置数据库不存在', 'DATA_ROOT 指向别处', '检查 DATA_ROOT'],
      ['there is no embedded database to back up', 'DATA_ROOT is another folder', 'look at DATA_ROOT'],
    ),
    entry(
      'EMBEDDED_IN_USE',
      ['内置数据库正在使用，不能停下来备份或恢复', 'schedule、serve、一次运行或报表工具连着', '结束它们后再试'],
      [
        'the embedded database is in use and cannot be stopped',
        'schedule, serve, a run or a report tool is connected',
        'end them and try again',
      ],
    ),
    entry(
      'BACKUP_NOT_WRITTEN',
      ['备份文件写不下去', '目录不可写，或磁盘已满', '把 BACKUP_ROOT 或 --output 设为有空间且可写的位置'],
      [
        'the backup cannot be written',
        'the folder is closed, or the disk is full',
        'set BACKUP_ROOT or --output to a place with room that can be written',
      ],
    ),
    entry(
      'BACKUP_DISTURBED',
      ['备份时数据库被启动，副本已删除', '有别的命令或计划同时运行', '没有任务时再试'],
      [
        'the database was started while it was copied; the copy was removed',
        'another command or a schedule began meanwhile',
        'try again when nothing is scheduled',
      ],
    ),
    entry(
      'BACKUP_LINK',
      ['数据库的一部分在别处，复制目录不完整', '数据目录里有链接，例如表空间', '用 pg_dump，连接串见 db url'],
      [
        'a part of the database lies elsewhere',
        'there is a link in its folder, such as a tablespace',
        'use pg_dump with the address of "db url"',
      ],
    ),
    entry(
      'BACKUP_DAMAGED',
      [
        '备份文件损坏或不是备份，没有改动任何内容',
        '下载不全，或选错了文件',
        '换一份备份；db restore 只接受 db backup 生成的文件',
      ],
      [
        'the file is damaged or no backup; nothing was changed',
        'it was cut off, or is another file',
        'take another one: "db restore" takes what "db backup" made',
      ],
    ),
    entry(
      'BACKUP_ELSEWHERE',
      [
        '备份来自另一版本或另一种系统，无法读取',
        '大版本或操作系统不同',
        '在原版本上恢复后用 pg_dump 迁移，或用归档副本 replay',
      ],
      [
        'the backup is of another release or system',
        'PostgreSQL or the operating system is another one',
        'restore it where it comes from and move it with pg_dump, or replay a copy of the archive',
      ],
    ),
    entry(
      'RESTORE_NOT_WRITTEN',
      ['恢复时写不下去，数据库保持原样', '目录不可写，或磁盘已满', '腾出空间或权限后再试'],
      [
        'the backup could not be unpacked; the database is as it was',
        'the folder is closed, or the disk is full',
        'make room or give the right to write, then try again',
      ],
    ),
  ],
};
