/** Something a person sees, before there is a code to look up. */
export interface Symptom {
  readonly zh: SymptomText;
  readonly en: SymptomText;
}

interface SymptomText {
  readonly seen: string;
  readonly steps: readonly string[];
}

/** What newcomers met most often with the predecessor and meet now, and where each leads. */
export const SYMPTOMS: readonly Symptom[] = [
  {
    zh: {
      seen: '数据库连接失败(could not connect to server)',
      steps: [
        '`feiqiu-etl doctor` 逐项检查数据库、目录和接口，并说明下一步。',
        '`feiqiu-etl config show` 显示生效的 `PG_DSN`（密码已隐去）；主机、端口、库名、用户逐一核对。',
        '没有自己的 PostgreSQL 时清空 `PG_DSN`，程序会启动内置数据库。',
      ],
    },
    en: {
      seen: 'The database cannot be reached (could not connect to server)',
      steps: [
        '`feiqiu-etl doctor` looks at database, folders and API one by one, and says what to do.',
        '`feiqiu-etl config show` prints the `PG_DSN` in force, without its password: compare host, port, database and user.',
        'Without a PostgreSQL of your own leave `PG_DSN` empty; the program then starts the embedded one.',
      ],
    },
  },
  {
    zh: {
      seen: '接口请求超时(Timeout)',
      steps: [
        '核对 `API_BASE`，确认这台机器能访问它；公司代理会改写或拦截应答。',
        '每个请求都会自动重试；仍然超时就调大 `API_TIMEOUT_SECONDS` 或 `API_RETRIES`，见 [configuration.md](configuration.md)。',
        '已读到的都在归档和库里，再运行一次会接着读。',
      ],
    },
    en: {
      seen: 'Requests to the API time out',
      steps: [
        'Check `API_BASE`, and that this machine may reach it; a proxy of the company may rewrite or hold answers.',
        'Every request is tried again by itself; if it stays, raise `API_TIMEOUT_SECONDS` or `API_RETRIES`, see [configuration.md](configuration.md).',
        'What was read is in archive and database: run again, and it goes on.',
      ],
    },
  },
  {
    zh: {
      seen: '找不到模块(Cannot find module, ModuleNotFoundError)',
      steps: [
        '在项目根目录运行 `run_etl.sh`、`run_etl.bat` 或 `npm run etl`，它们会自动安装依赖并构建。',
        '仍然不行就删除 `node_modules`，再运行 `npm ci`；Node 须为 20.19 或更新。',
      ],
    },
    en: {
      seen: 'A module is not found (Cannot find module, ModuleNotFoundError)',
      steps: [
        'Start `run_etl.sh`, `run_etl.bat` or `npm run etl` in the folder of the project: they install and build what is missing.',
        'If it stays, delete `node_modules` and run `npm ci`; Node must be 20.19 or newer.',
      ],
    },
  },
  {
    zh: {
      seen: '没有权限(Permission denied)',
      steps: [
        '脚本没有执行权限：`chmod +x run_etl.sh`。',
        '目录不可写：`feiqiu-etl doctor` 会指出是 `DATA_ROOT`、`EXPORT_ROOT` 还是 `LOG_ROOT`；改目录权限，或换一个目录。',
        '不要用 root 或管理员反复运行：留下的文件普通用户就读不了了，用 `chown -R` 交还。',
      ],
    },
    en: {
      seen: 'Permission denied',
      steps: [
        'The script may not be executed: `chmod +x run_etl.sh`.',
        'A folder cannot be written: `feiqiu-etl doctor` says whether it is `DATA_ROOT`, `EXPORT_ROOT` or `LOG_ROOT`; change its permissions, or set another.',
        'Do not run it as root or administrator now and then: an ordinary user cannot read what that leaves. Give it back with `chown -R`.',
      ],
    },
  },
  {
    zh: {
      seen: '昨天的数字还没有',
      steps: [
        '`feiqiu-etl schedule list` 显示每个计划上次何时启动、结果如何；没有启动过，说明调度没有在运行，见[自动运行](../deploy/README.zh-CN.md)。',
        '`feiqiu-etl status` 显示每个任务读到哪里，哪些营业日被扣住以及原因。',
        '营业日在门店的起始钟点（默认 08:00）才结束；当天的数字是临时的。',
      ],
    },
    en: {
      seen: 'The figures of yesterday are not there',
      steps: [
        '`feiqiu-etl schedule list` shows when each schedule last started and how that ended; when none ever did, the scheduler is not running, see [running by itself](../deploy/README.md).',
        '`feiqiu-etl status` shows how far each task has read, and which days are held back and why.',
        'A business day ends at the starting hour of the store (08:00 unless set otherwise); the figures of the present day are provisional.',
      ],
    },
  },
  {
    zh: {
      seen: '看板打不开',
      steps: [
        '`serve` 要一直运行；打开它打印的地址。登录链接只能用一次，15 分钟内有效：`feiqiu-etl users link NAME` 打印新的。',
        '从其他机器访问：先用 `feiqiu-etl users add NAME` 设置密码，再用 `--host 0.0.0.0` 启动，或者放一个反向代理，见[看板](operations-dashboard.zh-CN.md#供其他机器访问)。',
        '端口被占用（`CANNOT_LISTEN`）：`feiqiu-etl serve --port 9000`。',
      ],
    },
    en: {
      seen: 'The dashboard does not open',
      steps: [
        '`serve` has to be running; open the address that it printed. A login link works once, within 15 minutes: `feiqiu-etl users link NAME` prints a new one.',
        'From another machine: give somebody a password with `feiqiu-etl users add NAME`, then start it with `--host 0.0.0.0`, or put a proxy before it, see [the dashboard](operations-dashboard.md#other-machines).',
        'The port is in use (`CANNOT_LISTEN`): `feiqiu-etl serve --port 9000`.',
      ],
    },
  },
  {
    zh: {
      seen: '队列里的任务一直在等',
      steps: [
        '`feiqiu-etl doctor` 的 `queue` 一项说明是没有工作进程，还是太少；`feiqiu-etl queue` 显示谁在做什么。',
        '没有：在能访问数据库和上游、设有各门店令牌的机器上启动 `feiqiu-etl worker`。启动后立刻退出的，会说明缺哪项设置。',
        '太少：增加工作进程，或调大 `--concurrency`；所有门店同时到点时，用 `feiqiu-etl schedule set fast --spread 110` 错开。',
      ],
    },
    en: {
      seen: 'Jobs in the queue keep waiting',
      steps: [
        'The line `queue` of `feiqiu-etl doctor` says whether there is no worker or too few; `feiqiu-etl queue` shows who does what.',
        'None: start `feiqiu-etl worker` where the database and upstream can be reached and the tokens of the stores are set. One that ends at once says which setting it misses.',
        'Too few: start more of them, or raise `--concurrency`; where all stores are due at once, spread them with `feiqiu-etl schedule set fast --spread 110`.',
      ],
    },
  },
];
