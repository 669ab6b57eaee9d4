import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base.ts'
import { bondedContract } from './bonded.ts'
import { catalogueContract } from './catalogue.ts'
import {
  deviceSetting,
  deviceSettingsAnswer,
  devicesAnswer,
  faultMoment,
  forgetDevice,
  practicePrinter,
  printerAct,
  printerFault,
  saveDevice,
  scannerFault,
} from './devices.ts'
import { draftsContract } from './drafts.ts'
import { failure } from './failure.ts'
import { findAnswer, findQuestion } from './find.ts'
import { inputAnswer, inputMark } from './input-mark.ts'
import { inspectionsContract } from './inspections.ts'
import { keyPress } from './key-press.ts'
import {
  labelEntry,
  labelHistoryAnswer,
  labelHistoryQuestion,
  stopsAnswer,
  stopsQuestion,
} from './label-history.ts'
import {
  approveTemplate,
  chooseLanguage,
  chooseTemplate,
  pictureQuestion,
  retireTemplate,
  templateFile,
  templatePicture,
  templatesAnswer,
  templateTaken,
} from './label-templates.ts'
import { lookupAnswer } from './lookup.ts'
import { planRefused, planTaken } from './plan-answer.ts'
import { releaseContract } from './release.ts'
import { rulesContract } from './rules.ts'
import { labelView, stationView } from './station-view.ts'
import { statisticsContract } from './statistics.ts'
import { stockAnswer } from './stock.ts'

const bytes = z.base64url().max(16_384)

/**
 * The station's one table of calls and events. Electron serves it over a MessagePort, the browser host over a
 * WebSocket; both pass the same suite (test/contract).
 */
