import type { KeyboardEvent } from 'react';

const selector = '[data-cell]';

/** Moves the focus by the arrows over cells of a grid that is one stop for Tab. Cells have `data-cell`; rows `role=row`. */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget: grid } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return;
  const cells = [...grid.querySelectorAll<HTMLElement>(selector)];
  const at = cells.indexOf(target);
  if (at === -1) return;
  const turned = getComputedStyle(grid).direction === 'rtl';
  let next: HTMLElement | undefined;
  if (key === 'ArrowRight' || key === 'ArrowLeft')
    next = cells[at + ((key === 'ArrowLeft') === turned ? 1 : -1)];
  else if (key === 'ArrowDown' || key === 'ArrowUp')
    next = beside(grid, target, key === 'ArrowDown' ? 1 : -1);
  else if (key === 'Home') next = cells[0];
  else if (key === 'End') next = cells.at(-1);
  else return;
  event.preventDefault();
  if (next) focusCell(grid, next);
}

/** Makes a cell the one that Tab stops at, and focuses it. */
export function focusCell(grid: HTMLElement, cell: HTMLElement): void {
  for (const stop of grid.querySelectorAll<HTMLElement>(`${selector}[tabindex="0"]`)) stop.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: 'nearest' });
}

/** The cell below or above: in the same column, or the last of a row that is shorter. */
function beside(grid: HTMLElement, cell: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const rows = [...grid.querySelectorAll<HTMLElement>('[role=row]')];
  const row = cell.closest<HTMLElement>('[role=row]');
  if (!row) return undefined;
  const column = [...row.querySelectorAll<HTMLElement>(selector)].indexOf(cell);
  const cells = rows[rows.indexOf(row) + step]?.querySelectorAll<HTMLElement>(selector);
  return cells?.[Math.min(column, cells.length - 1)];
}
