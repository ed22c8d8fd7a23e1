import { type Chapter, entry } from '../entry.ts';

export const DASHBOARD_CHAPTER: Chapter = {
  zh: '看板',
  en: 'Dashboard',
  entries: [
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
      'WRONG_HOST',
      ['看板不认这个地址', '用别的主机名或经过代理打开', '用 serve 打印的地址；前面有代理时用 --public-url 启动'],
      [
        'the dashboard is not called so',
        'it was opened by another host name, or through a proxy',
        'use the address that "serve" printed; behind a proxy start it with --public-url',
      ],
    ),
    entry(
      'FOREIGN_ORIGIN',
      [
        '修改来自另一个网站',
        '反向代理改了 Origin，或 --public-url 与实际地址不同',
        '让 --public-url 与浏览器里的地址一致',
      ],
      [
        'a change was asked for by another site',
        'a proxy changes Origin, or --public-url is not the address in the browser',
        'set --public-url to the address in the browser',
      ],
    ),
    entry(
      'LOGIN_REFUSED',
      ['登录被拒绝', '用户名或密码不对，或链接已用过、已过期', '再输入一次，或用 users link 取得新的链接'],
      [
        'the login was refused',
        'user or password are wrong, or the link was used or is too old',
        'type them again, or get a new link with "users link"',
      ],
    ),
    entry(
      'TOO_MANY_ATTEMPTS',
      ['登录失败次数过多', '有人在猜密码，或保存了旧密码', '等 15 分钟，或用 users link 的链接登录'],
      [
        'too many logins failed',
        'somebody guesses, or an old password is stored',
        'wait 15 minutes, or log in with a link of "users link"',
      ],
    ),
    entry(
      'NO_SESSION',
      ['没有登录，或会话已结束', '太久没有使用，或密码已修改', '重新登录'],
      [
        'nobody is logged in, or the session is over',
        'it was not used for long, or the password has changed',
        'log in again',
      ],
    ),
    entry(
      'CSRF',
      ['页面已过期', '打开页面之后会话换过', '重新载入页面'],
      ['the page is out of date', 'the session has changed since it was opened', 'load the page again'],
    ),
    entry(
      'BAD_INPUT',
      ['填写的内容不对', '格式或范围不对', '按信息中点名的字段改正'],
      ['an input is not allowed', 'another form, or out of range', 'correct the field that the message names'],
    ),
    entry(
      'NO_JSON',
      ['请求体不是 JSON', '脚本的请求头或内容不对', '以 application/json 发送 JSON'],
      [
        'the body of the request is no JSON',
        'a script with another header or content',
        'send JSON as application/json',
      ],
    ),
    entry(
      'TOO_LARGE',
      ['请求太大', '发送了整个文件', '按信息中的上限拆开'],
      ['the request is too large', 'a whole file was sent', 'send less, as the message says'],
    ),
    entry(
      'NO_SUCH_ROUTE',
      ['没有这个地址', '拼写错误，或页面是另一个版本的', '重新载入页面'],
      ['there is no such address', 'a misspelling, or a page of another release', 'load the page again'],
    ),
    entry(
      'NO_SUCH_STORE',
      ['没有这家门店，或看不到', '编号写错，或用户只限部分门店', 'stores list 和 users list 查看'],
      [
        'there is no such store, or the user does not see it',
        'a misspelling, or a user of some stores only',
        'see "stores list" and "users list"',
      ],
    ),
    entry(
      'NO_SUCH_TABLE',
      ['没有这张表', '拼写错误', '采用信息提示的名称'],
      ['there is no such table', 'a misspelling', 'take the name that the message suggests'],
    ),
    entry(
      'NO_SUCH_FIGURE',
      ['没有这个数字', '链接来自另一个版本', '从每日页面重新点开'],
      ['there is no such figure', 'a link of another release', 'open it from the page of the day'],
    ),
    entry(
      'NO_SUCH_RUN',
      ['没有这次运行，或看不到', '已被清理，或属于其他门店', 'runs 查看'],
      ['there is no such run, or the user does not see it', 'it was pruned, or is of other stores', 'see "runs"'],
    ),
    entry(
      'NO_SUCH_ENTRY',
      ['隔离区没有这条记录，或看不到', '已被清理，或属于其他门店', '重新载入隔离区页面'],
      [
        'there is no such entry in quarantine, or the user does not see it',
        'it was pruned, or is of other stores',
        'load the page of the quarantine again',
      ],
    ),
    entry(
      'NO_SUCH_JOB',
      ['这不是从本服务启动的', 'serve 重启过，或由别处启动', '在启动它的地方停止'],
      [
        'this was not started from this server',
        '"serve" was started anew, or it was started elsewhere',
        'stop it where it was started',
      ],
    ),
    entry(
      'JOB_RUNNING',
      ['同一门店还有一个从看板启动的运行', '刚刚有人启动', '等它结束，或停止它'],
      [
        'something started from the dashboard is still at work on this store',
        'somebody has just started it',
        'wait for it, or stop it',
      ],
    ),
    entry(
      'JOB_ENDED',
      ['它已经结束，没有可停的', '页面上的状态晚了一步', '重新载入页面'],
      ['it has ended: there is nothing to stop', 'the page was a moment late', 'load the page again'],
    ),
    entry(
      'NOT_SNOOZED',
      ['这里没有静默可解除', '静默属于所有门店，或已到期', '由能看到所有门店的人解除'],
      ['nothing is snoozed here', 'the snooze is of all stores, or over', 'let somebody end it who sees all stores'],
    ),
  ],
};