export const stationContract = {
  /** The whole view, at once and again at every change; a slow reader gets the newest, not every one between. */
  view: base.output(eventIterator(stationView)),
  /**
   * A key pressed by a person. Answers when it is durable; the view tells the rest. Sent again with the same mark, it is
   * done once; a key that was refused changed nothing and is tried anew.
   */
  press: base.input(z.intersection(keyPress, z.object({ mark: inputMark.optional() }))).output(inputAnswer),
  /**
   * What the page's keyboard wedge collected, as raw bytes of a scanner. With a mark the bytes are whole symbols and are
   * taken once, however often they are sent; without one they may be a piece of a symbol.
   */
  scan: base
    .input(z.object({ device: z.string().min(1).max(32), bytes, mark: inputMark.optional() }))
    .output(inputAnswer),
  /** Takes a plan file whole, or nothing of it and says where it is wrong. */
  importPlan: base
    .input(z.object({ fileName: z.string().min(1).max(255), bytes: z.base64url().max(24 * 1024 * 1024) }))
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), ...planTaken.shape }),
        z.object({ ok: z.literal(false), ...planRefused.shape }),
      ]),
    ),
  /**
   * Takes in what a brand signed: a right to give serials, with the list of a pool, whole or nothing of it. A supervisor's
   * badge and passcode ask for it. Progress is in the view.
   */
  importSerials: base
    .input(
      z.object({
        fileName: z.string().min(1).max(255),
        authority: z
          .string()
          .min(1)
          .max(2 * 1024 * 1024),
        list: z
          .base64url()
          .max(24 * 1024 * 1024)
          .nullable(),
        badge: z.string().max(64),
        passcode: z.string().max(128),
      }),
    )
    .output(z.object({ sentence: failure })),
  /** Ends the import that runs: nothing of its file is taken. `false` when none runs, or it is being stored already. */
  cancelImport: base.output(z.object({ ok: z.boolean() })),
  /** Sends every sealed batch to the ledger; progress is in the view. A second call while one runs is refused. */
  sync: base.output(z.object({ ok: z.boolean() })),
  cancelSync: base.output(z.object({ ok: z.boolean() })),
  /** A sealed batch as a file for the window to save, to be carried to the ledger (`docs/formats/batch-file.md`). */
  saveBatch: base
    .input(z.object({ batch: z.int().min(1) }))
    .output(z.object({ file: z.string(), bytes: z.base64url() })),
  /** What the ledger answered to a batch that was carried there: taken whole, or not at all. `ok` when it is receipted. */
  takeAnswer: base
    .input(z.object({ bytes: z.base64url().max(24 * 1024 * 1024) }))
    .output(z.object({ ok: z.boolean(), sentences: z.array(failure) })),
  /** Makes a backup beside the work that goes on; a supervisor's badge and passcode ask for it. Progress is in the view. */
  backup: base
    .input(
      z.object({
        folder: z.string().min(1).max(1024),
        passphrase: z.string().max(1024),
        badge: z.string().max(64),
        passcode: z.string().max(128),
      }),
    )
    .output(z.object({ ok: z.boolean() })),
  cancelBackup: base.output(z.object({ ok: z.boolean() })),
  /** A station that waits to be let in stops waiting; `false` when it does not wait. */
  cancelEnrolment: base.output(z.object({ ok: z.boolean() })),
  /** It asks anew, with a new key and code, after it was refused or nobody answered; `false` while it waits. */
  enrolAgain: base.output(z.object({ ok: z.boolean() })),
  lookup: base.input(z.object({ text: z.string().min(1).max(2048) })).output(lookupAnswer),
  /** Statements by what they say, a page at a time, newest first. */
  find: base.input(findQuestion).output(findAnswer),
  /** The picture of a label as printed, PIN blanked: PNG, base64url. */
  labelPicture: base.input(z.object({ job: z.int() })).output(z.object({ png: z.string() })),
  labels: base.input(z.object({ limit: z.int().min(1).max(500) })).output(z.array(labelView)),
  /** Labels of all years by what is known of them, a page at a time, those reserved last first. */
  labelHistory: base.input(labelHistoryQuestion).output(labelHistoryAnswer),
  /**
   * Everything on record of one label: its life, what its printers said, who had it in hand, what was stated of it; and what
   * whoever is signed in can do about it.
   */
  labelEntry: base.input(z.object({ job: z.int() })).output(
    labelEntry.extend({
      look: labelView,
      /** Where a customer's question about it is answered by the ledger at hand; null when it is not. */
      page: z.string().max(1_000).nullable(),
    }),
  ),
  /** The STOPs of a shift or of all, the newest first. */
  stops: base.input(stopsQuestion).output(stopsAnswer),
  /** Security stock since the last shift was closed, worked out anew. */
  stock: base.output(stockAnswer),
  devices: {
    /** What is there, and why it cannot be opened. With an address, that one is asked what printer it is. */
    discover: base
      .input(z.object({ host: z.string().max(253).optional(), port: z.int().min(1).max(65_535).optional() }))
      .output(devicesAnswer),
    /** What this station uses, and the models that there are rows for. */
    settings: base.output(deviceSettingsAnswer),
    /**
     * A scanner is changed by whoever is signed in; a printer with a supervisor's badge and passcode, and PINs over a
     * spooler with an administrator's.
     */
    save: base.input(saveDevice).output(z.object({ setting: deviceSetting })),
    forget: base.input(forgetDevice).output(z.object({ ok: z.literal(true) })),
    /** Shows a set-up code: the scanner that reads it is adopted. Progress is in the view. */
    startPairing: base.output(z.object({ ok: z.literal(true) })),
    cancelPairing: base.output(z.object({ ok: z.boolean() })),
    /** Prints a label with a grid and no serial; answers what the printer said, and how it should look: PNG, base64url. */
    testLabel: base
      .input(z.object({ id: z.string().max(32) }))
      .output(z.object({ sentence: failure, png: z.string() })),
  },
  /** What labels are printed by. All that a supervisor says of it comes with their badge and passcode. */
  templates: {
    list: base.output(templatesAnswer),
    /** Brings a document: it waits for a supervisor, or is refused with a picture that shows where. */
    take: base.input(templateFile).output(templateTaken),
    picture: base.input(pictureQuestion).output(templatePicture),
    /** Signed by the supervisor's own key; labels of its kind are printed by it from then on. */
    approve: base.input(approveTemplate).output(z.object({ ok: z.literal(true) })),
    choose: base.input(chooseTemplate).output(z.object({ ok: z.literal(true) })),
    /** For good. What it has printed stays what it was. */
    retire: base.input(retireTemplate).output(z.object({ ok: z.literal(true) })),
    setLanguage: base.input(chooseLanguage).output(z.object({ ok: z.literal(true) })),
  },
  // The rooms of the Control screen: one key each, in a file of its own.
  catalogue: catalogueContract,
  release: releaseContract,
  inspections: inspectionsContract,
  rules: rulesContract,
  drafts: draftsContract,
  bonded: bondedContract,
  statistics: statisticsContract,
  /** Only in a training workspace: what the pretend hands can do. */
  training: {
    /** Codes on the sample goods: press one to scan it. */
    goods: base.output(
      z.array(z.object({ title: z.string(), titleZh: z.string(), note: z.string(), bytes: z.string() })),
    ),
    /** Scans a printed label, decoded from the printer's own bytes by an independent renderer and reader. */
    scanLabel: base.input(z.object({ job: z.int() })).output(z.object({ text: z.string() })),
    /** Injects or clears a fault of the simulated printer; the one before is mended first. */
    printerFault: base
      .input(z.object({ fault: printerFault, at: faultMoment.optional() }))
      .output(z.object({ ok: z.literal(true) })),
    /** Does at the simulated printer what a person would. */
    printerAct: base.input(z.object({ act: printerAct })).output(z.object({ ok: z.literal(true) })),
    printerNow: base.output(practicePrinter),
    /** Lets the simulated scanner read sample goods with a fault, or mends it; `goods` has its bytes from then on. */
    scannerFault: base.input(z.object({ fault: scannerFault })).output(z.object({ ok: z.literal(true) })),
    scannerNow: base.output(z.object({ fault: scannerFault })),
  },
}
export type StationContract = typeof stationContract
