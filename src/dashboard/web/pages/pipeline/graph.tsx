import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { GraphNode, ShownTask } from '../../../api/pipeline.ts';
import { layOut, NODE } from '../../lib/graph-layout.ts';
import { usePreferences } from '../../lib/preferences.ts';

interface GraphProps {
  readonly graph: readonly GraphNode[];
  readonly tasks: readonly ShownTask[];
  readonly chosen: string | null;
  readonly onChoose: (code: string | null) => void;
}

/** What reads what, with how each stands; the table of tasks says the same to those who cannot see it. */
export function TaskGraph({ graph, tasks, chosen, onChoose }: GraphProps): JSX.Element | null {
  const { t, pick } = usePreferences();
  const { width, height, nodes, edges } = useMemo(() => layOut(graph), [graph.map(({ code }) => code).join()]);
  if (edges.length === 0) return null;
  const near = new Set(edges.filter(({ from, to }) => from === chosen || to === chosen).flatMap((e) => [e.from, e.to]));
  const isDim = (code: string): boolean => chosen !== null && code !== chosen && !near.has(code);
  const byCode = new Map(tasks.map((task) => [task.code, task]));
  return (
    <section class="card">
      <h2>{t('graph')}</h2>
      <p class="note">{t('graphHint')}</p>
      <div class="table-box whole" tabIndex={0} role="region" aria-label={t('graph')}>
        <svg class="graph" width={width} height={height} aria-hidden="true">
          {edges.map(({ from, to, path }) => (
            <path key={path} d={path} class={edgeClass(chosen, from === chosen || to === chosen)} />
          ))}
          {nodes.map(({ code, x, y }) => {
            const task = byCode.get(code);
            return (
              <g
                key={code}
                class={`node ${task?.status ?? 'WAITING'}${isDim(code) ? ' dim' : ''}`}
                transform={`translate(${x} ${y})`}
                onClick={() => onChoose(code === chosen ? null : code)}
              >
                <rect width={NODE.width} height={NODE.height} rx="6" />
                <text x="10" y={NODE.height / 2 + 4}>
                  {code}
                </text>
                <title>{task === undefined ? code : `${pick(task)} · ${t(task.status)}`}</title>
              </g>
            );
          })}
        </svg>
      </div>
    </section>
  );
}

function edgeClass(chosen: string | null, isNear: boolean): string {
  if (chosen === null) return 'edge';
  return isNear ? 'edge near' : 'edge dim';
}
