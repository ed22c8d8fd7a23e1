// npm run lint | typecheck | format | format:check: one tool by name, further arguments passed on.
import { runVisibly } from './lib/run.mjs';
import { tool } from './lib/tools.mjs';

const [name, ...more] = process.argv.slice(2);
const { file, args } = tool(name);
process.exitCode = await runVisibly({ file, args: [...args, ...more] });
