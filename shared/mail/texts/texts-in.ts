import type { WrittenLanguage } from '../../documents/for-people.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import type { MailTexts } from './mail-texts.ts';

const texts: Readonly<Record<WrittenLanguage, MailTexts>> = { en, es };

/** The words of all mails in a language. */
export const textsIn = (language: WrittenLanguage): MailTexts => texts[language];
