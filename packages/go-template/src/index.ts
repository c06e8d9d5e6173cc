export { parseTemplate, type Template, type TemplateOptions, type Values } from './template.ts';
export { TemplateError } from './template-error.ts';
export type { TemplateFunction } from './rendering.ts';
export type { Data } from './value.ts';
