import type { WrittenLanguage } from '../for-people.ts';
import type { DocumentTexts } from './document-texts.ts';
import { en } from './en.ts';
import { es } from './es.ts';

const texts: Readonly<Record<WrittenLanguage, DocumentTexts>> = { en, es };

/** The words of all documents in a language. */
export const textsIn = (language: WrittenLanguage): DocumentTexts => texts[language];
