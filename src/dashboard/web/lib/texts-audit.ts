/** What the audit calls an action, in words. Chinese first. */
export const AUDIT_TEXTS = {
  'audit.login': ['登录', 'logged in'],
  'audit.logout': ['退出', 'logged out'],
  'audit.personal.reveal': ['查看个人信息', 'looked at personal data'],
  'audit.check.snooze': ['静默检查', 'snoozed a check'],
  'audit.check.wake': ['取消静默', 'woke a check'],
  'audit.quarantine.retry': ['重试隔离记录', 'tried refused records again'],
  'audit.doctor.examine': ['体检', 'had the doctor examine'],
  'audit.job.run': ['启动运行', 'started a run'],
  'audit.job.resume': ['继续运行', 'went on with a run'],
  'audit.job.stop': ['停止', 'stopped something'],
  'audit.job.backfill': ['启动回补', 'started a backfill'],
  'audit.job.backfill-resume': ['继续回补', 'went on with a backfill'],
  'audit.job.backfill-cancel': ['放弃回补', 'gave up a backfill'],
  'audit.schedule.set': ['修改计划', 'changed a schedule'],
  'audit.schedule.reset': ['恢复计划', 'put a schedule back'],
} as const;
