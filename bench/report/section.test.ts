import { expect, test } from 'bun:test';
import { section, withSection } from './section.ts';

test('a section is put in place of its like, and nothing else changes', () => {
  const document = ['# Title', '', ...section('one', ['first']), '', ...section('two', ['second']), ''].join(
    '\n',
  );
  const changed = withSection(document, 'one', ['third', '', 'with $& in it']);
  expect(changed).toBe(document.replace('first', () => 'third\n\nwith $& in it'));
  expect(withSection(changed ?? '', 'one', ['first'])).toBe(document);
});

test('a document without the section has no place for it', () => {
  expect(withSection('# Title\n', 'one', ['first'])).toBeNull();
  expect(withSection('<!-- end of one --> <!-- one -->', 'one', ['first'])).toBeNull();
});
