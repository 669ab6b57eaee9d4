import { z } from 'zod'
import { labelKinds, labelLanguages } from '../label/template/label-kind.ts'
import { failure } from './failure.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const template = z.string().max(64)
/** Who did it, when (RFC 3339). */
const done = z.object({ t: z.string(), by: z.string() })

/** What a template's name and version stand for at this station. */
const templateStanding = z.enum(['in-force', 'approved', 'waiting', 'retired'])

/** A label template as people see it. */
export const templateView = z.object({
  /** Name and version: `unit-60x40/1`. */
  template,
  /** SHA-256 of the document's RFC 8785 bytes. */
  hash,
  kind: z.enum(labelKinds),
  title: z.object({ en: z.string(), 'zh-CN': z.string() }),
  /** Millimetres. */
  size: z.object({ width: z.number(), height: z.number() }),
  standing: templateStanding,
  /** Whether labels say some words of their own in one language, whichever is chosen. */
  fixedWords: z.boolean(),
  /** Whether it came with the release. */
  shipped: z.boolean(),
  /** When it came in and by whom; null for one that nobody had to bring. */
  came: done.nullable(),
  /** null while nobody has approved it, and for what the release itself approves. */
  approved: done.nullable(),
  retired: done.extend({ reason: z.string() }).nullable(),
  /** Hash of what is in force for the same labels now; null when nothing is. */
  instead: hash.nullable(),
})
export type TemplateView = z.infer<typeof templateView>

export const labelDpi = z.union([z.literal(203), z.literal(300), z.literal(600)])
export type LabelDpi = z.infer<typeof labelDpi>

export const templatesAnswer = z.object({
  format: z.literal('bondmark/templates/1'),
  templates: z.array(templateView),
  /** Of the labels' own words. */
  language: z.enum(labelLanguages),
  /** Resolutions of the printers that labels go to now, by kind of label. */
  heads: z.object({ unit: labelDpi, case: labelDpi, pallet: labelDpi }),
})
export type TemplatesAnswer = z.infer<typeof templatesAnswer>

/** The answer of `bondmark label templates`. */
export const labelTemplatesAnswer = z.object({
  format: z.literal('bondmark/label-templates/1'),
  templates: z.array(
    templateView
      .pick({ template: true, hash: true, kind: true, title: true, size: true })
      // null without a workspace
      .extend({ standing: templateStanding.nullable() }),
  ),
})

/** A sample label: its picture, and what of the widest one does not fit. PNG, base64url; null where nothing can be drawn. */
export const templatePicture = z.object({ png: z.string().nullable(), failure: failure.nullable() })

export const pictureQuestion = z.object({
  hash,
  /** Another template's: then the picture is black where their sample labels differ. */
  against: hash.optional(),
  dpi: labelDpi,
  language: z.enum(labelLanguages),
})

/** Larger than any document that is read. */
const DOCUMENT_BASE64_MAX = 800_000
export const templateFile = z.object({
  fileName: z.string().min(1).max(255),
  bytes: z.base64url().max(DOCUMENT_BASE64_MAX),
})

/** What becomes of a document that is brought: waiting for approval, or refused, with a picture that shows where. */
export const templateTaken = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), hash, template }),
  z.object({ ok: z.literal(false), failure, png: z.string().nullable() }),
])
export type TemplateTaken = z.infer<typeof templateTaken>

const supervisor = { badge: z.string().max(64), passcode: z.string().max(128) }
export const approveTemplate = z.object({ hash, ...supervisor })
export const retireTemplate = z.object({ template, reason: z.string().trim().min(1).max(200), ...supervisor })
export const chooseTemplate = z.object({ template, ...supervisor })
export const chooseLanguage = z.object({ language: z.enum(labelLanguages), ...supervisor })
