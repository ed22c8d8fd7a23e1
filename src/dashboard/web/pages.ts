import type { ComponentType } from 'preact';
import type { Role } from '../api/roles.ts';
import type { TextName } from './lib/texts.ts';

/** A page: its address, who may see it, and its file, which is loaded when somebody goes there. */
export interface Page {
  /** Beginning of its address. */
  readonly path: `/${string}`;
  /** Name in the menu; none: reached from other pages only. */
  readonly name?: TextName;
  readonly access: Role;
  readonly load: () => Promise<ComponentType>;
}

/** Every page. A new one is a file in pages/, a line here, and a file in server/routes. */
export const PAGES: readonly Page[] = [
  { path: '/day', name: 'day', access: 'viewer', load: async () => (await import('./pages/day.tsx')).DayPage },
  {
    path: '/trends',
    name: 'trends',
    access: 'viewer',
    load: async () => (await import('./pages/trends.tsx')).TrendsPage,
  },
  { path: '/why/', access: 'viewer', load: async () => (await import('./pages/why.tsx')).WhyPage },
  { path: '/trace', access: 'viewer', load: async () => (await import('./pages/trace.tsx')).TracePage },
  {
    path: '/pipeline',
    name: 'pipeline',
    access: 'viewer',
    load: async () => (await import('./pages/pipeline.tsx')).PipelinePage,
  },
  {
    path: '/freshness',
    name: 'freshness',
    access: 'viewer',
    load: async () => (await import('./pages/freshness.tsx')).FreshnessPage,
  },
  {
    path: '/quality',
    name: 'quality',
    access: 'viewer',
    load: async () => (await import('./pages/quality.tsx')).QualityPage,
  },
  {
    path: '/catalog',
    name: 'catalog',
    access: 'viewer',
    load: async () => (await import('./pages/catalog.tsx')).CatalogPage,
  },
  {
    path: '/settings',
    name: 'settings',
    access: 'admin',
    load: async () => (await import('./pages/settings.tsx')).SettingsPage,
  },
  { path: '/audit', name: 'audit', access: 'admin', load: async () => (await import('./pages/audit.tsx')).AuditPage },
];
