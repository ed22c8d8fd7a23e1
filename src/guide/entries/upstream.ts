import { type Chapter, entry } from '../entry.ts';

export const UPSTREAM_CHAPTER: Chapter = {
  zh: '上游接口与令牌',
  en: 'Upstream and tokens',
  entries: [
    entry(
      'NO_TOKEN',
      ['没有接口令牌', '变量未设置，或该门店的 token_env 指向空变量', '把令牌写入信息点名的变量'],
      [
        'there is no API token',
        'the variable is not set, or token_env of the store names an empty one',
        'put the token into the variable that the message names',
      ],
    ),
    entry(
      'BAD_TOKEN',
      ['令牌不可用', '复制时截断、带了引号，或不是令牌', '重新复制完整的令牌到信息点名的变量'],
      [
        'the token cannot be used',
        'it was cut off when copied, has quotes, or is none',
        'copy the whole token into the variable that the message names',
      ],
    ),
    entry(
      'TOKEN_EXPIRED',
      ['令牌已过期', '令牌有有效期', '换上新令牌再运行，不会丢数据；或设置 API_TOKEN_COMMAND'],
      [
        'the token has expired',
        'tokens last only so long',
        'put in a new one and run again, nothing is lost; or set API_TOKEN_COMMAND',
      ],
    ),
    entry(
      'TOKEN_REFUSED',
      ['上游拒绝了令牌', '令牌被撤销，或在别处登录使其失效', '换上新令牌再运行'],
      ['upstream refused the token', 'it was revoked, or a login elsewhere ended it', 'put in a new one and run again'],
    ),
    entry(
      'RENEWED_TOKEN_REFUSED',
      ['刚由命令取得的令牌也被拒绝', 'API_TOKEN_COMMAND 打印的不是该门店的有效令牌', '手工运行该命令，核对其输出'],
      [
        'a token that was just renewed is refused as well',
        'API_TOKEN_COMMAND prints no valid token for this store',
        'run that command by hand and look at what it prints',
      ],
    ),
    entry(
      'TOKEN_COMMAND_FAILED',
      ['API_TOKEN_COMMAND 执行失败', '命令不存在、超时或返回非零', '在同一用户下手工运行该命令并修正'],
      [
        'API_TOKEN_COMMAND failed',
        'it does not exist, took too long, or ended with an error',
        'run it by hand as the same user, and mend it',
      ],
    ),
    entry(
      'TOKEN_COMMAND_STALE',
      ['API_TOKEN_COMMAND 打印了已过期的令牌', '命令读取了缓存', '让命令每次取新令牌'],
      ['API_TOKEN_COMMAND printed a token that has expired', 'it reads a cache', 'make it fetch a new token each time'],
    ),
    entry(
      'TOKEN_OF_OTHER_STORE',
      ['令牌属于另一家门店', '多门店的令牌配置串了', '设置该门店自己的令牌(etl_store.token_env)；别家的行没有装载'],
      [
        'the token answers for another store',
        'tokens of several stores were mixed up',
        'set the token of this store (etl_store.token_env); the rows of the other one were not loaded',
      ],
    ),
    entry(
      'FORBIDDEN',
      ['上游不允许该令牌读取这个接口(403)', '账号没有该功能的权限', '请上游开通，或停用该任务'],
      [
        'the token may not read this endpoint (403)',
        'the account lacks the right',
        'ask upstream for it, or switch the task off',
      ],
    ),
    entry(
      'API_TLS',
      [
        '接口的 TLS 证书不被接受',
        '公司代理、系统时间错误或根证书缺失',
        '校准时间；把代理的根证书交给 NODE_EXTRA_CA_CERTS',
      ],
      [
        'the TLS certificate of the API is not accepted',
        'a proxy of the company, a wrong clock, a missing root certificate',
        "set the clock; give the proxy's certificate to NODE_EXTRA_CA_CERTS",
      ],
    ),
    entry(
      'NETWORK',
      ['与上游的连接中断，已多次重试', '网络不稳、DNS 失败、上游重启', '检查 API_BASE 和网络，稍后再运行'],
      [
        'the connection to upstream broke, several tries included',
        'a poor network, DNS, a restart of upstream',
        'check API_BASE and the network, and run again later',
      ],
    ),
    entry(
      'ATTEMPT_TIMEOUT',
      ['上游没有在规定时间内答完', '网络慢或窗口数据太多', '调大 API_TIMEOUT_SECONDS，或缩小读取窗口'],
      [
        'upstream did not finish its answer in time',
        'a slow network, or too much in one window',
        'raise API_TIMEOUT_SECONDS, or read smaller windows',
      ],
    ),
    entry(
      'DEADLINE',
      ['截止时间已到，请求没有发出', '上游太慢，任务用完了时间', '不用处理，下次运行接着读'],
      [
        'the deadline passed before the request was sent',
        'upstream was slow and the time of the task was used up',
        'nothing: the next run goes on',
      ],
    ),
    entry(
      'RETRY_LATER',
      ['上游要求等待的时间超过了截止时间', '请求太密(429)', '稍后再运行；必要时调低 API_REQUESTS_PER_SECOND'],
      [
        'upstream asked for a longer wait than the deadline allows',
        'too many requests (429)',
        'run again later; lower API_REQUESTS_PER_SECOND if it comes often',
      ],
    ),
    entry(
      'UPSTREAM_BUSY',
      ['上游忙', '高峰或维护', '稍后再运行'],
      ['upstream is busy', 'rush hour or maintenance', 'run again later'],
    ),
    entry(
      'NOT_JSON',
      ['上游返回的不是 JSON', '登录页、网关错误页或 API_BASE 写错', '看信息中的摘录；核对 API_BASE'],
      [
        'upstream answered with something that is not JSON',
        'a login page, an error page of a gateway, or a wrong API_BASE',
        'look at the excerpt in the message; check API_BASE',
      ],
    ),
    entry(
      'BODY_ENCODING',
      ['上游用了不支持的压缩方式', '代理改写了应答', '绕开代理，或请其不要重新压缩'],
      [
        'upstream answered in a compression we do not know',
        'a proxy rewrites the answers',
        'go round the proxy, or tell it not to recompress',
      ],
    ),
    entry(
      'BODY_TOO_LARGE',
      ['应答超过大小上限', '参数被忽略，返回了全部数据', '运行 contract check，核对参数名'],
      [
        'the answer is larger than the limit',
        'a parameter was ignored and everything came',
        'run "contract check" and compare the parameters',
      ],
    ),
    entry(
      'UPSTREAM_CODE',
      ['上游以业务错误码拒绝', '参数名变了、权限不足或功能关闭', '看信息中的 code 和 msg；运行 contract check'],
      [
        'upstream refused with a code of its own',
        'a parameter has another name, a right is missing, a function is off',
        'read code and msg in the message; run "contract check"',
      ],
    ),
    entry(
      'NO_LIST',
      ['应答里找不到列表', '上游改了字段名', '运行 contract check，把打印的修正写入 CONTRACT_FILE'],
      [
        'the answer holds no list where one is expected',
        'upstream renamed it',
        'run "contract check" and put what it prints into CONTRACT_FILE',
      ],
    ),
    entry(
      'NO_RECORD',
      ['上游没有这个编号的明细', '单据已删除或上游停用了该接口', '通常不用处理；大量出现时运行 contract check'],
      [
        'upstream has no details for this id',
        'the document is gone, or upstream shut the endpoint',
        'usually nothing; if there are many, run "contract check"',
      ],
    ),
    entry(
      'SCOPE_INCOMPLETE',
      [
        '请求缺少窗口或门店，未发出',
        '接口声明不完整',
        '补全 src/catalog/endpoints 中的参数，见 docs/extending.zh-CN.md',
      ],
      [
        'the request lacks its window or store and was not sent',
        'the endpoint is declared incompletely',
        'complete its parameters in src/catalog/endpoints, see docs/extending.md',
      ],
    ),
    entry(
      'ARCHIVE_CORRUPT',
      ['归档文件不完整或被改动', '磁盘故障、复制中断', '该次读取被跳过；重新读取那段时间(run --from --to)'],
      [
        'a file of the archive is not as it was written',
        'a bad disk, or a copy that broke off',
        'that walk is left out; read its days again (run --from --to)',
      ],
    ),
  ],
};
